import { mkdir, readdir, readFile, rename, stat, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { MalformedFileError, UnsupportedFileError } from "../core/errors.ts";
import { isAbandoned, temporaryName } from "./unfinished.ts";

/** Node reads at most this into one buffer; a checkpoint of a factorisation model this large has 500 million weights. */
const MAX_FILE_BYTES = 2 ** 31 - 1;

/** A file to read: where it is, and how messages name it (as the user wrote it). */
export interface FileToRead {
  readonly path: string;
  readonly shownAs: string;
  /** The input that names it, for the hint. */
  readonly input: string;
  /** What to do when there is no such file, where there is more to say than "check the path". */
  readonly hintWhenMissing?: string;
}

/**
 * The bytes of a regular file.
 * @throws MalformedFileError when it is missing or not a regular file, UnsupportedFileError from 2 GiB on
 */
export async function readInputFile(file: FileToRead): Promise<Uint8Array> {
  const found = await stat(file.path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error);
  });
  if (!found.isFile())
    throw new MalformedFileError(
      file.shownAs,
      "is not a regular file",
      `Point the input \`${file.input}\` at a file.`,
    );
  if (found.size > MAX_FILE_BYTES)
    throw new UnsupportedFileError(
      file.shownAs,
      `holds ${found.size} bytes; at most ${MAX_FILE_BYTES} can be read`,
      "Save the model's state dict alone, without the optimizer.",
    );
  return await readFile(file.path).catch((error: NodeJS.ErrnoException) => {
    throw unreadable(file, error);
  });
}

/**
 * The first of these files that is in a directory; the path itself when it is no directory.
 *
 * @returns null when it is a directory without any of them.
 */
export async function fileInside(path: string, names: readonly string[]): Promise<string | null> {
  if (!(await isKind(path, "isDirectory"))) return path;
  for (const name of names) {
    if (await isKind(join(path, name), "isFile")) return join(path, name);
  }
  return null;
}

/** Whether there is a regular file, or a directory, at this path. */
export async function isKind(path: string, kind: "isDirectory" | "isFile"): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.[kind]() === true;
}

/** As `readInputFile`, but a file that may be missing (null), and of a kind that is never larger than `maxBytes`. */
export async function readSmallFileIfPresent(file: FileToRead, maxBytes: number): Promise<Uint8Array | null> {
  const found = await stat(file.path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw unreadable(file, error);
  });
  if (found === null) return null;
  if (found.size > maxBytes)
    throw new MalformedFileError(
      file.shownAs,
      `holds ${found.size} bytes; at most ${maxBytes} are read`,
      "Write it again with the training, or remove it.",
    );
  return await readInputFile(file);
}

function unreadable(file: FileToRead, error: NodeJS.ErrnoException): MalformedFileError {
  const hint = `Check the path in the input \`${file.input}\`, and that an earlier step made or fetched the file.`;
  return error.code === "ENOENT"
    ? new MalformedFileError(file.shownAs, "there is no such file", file.hintWhenMissing ?? hint, {
        cause: error,
      })
    : new MalformedFileError(file.shownAs, `cannot be read (${error.code ?? "unknown error"})`, hint, {
        cause: error,
      });
}

/** Writes a file that must not be there yet, with its folders. */
export async function writeNewFile(path: string, bytes: Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes, { flag: "wx" });
}

/** The text of a file; null when there is none. */
export async function readTextIfPresent(path: string): Promise<string | null> {
  return await readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return null;
    throw error;
  });
}

/**
 * Writes a file by temporary file and rename, so that no reader ever sees half of it. Creates its folder, and removes
 * from it what killed processes left there.
 */
export async function writeWhole(path: string, content: string): Promise<void> {
  const folder = dirname(path);
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder))
    if (isAbandoned(join(folder, name), name, Date.now())) await unlink(join(folder, name)).catch(() => null);
  const temporary = join(folder, temporaryName());
  await writeFile(temporary, content, "utf8");
  await rename(temporary, path);
}
