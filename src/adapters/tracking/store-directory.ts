import {
  closeSync,
  constants,
  type Dirent,
  fstatSync,
  lstatSync,
  opendirSync,
  openSync,
  readSync,
  statSync,
} from "node:fs";
import { HistoryError, MalformedFileError } from "../../core/errors.ts";
import { REPAIR_HINT } from "../../formats/mlflow/yaml.ts";
import { quote } from "../../formats/quote.ts";
import { codeOf } from "../system-error.ts";

/*
 * Reading is synchronous: a history is tens of thousands of files of some ten bytes, and handing each to the thread
 * pool and back takes ten times as long as reading it.
 */

/** A tracking directory. Everything below it is named by a path relative to it, with `/` between the parts. */
export interface StoreDirectory {
  readonly path: string;
  /** As messages name it, with a slash at the end. */
  readonly shownAs: string;
}

/** More entries than this in one directory are not a history: reading them would take minutes. */
const MAX_ENTRIES = 50_000;
const MAX_PATH_CHARACTERS = 1_000;

/** Where a relative path is on this machine. */
export function locate(store: StoreDirectory, relative: string): string {
  return relative === "" ? store.path : `${store.path}/${relative}`;
}

/**
 * The entries of a directory; none when it does not exist. The tracking directory itself may be a symbolic link,
 * nothing below it: a history that comes from elsewhere must not make us read other files.
 * @throws MalformedFileError when it is something else or holds too many entries, HistoryError when it cannot be read
 */
export function listDirectory(store: StoreDirectory, relative: string): readonly Dirent[] {
  const path = locate(store, relative);
  try {
    const found = relative === "" ? statSync(path) : lstatSync(path);
    if (found.isDirectory()) return entriesOf(path, relative);
    throw new MalformedFileError(relative, "is not a directory", REPAIR_HINT);
  } catch (error) {
    if (codeOf(error) !== "ENOENT") throw unreadable(store, relative, error);
    // Only the tracking directory itself was followed: a disk that is not mounted is no empty history.
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return [];
    throw new MalformedFileError(relative, "is a link to a place that does not exist", REPAIR_HINT);
  }
}

/** One at a time, because `readdir` would hold millions of names before they could be counted. */
function entriesOf(path: string, relative: string): readonly Dirent[] {
  const entries: Dirent[] = [];
  const directory = opendirSync(path);
  try {
    for (let entry = directory.readSync(); entry !== null; entry = directory.readSync()) {
      if (entries.length === MAX_ENTRIES)
        throw new MalformedFileError(relative, `holds more than ${MAX_ENTRIES} entries`, REPAIR_HINT);
      entries.push(entry);
    }
  } finally {
    directory.closeSync();
  }
  return entries;
}

/** Lists a directory whose contents the whole history depends on: nothing about it can be passed over. */
export function listOrThrow(store: StoreDirectory, relative: string): readonly Dirent[] {
  return orDamaged(store, () => listDirectory(store, relative));
}

/** What was read; a malformed file is a damaged history. */
export function orDamaged<Result>(store: StoreDirectory, read: () => Result): Result {
  try {
    return read();
  } catch (error) {
    throw error instanceof MalformedFileError ? damaged(store, error) : error;
  }
}

/** Whether a directory is an experiment or a run: MLflow takes no notice of one without `meta.yaml`. */
export function hasMeta(store: StoreDirectory, relative: string): boolean {
  return listDirectory(store, relative).some(isMeta);
}

/** Whether an entry is the file that makes its directory an experiment or a run. */
export function isMeta(entry: Dirent): boolean {
  return entry.name === "meta.yaml";
}

/**
 * The text of a regular file; null when there is none.
 * @throws MalformedFileError when it is something else, too large or not UTF-8, HistoryError when it cannot be read
 */
export function readText(store: StoreDirectory, relative: string, maxBytes: number): string | null {
  const path = locate(store, relative);
  const malformed = (found: string) => new MalformedFileError(relative, found, REPAIR_HINT);
  try {
    // Where a link is not refused by opening it, it is seen before.
    if (NO_FOLLOW === 0 && !lstatSync(path).isFile()) throw malformed(NO_REGULAR_FILE);
    const file = openSync(path, constants.O_RDONLY | NO_FOLLOW | NO_WAITING);
    try {
      const found = fstatSync(file);
      if (!found.isFile()) throw malformed(NO_REGULAR_FILE);
      if (found.size > maxBytes) throw malformed(`holds ${found.size} bytes; at most ${maxBytes} are read`);
      return UTF8.decode(bytesOf(file, found.size));
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const code = codeOf(error) ?? "";
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") throw malformed("is not UTF-8 text");
    if (REFUSED_BY_OPENING.has(code)) throw malformed(NO_REGULAR_FILE);
    throw unreadable(store, relative, error);
  }
}

const NO_REGULAR_FILE = "is not a regular file";
/** Windows has neither. */
const NO_FOLLOW = process.platform === "win32" ? 0 : constants.O_NOFOLLOW;
/** A pipe would be waited for. */
const NO_WAITING = process.platform === "win32" ? 0 : constants.O_NONBLOCK;
/** A link; a socket. */
const REFUSED_BY_OPENING: ReadonlySet<string> = new Set(["ELOOP", "EMLINK", "ENXIO", "EOPNOTSUPP"]);
/** One for all: making one takes longer than reading a metric. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
/** Almost every file of a history fits; the bytes are decoded before the next file is read. */
const SMALL_FILE = Buffer.allocUnsafe(64 * 1024);

function bytesOf(file: number, size: number): Uint8Array {
  const bytes = size <= SMALL_FILE.length ? SMALL_FILE : Buffer.allocUnsafe(size);
  let length = 0;
  while (length < size) {
    const read = readSync(file, bytes, length, size - length, null);
    // Cut off by somebody while it was read.
    if (read === 0) break;
    length += read;
  }
  return bytes.subarray(0, length);
}

/**
 * All files below a directory, as paths relative to it: a key with a slash is a file in a sub-directory.
 * @throws MalformedFileError for anything that is neither file nor directory, and beyond the limits
 */
export function filesBelow(store: StoreDirectory, relative: string): readonly string[] {
  const files: string[] = [];
  const folders = [""];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    for (const entry of listDirectory(store, joined(relative, folder))) {
      const path = joined(folder, entry.name);
      const wrong = whatIsWrong(entry, path, files.length + folders.length);
      if (wrong !== null) throw new MalformedFileError(joined(relative, path), wrong, REPAIR_HINT);
      (entry.isDirectory() ? folders : files).push(path);
    }
  }
  return files;
}

function whatIsWrong(entry: Dirent, path: string, count: number): string | null {
  if (!entry.isDirectory() && !entry.isFile()) return "is neither a file nor a directory";
  if (path.length > MAX_PATH_CHARACTERS) return "is nested too deeply";
  return count >= MAX_ENTRIES ? `is one of more than ${MAX_ENTRIES} files` : null;
}

function joined(folder: string, name: string): string {
  return folder === "" || name === "" ? `${folder}${name}` : `${folder}/${name}`;
}

/** A file as messages and reports name it; names come from the data and may hold anything. */
export function shownPath(relative: string): string {
  return /^[\w./ -]*$/.test(relative) ? relative : quote(relative);
}

/** The error of a history that is there and cannot be used. Nothing has been written when it is thrown. */
export function damaged(store: StoreDirectory, error: MalformedFileError): HistoryError {
  return new HistoryError(
    `the history is damaged: ${store.shownAs}${shownPath(error.file)}: ${foundIn(error)}`,
    "Restore it from an earlier copy of the history, or move it out of the tracking directory if it is of no use.",
    { cause: error },
  );
}

/** What was wrong, without the file. */
export function foundIn(error: MalformedFileError): string {
  return error.message.slice(`${error.file}: `.length);
}

/** A system error as a HistoryError: not readable is never "not there". Errors of ours pass. */
export function unreadable(store: StoreDirectory, relative: string, error: unknown): unknown {
  const code = codeOf(error);
  if (code === null) return error;
  return new HistoryError(
    `${store.shownAs}${shownPath(relative)}: cannot be read or written (${code})`,
    "Check the input `tracking-uri`, the permissions of that directory and the space on its disk.",
    { cause: error },
  );
}
