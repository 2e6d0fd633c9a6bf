import { isAbsolute, relative } from "node:path";

/** Whether an absolute path lies below a folder, by their names alone: a folder may be called `..data`. */
export function isInside(folder: string, path: string): boolean {
  const from = relative(folder, path);
  return from !== "" && from !== ".." && !/^\.\.[/\\]/.test(from) && !isAbsolute(from);
}
