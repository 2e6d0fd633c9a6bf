/**
 * Builds what the action runs: `node scripts/build.ts [folder]`, `dist` when no folder is named.
 * Two builds of the same sources and packages are equal byte by byte, wherever they are started.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { bundle, type Chunk } from "./bundle.ts";
import { licensesText } from "./licenses.ts";
import { packageFolderOf } from "./module-package.ts";

const PROJECT = resolve(import.meta.dirname, "..");

/**
 * Writes the bundle of the project in `root` into `folder`, replacing what an earlier build left there.
 *
 * @returns the JavaScript files with what they import and hold
 * @throws Error when the bundle fails, a licence is not allowed, or `folder` holds anything that is not a build
 */
export async function buildDist(folder: string, root = PROJECT): Promise<readonly Chunk[]> {
  const chunks = await bundle(root);
  const modules = chunks.flatMap((chunk) => chunk.modules);
  const packages = new Set(modules.map(packageFolderOf).filter((path) => path !== null));
  // The worker reads the WebAssembly file from beside itself, so no bundle mentions its package.
  packages.add("node_modules/sql.js");
  const licenses = licensesText([...packages].toSorted().map((path) => join(root, path)));
  emptyBuildFolder(folder);
  for (const chunk of chunks) writeFileSync(join(folder, chunk.name), chunk.text);
  writeFileSync(
    join(folder, "sql-wasm.wasm"),
    readFileSync(join(root, "node_modules/sql.js/dist/sql-wasm.wasm")),
  );
  writeFileSync(join(folder, "ranking.wasm"), readFileSync(join(root, "kernel/ranking.wasm")));
  writeFileSync(join(folder, "licenses.txt"), licenses);
  // Node takes the nearest package.json as the word on the module format, and a copied dist/ has no other.
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }\n');
  return chunks;
}

/** A wrong argument must not cost anybody a folder: only one that is empty or that a build wrote is emptied. */
function emptyBuildFolder(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const names = readdirSync(folder);
  if (names.length > 0 && !names.includes("licenses.txt")) {
    throw new Error(`${folder} is not empty and was not written by this script; name another folder`);
  }
  for (const name of names) rmSync(join(folder, name));
}

if (import.meta.main) await buildDist(resolve(process.argv[2] ?? join(PROJECT, "dist")));
