import { lstatSync, mkdirSync, opendirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { STORE_FOLDER } from "../../formats/history/manifest.ts";
import { damagedCopy, TreeBuilder, type Tree } from "../../formats/history/tree.ts";

/*
 * A history is thousands of tiny files. They are read and written one after the other without giving way in between:
 * waiting for each of them takes many times longer than writing it.
 */

/** Writes the files of a copy into a folder, which comes into being. Returns their paths. */
export function writeTree(folder: string, tree: Tree): readonly string[] {
  const written: string[] = [];
  const made = new Set<string>();
  for (const [path, content] of tree) {
    const file = join(folder, ...path.split("/"));
    const parent = dirname(file);
    if (!made.has(parent)) mkdirSync(parent, { recursive: true });
    made.add(parent);
    writeFileSync(file, content);
    written.push(file);
  }
  return written;
}

/**
 * The same, with `mlruns/` as a link to the directory in which these files lie.
 * @param onDisk absolute path of that directory
 */
export function linkTree(folder: string, tree: Tree, onDisk: string): readonly string[] {
  const beside = new Map([...tree].filter(([path]) => !path.startsWith(STORE_FOLDER)));
  const written = writeTree(folder, beside);
  // A junction is the link to a directory that Windows lets everybody make; elsewhere the word means nothing.
  symlinkSync(onDisk, join(folder, STORE_FOLDER.slice(0, -1)), "junction");
  const linked = [...tree.keys()].filter((path) => path.startsWith(STORE_FOLDER));
  return [...written, ...linked.map((path) => join(folder, ...path.split("/")))];
}

/**
 * Reads what a client unpacked, within the limits of a history.
 * @param origin names the copy in messages
 * @throws HistoryError for a link, which could lead anywhere, and beyond the limits
 */
export function readTree(folder: string, origin: string): Tree {
  const builder = new TreeBuilder(origin);
  const open = [""];
  for (let current = open.pop(); current !== undefined; current = open.pop())
    for (const name of namesIn(join(folder, current))) {
      const path = current === "" ? name : `${current}/${name}`;
      const found = lstatSync(join(folder, path));
      if (found.isDirectory()) open.push(path);
      else if (found.isFile()) builder.add(path, readFileSync(join(folder, path)));
      else throw damagedCopy(origin, "it holds something that is neither a file nor a folder");
    }
  return builder.tree;
}

/** One at a time: a folder of millions must not be listed before the limits can stop it. */
function* namesIn(folder: string): Generator<string> {
  const directory = opendirSync(folder);
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) yield entry.name;
  } finally {
    directory.closeSync();
  }
}

/** Runs with a folder of its own, which is gone afterwards. */
export async function withFolder<Result>(
  parent: string,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(parent, "model-monitor-history-"));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
