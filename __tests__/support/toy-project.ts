import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

/** Files by path, with their texts. */
export type Files = Readonly<Record<string, string>>;

/** Writes the files into a new temporary folder and returns it. */
export function folderWith(files: Files): string {
  const root = mkdtempSync(join(tmpdir(), "model-monitor-toy-"));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

/** The files of an installed package of one module. */
export function toyPackage(name: string, code: string, manifest: object = { license: "MIT" }): Files {
  const fields = { name, version: "1.0.0", type: "module", main: "index.js", ...manifest };
  return {
    [`node_modules/${name}/package.json`]: JSON.stringify(fields),
    [`node_modules/${name}/index.js`]: code,
    [`node_modules/${name}/LICENSE`]: `Licence of ${name}\n`,
  };
}

/** A project small enough to read that has the shape of ours: four programs, a shared module, two packages. */
export function toyProject(files: Files = {}): string {
  return folderWith({
    "src/index.ts":
      'import { greet } from "./greet.ts";\nimport { tell } from "tell";\ntell(greet("index"));\n',
    "src/cli.ts": 'import { greet } from "./greet.ts";\nconsole.log(greet("cli"));\n',
    "src/adapters/sqlite-worker.ts": 'console.log("worker");\n',
    "src/adapters/ranking-worker.ts": 'console.log("worker");\n',
    "src/greet.ts":
      'import { shout } from "shout";\nexport const greet = (who: string) => shout(`hello ${who}`);\n',
    ...toyPackage("shout", "export const shout = (text) => text.toUpperCase();\nexport const whisper = 1;\n"),
    ...toyPackage(
      "tell",
      'import { shout } from "shout";\nexport const tell = (text) => console.log(shout(text));\n',
    ),
    ...toyPackage("sql.js", ""),
    "node_modules/sql.js/dist/sql-wasm.wasm": "wasm",
    "kernel/ranking.wasm": "kernel",
    ...files,
  });
}
