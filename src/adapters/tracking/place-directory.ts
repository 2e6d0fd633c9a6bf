import { randomUUID } from "node:crypto";
import { lstat, mkdir, readdir, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { codeOf } from "./store-directory.ts";

/** The file that makes a directory an experiment or a run; everything else in it is invisible without. */
const MARKER = "meta.yaml";
const STAGING = /^\.mlruns-staging-[0-9a-f-]{36}$/;
const STALE_AFTER_MS = 24 * 60 * 60 * 1000;

export interface DirectoryToPlace {
  /** Path below the directory → content; with a `meta.yaml`. */
  readonly files: ReadonlyMap<string, string>;
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
  const staging = join(stagingParent, `.mlruns-staging-${randomUUID()}`);
  const built = join(staging, basename(target));
  try {
    await writeFiles(built, files);
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
async function buildInPlace(target: string, files: ReadonlyMap<string, string>): Promise<void> {
  const others = new Map(files);
  others.delete(MARKER);
  await mkdir(target, { recursive: true });
  await writeFiles(target, others);
  await replaceFile({ path: join(target, MARKER), content: files.get(MARKER) ?? "", temporaryIn: target });
}

async function writeFiles(root: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, content] of files) {
    const file = join(root, ...path.split("/"));
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content, "utf8");
  }
}

/**
 * Writes a file by temporary file and rename. The temporary file lies in `temporaryIn`, the root directory of a run or
 * an experiment: in `metrics`, `params` or `tags` MLflow would read it as an entry.
 */
export async function replaceFile(file: {
  readonly path: string;
  readonly content: string;
  readonly temporaryIn: string;
}): Promise<void> {
  const temporary = join(file.temporaryIn, `.model-monitor-${randomUUID()}.tmp`);
  try {
    await writeFile(temporary, file.content, "utf8");
    await mkdir(dirname(file.path), { recursive: true });
    await rename(temporary, file.path);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Removes what a killed job left behind a day ago or longer; younger ones may belong to a job that is still writing. */
export async function removeStaleStaging(stagingParent: string, now: number): Promise<void> {
  for (const name of await readdir(stagingParent)) {
    if (!STAGING.test(name)) continue;
    const path = join(stagingParent, name);
    const found = await lstat(path).catch(() => null);
    if (found?.isDirectory() === true && now - found.mtimeMs > STALE_AFTER_MS)
      await rm(path, { recursive: true, force: true });
  }
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  );
}
