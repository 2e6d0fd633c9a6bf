import { dirname } from "node:path";
import { basename } from "node:path/posix";

import { build, type BuildOptions, type Metafile, type Plugin } from "esbuild";

import { chunkNames, modulesOf, type Output } from "./chunk-names.ts";
import { packageOf } from "./module-package.ts";

/** One JavaScript file of `dist/`. */
export interface Chunk {
  readonly name: string;
  readonly text: string;
  /** Files of `dist/` that it imports, at its start or later. */
  readonly imports: readonly string[];
  /** Source files whose code it holds, relative to the project. */
  readonly modules: readonly string[];
}

/** The programs that `dist/` offers: the action, the command line, and the threads that read the database and rank. */
const PROGRAMS = [
  { in: "src/index.ts", out: "index" },
  { in: "src/cli.ts", out: "cli" },
  { in: "src/adapters/sqlite-worker.ts", out: "sqlite-worker" },
  { in: "src/adapters/ranking-worker.ts", out: "ranking-worker" },
];
const PROGRAM_FILES = PROGRAMS.map((program) => `${program.out}.js`);

/**
 * Bundled CommonJS packages call `require`, and sql.js asks for `__dirname`. `var` and not `const`: a bundled
 * module may declare one of these names again, and two `const` of one name do not load.
 */
const BANNER =
  'import{createRequire as __cr}from"node:module";' +
  "var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;";

/**
 * Modules of packages that are never used here and cost every start, or rest on what is not wanted; each is replaced by
 * what its neighbours need to be loaded.
 */
const LEFT_OUT: readonly { readonly name: string; readonly file: RegExp; readonly contents: string }[] = [
  {
    // The artifact client unpacks with it. It knows no limits and rests on a package without a licence (`buffers`); we
    // never let the client unpack (`skipDecompress`).
    name: "unzip-stream",
    file: /[\\/]unzip-stream[\\/]unzip\.js$/,
    contents: "module.exports = {};",
  },
  {
    // No ID token is ever asked for, and for these few lines the log of a runner would come with an HTTP client: half of
    // the time that a start took.
    name: "the ID tokens of @actions/core",
    file: /[\\/]@actions[\\/]core[\\/]lib[\\/]oidc-utils\.js$/,
    contents: "export const OidcClient = {};",
  },
  {
    // zod's messages in fifty languages are half of it. Ours are our own.
    name: "the languages of zod",
    file: /[\\/]zod[\\/]v4[\\/]locales[\\/]index\.js$/,
    contents: 'export { default as en } from "./en.js";',
  },
  {
    // Nobody asks what system the runner is, and for the answer every start would load what starts other programs.
    name: "the platform of @actions/core",
    file: /[\\/]@actions[\\/]core[\\/]lib[\\/]platform\.js$/,
    contents: "export {};",
  },
  {
    // It makes code of a schema, for millions of values. A fifth of zod, with the next one.
    name: "the compiler of zod",
    file: /[\\/]zod[\\/]v4[\\/]core[\\/]compile\.js$/,
    contents:
      "const none = undefined;" +
      "export { none as INVALID, none as compile, none as withParser, none as ZodCompileAsyncError, none as ZodCompileUnsupportedError };",
  },
  {
    name: "schemas of zod that come from JSON Schema",
    file: /[\\/]zod[\\/]v4[\\/]classic[\\/]from-json-schema\.js$/,
    contents: "export const fromJSONSchema = undefined;",
  },
];

const WITHOUT_UNUSED: Plugin = {
  name: "without-unused",
  setup(builder) {
    for (const { file, contents } of LEFT_OUT)
      builder.onLoad({ filter: file }, ({ path }) => ({ contents, resolveDir: dirname(path) }));
  },
};

/**
 * Bundles the programs of the project in `root` into flat ECMAScript modules.
 *
 * Third-party code never shares a file with ours: each package that our sources import is an entry point of its own
 * in a second pass, which makes esbuild split it off, whole. Without that every change of ours would rewrite (and
 * commit again) a megabyte of libraries. The entry files themselves are dropped: nothing loads them.
 */
export async function bundle(root: string): Promise<readonly Chunk[]> {
  const options = {
    absWorkingDir: root,
    banner: { js: BANNER },
    bundle: true,
    format: "esm",
    logLevel: "silent",
    metafile: true,
    outdir: "dist",
    platform: "node",
    plugins: [WITHOUT_UNUSED],
    splitting: true,
    target: "node24",
    write: false,
  } satisfies BuildOptions;
  const trial = await build({ ...options, entryPoints: PROGRAMS });
  const doors = doorsOf(trial.metafile);
  const vendorEntries = doors.map((file, index) => ({ in: file, out: `vendor-entry-${index}` }));
  const result = await build({ ...options, entryPoints: [...PROGRAMS, ...vendorEntries] });
  const texts = new Map(
    result.outputFiles.map((file) => [basename(file.path.replaceAll("\\", "/")), file.text]),
  );
  const outputs = loadedOutputs(result.metafile);
  const names = chunkNames(outputs, PROGRAM_FILES, doors, result.metafile.inputs);
  return [...outputs].map(([file, output]) => ({
    name: names.get(file) ?? file,
    text: renameImports(texts.get(file) ?? "", names),
    imports: importsOf(output).map((imported) => names.get(imported) ?? imported),
    modules: modulesOf(output),
  }));
}

/** Files of packages that our own sources import, sorted: the order of entry points decides that of import lines. */
function doorsOf(metafile: Metafile): string[] {
  const ours = Object.entries(metafile.inputs).filter(([path]) => packageOf(path) === null);
  const imported = ours.flatMap(([, input]) => input.imports.filter((one) => one.external !== true));
  return [...new Set(imported.map((one) => one.path).filter((path) => packageOf(path) !== null))].toSorted();
}

/** The outputs that one of the programs loads, by file name. */
function loadedOutputs(metafile: Metafile): ReadonlyMap<string, Output> {
  const outputs = new Map(Object.entries(metafile.outputs).map(([path, output]) => [basename(path), output]));
  const loaded = new Map<string, Output>();
  const open = [...PROGRAM_FILES];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const output = outputs.get(name);
    if (output === undefined || loaded.has(name)) continue;
    loaded.set(name, output);
    open.push(...importsOf(output));
  }
  return loaded;
}

function importsOf(output: Output): string[] {
  return output.imports.filter((one) => one.external !== true).map((one) => basename(one.path));
}

function renameImports(text: string, names: ReadonlyMap<string, string>): string {
  return text.replace(/"\.\/([\w.-]+\.js)"/g, (whole, file: string) => {
    const name = names.get(file);
    return name === undefined ? whole : `"./${name}"`;
  });
}
