import { lstat, mkdir, mkdtemp, opendir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { damagedCopy, TreeBuilder, type Tree } from "../../formats/history/tree.ts";

/** Writes the files of a copy into a folder, which comes into being. Returns their paths. */
export async function writeTree(folder: string, tree: Tree): Promise<readonly string[]> {
  const written: string[] = [];
  for (const [path, content] of tree) {
    const file = join(folder, ...path.split("/"));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
    written.push(file);
  }
  return written;
}

/**
 * Reads what a client unpacked, within the limits of a history.
 * @param origin names the copy in messages
 * @throws HistoryError for a link, which could lead anywhere, and beyond the limits
 */
export async function readTree(folder: string, origin: string): Promise<Tree> {
  const builder = new TreeBuilder(origin);
  const open = [""];
  for (let current = open.pop(); current !== undefined; current = open.pop())
    for await (const { name } of await opendir(join(folder, current))) {
      const path = current === "" ? name : `${current}/${name}`;
      const found = await lstat(join(folder, path));
      if (found.isDirectory()) open.push(path);
      else if (found.isFile()) builder.add(path, await readFile(join(folder, path)));
      else throw damagedCopy(origin, "it holds something that is neither a file nor a folder");
    }
  return builder.tree;
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
