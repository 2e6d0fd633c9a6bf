import { mkdirSync, writeFileSync } from "node:fs";
import { lstat, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf } from "../system-error.ts";
import { isAbandoned, stagingName, temporaryName } from "../unfinished.ts";

/** The file that makes a directory an experiment or a run; everything else in it is invisible without. */
const MARKER = "meta.yaml";

export interface DirectoryToPlace {
  /** Path below the directory → content; with a `meta.yaml`, unless a database says what is there. */
  readonly files: ReadonlyMap<string, string | Uint8Array>;
  /** Its absolute path; the directory above exists. */
  readonly target: string;
  /** Where it is built: beside the store, hence on its file system, never inside, where MLflow would stumble over it. */
  readonly stagingParent: string;
}

/**
 * Puts a complete directory in its place by one rename: a reader, or a crash, sees all of it or nothing.
 * @returns false when another one with a `meta.yaml` is there already: some other job was first
 */
export async function placeDirectory({ files, target, stagingParent }: DirectoryToPlace): Promise<boolean> {
  const staging = join(stagingParent, stagingName());
  const built = join(staging, basename(target));
  try {
    await mkdir(staging);
    // Not recursively: were the directory taken away from us, the rest of the files would be published without the first.
    writeFiles(built, files, { recursive: false });
    await rename(built, target);
    return true;
  } catch (error) {
    if (await exists(join(target, MARKER))) return false;
    // Another file system (a mounted volume), or a directory without meta.yaml that is in the way, an artifact
    // directory of a database-backed MLflow for example.
    if (!["EXDEV", "EEXIST", "ENOTEMPTY"].includes(codeOf(error) ?? "")) throw error;
    await buildInPlace(target, files);
    return true;
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** The next best thing to one rename: `meta.yaml` comes last, and whole. */
async function buildInPlace(target: string, files: ReadonlyMap<string, string | Uint8Array>): Promise<void> {
  const others = new Map(files);
  others.delete(MARKER);
  writeFiles(target, others, { recursive: true });
  const marker = files.get(MARKER);
  if (marker !== undefined)
    await replaceFile({ path: join(target, MARKER), content: marker, temporaryIn: target });
}

/**
 * Synchronously: a run is some sixty files of some ten bytes, and handing each to the thread pool and back takes longer
 * than writing it.
 * @param making how to make folders; recursively also passes over those that exist
 */
function writeFiles(
  root: string,
  files: ReadonlyMap<string, string | Uint8Array>,
  making: { readonly recursive: boolean },
): void {
  for (const folder of foldersOf(files.keys())) mkdirSync(join(root, folder), making);
  for (const [path, content] of files) writeFileSync(join(root, path), content, "utf8");
}

/** The folders of some paths, each after the one that contains it; the root itself is "". */
function foldersOf(paths: Iterable<string>): ReadonlySet<string> {
  const folders = new Set([""]);
  for (const path of paths)
    for (let slash = path.indexOf("/"); slash > 0; slash = path.indexOf("/", slash + 1))
      folders.add(path.slice(0, slash));
  return folders;
}

/**
 * Writes a file by temporary file and rename. The temporary file lies in `temporaryIn`, the root directory of a run or
 * an experiment: in `metrics`, `params` or `tags` MLflow would read it as an entry.
 */
export async function replaceFile(file: {
  readonly path: string;
  readonly content: string | Uint8Array;
  readonly temporaryIn: string;
}): Promise<void> {
  const temporary = join(file.temporaryIn, temporaryName());
  try {
    await writeFile(temporary, file.content, "utf8");
    await mkdir(dirname(file.path), { recursive: true });
    await rename(temporary, file.path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Removes the staging directories of killed jobs, as far as that is possible: they must not keep us from our work. */
export async function removeAbandonedStaging(stagingParent: string, now: number): Promise<void> {
  for (const name of await readdir(stagingParent)) {
    const path = join(stagingParent, name);
    if (!isAbandoned(path, name, now)) continue;
    const aside = join(stagingParent, stagingName());
    // Moved first: should its job live all the same, that fails as a whole instead of publishing what is still there.
    await rename(path, aside)
      .then(async () => await rm(aside, { recursive: true, force: true }))
      .catch(() => null);
  }
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}
