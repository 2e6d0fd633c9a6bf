import { basename, dirname, join } from "node:path/posix";

/** Source texts by their path below the project, `src/core/decide.ts`. */
export type Sources = ReadonlyMap<string, string>;

interface Import {
  /** A path below the project for our own files, else the name as written. */
  readonly target: string;
  /** `import type`: gone at run time. */
  readonly typeOnly: boolean;
}

interface Ring {
  readonly name: string;
  holds(file: string): boolean;
  mayImport(wanted: Import, file: string): boolean;
  /** Says what is allowed and why, after "because". */
  readonly because: string;
}

/** Pure libraries that turn text into values; they open nothing. */
const PARSERS = ["csv-parse/sync", "yaml", "zod"];
const PURE_NODE = ["node:buffer", "node:crypto", "node:util", "node:zlib"];
/** MLflow's server keeps runs and models; both adapters speak to it through one client. */
const MLFLOW_CLIENT = "src/adapters/mlflow-rest/";
/** Pieces below all adapters: they hold no knowledge of any service, so that no adapter needs another one. */
const SHARED_BY_ADAPTERS = ["files.ts", "system-error.ts", "throttle.ts", "unfinished.ts"];
/** How a wrong value is shown, and what a moment in time looks like. */
const TEXTS_FOR_CONFIG = ["src/formats/quote.ts", "src/formats/timestamp.ts"];
const STORY = [
  "act.ts",
  "alert.ts",
  "comment.ts",
  "evaluate-model.ts",
  "load.ts",
  "log-run.ts",
  "measurement.ts",
  "monitor.ts",
  "next-step.ts",
  "no-data.ts",
  "compare.ts",
  "gather-statistics.ts",
  "remember.ts",
  "since.ts",
  "verdict.ts",
  "world.ts",
];
const SHELL = new Set([
  "action.ts",
  "cli.ts",
  "default-branch.ts",
  "index.ts",
  "main.ts",
  "open-alerts.ts",
  "open-artifacts.ts",
  "open-history.ts",
  "open-maps.ts",
  "open-model.ts",
  "open-pull-requests.ts",
  "open-step-history.ts",
  "open-world.ts",
  "read-config.ts",
  "version.ts",
  "workflow-step.ts",
]);

const RINGS: readonly Ring[] = [
  {
    name: "core",
    holds: (file) => file.startsWith("src/core/"),
    mayImport: ({ target }) => target.startsWith("src/core/"),
    because: "core decides, from values alone: it may import core only",
  },
  {
    name: "formats",
    holds: (file) => file.startsWith("src/formats/"),
    mayImport: ({ target }) =>
      inFolders(target, ["core", "formats"]) || PURE_NODE.includes(target) || PARSERS.includes(target),
    because: `formats translates bytes in memory: it may import core, formats, ${[...PURE_NODE, ...PARSERS].join(", ")}`,
  },
  {
    name: "config",
    holds: (file) => file.startsWith("src/config/"),
    mayImport: ({ target }) =>
      inFolders(target, ["core", "config"]) || TEXTS_FOR_CONFIG.includes(target) || PARSERS.includes(target),
    because:
      "config checks strings and reads neither files nor environment: it may import core, config, " +
      [...TEXTS_FOR_CONFIG, ...PARSERS].join(", "),
  },
  {
    name: "adapters",
    holds: (file) => file.startsWith("src/adapters/"),
    mayImport: ({ target, typeOnly }, file) =>
      inFolders(target, ["core", "formats"]) ||
      (target === "src/world.ts" && typeOnly) ||
      (target.startsWith("src/adapters/") ? areOneAdapter(file, target) : !target.startsWith("src/")),
    because:
      "an adapter moves bytes for one service: it may import core, formats, the types of world.ts, libraries, " +
      `files of its own and ${SHARED_BY_ADAPTERS.join(", ")}`,
  },
  {
    name: "story",
    holds: (file) => STORY.includes(belowSource(file)),
    mayImport: ({ target, typeOnly }) =>
      inFolders(target, ["core", "formats"]) ||
      STORY.includes(belowSource(target)) ||
      (target === "src/config/config.ts" && typeOnly),
    because:
      "it orders the steps and knows no GitHub, MLflow or SQLite: it may import core, formats, " +
      `${STORY.join(", ")} and the type of the config`,
  },
  { name: "shell", holds: (file) => SHELL.has(belowSource(file)), mayImport: () => true, because: "" },
];

/** Words that bring clock, chance, environment or waiting into a ring that is to be a function of its arguments. */
const IMPURE =
  /\b(?:process|console|globalThis)\.\w|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\bfetch\(|\bset(?:Timeout|Interval)\(/;
const ASYNC = /\basync\b|\bawait\b|\bnew Promise\b/;

/** One sentence for every import that crosses a ring, every file outside all rings, every impure word in a pure ring. */
export function crossings(sources: Sources): readonly string[] {
  return [...sources].flatMap(([file, text]) => {
    const ring = RINGS.find((one) => one.holds(file));
    if (ring === undefined)
      return [`${file} belongs to no ring: put it into a folder, or name it in rings.ts`];
    return wrongImports(file, ring, text).concat(impureWords(file, ring, text));
  });
}

function wrongImports(file: string, ring: Ring, text: string): string[] {
  const wrong = importsOf(file, text).filter((wanted) => !ring.mayImport(wanted, file));
  return wrong.map(({ target }) => `${file} (${ring.name}) imports ${target}, but ${ring.because}`);
}

function impureWords(file: string, ring: Ring, text: string): string[] {
  if (ring.name !== "core" && ring.name !== "formats") return [];
  const code = withoutComments(text);
  const found = [IMPURE.exec(code)?.[0], ring.name === "core" ? ASYNC.exec(code)?.[0] : undefined];
  const words = found.filter((word) => word !== undefined);
  return words.map(
    (word) => `${file} (${ring.name}) says "${word}", but the same input must give the same answer`,
  );
}

function importsOf(file: string, text: string): Import[] {
  const statements =
    /^(?:import|export)\b(\s+type\b)?[^;'"`]*?\bfrom\s*"([^"]+)"|^import\s*()"([^"]+)"|\bimport\(()\s*"([^"]+)"/gm;
  return [...withoutComments(text).matchAll(statements)].map((match) => {
    const name = match[2] ?? match[4] ?? match[6]!;
    const target = name.startsWith(".") ? join(dirname(file), name) : name;
    return { target, typeOnly: match[1] !== undefined };
  });
}

function withoutComments(text: string): string {
  return text.replace(/\/\*.*?\*\//gs, "").replace(/(^|[^:])\/\/.*$/gm, "$1");
}

function inFolders(target: string, folders: readonly string[]): boolean {
  return folders.some((folder) => target.startsWith(`src/${folder}/`));
}

function belowSource(file: string): string {
  return file.replace(/^src\//, "");
}

/** A folder is one adapter; so are the files beside each other that begin alike: sqlite.ts, sqlite-worker.ts. */
function areOneAdapter(file: string, target: string): boolean {
  if (dirname(target) === "src/adapters" && SHARED_BY_ADAPTERS.includes(basename(target))) return true;
  if (target.startsWith(MLFLOW_CLIENT)) return /^src\/adapters\/(?:mlflow|tracking)/.test(file);
  return adapterOf(file) === adapterOf(target);
}

function adapterOf(file: string): string {
  return /^src\/adapters\/([^/.-]+)/.exec(file)?.[1] ?? file;
}
