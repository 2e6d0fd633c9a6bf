import { closeSync, openSync, readSync, statSync, type Stats } from "node:fs";
import { MalformedFileError } from "../core/errors.ts";
import { readSqliteHeader, refuseTruncated } from "../formats/sqlite/header.ts";
import { replayWal, type WalReplay } from "../formats/sqlite/wal.ts";

/** sql.js keeps the database in one array. */
const MAX_FILE_BYTES = 2 ** 31;
const PIECE_BYTES = 2 ** 26;

/**
 * Reads a database and the write-ahead log beside it (`<file>-wal`) into memory.
 *
 * @param shownAs the name for messages.
 * @returns null when there is no such file.
 * @throws MalformedFileError when it is no regular file, cannot be read, has 2 GiB or more, is no whole SQLite database,
 *   has a transaction that was not rolled back (`<file>-journal`), or changes meanwhile.
 */
export function readDatabase(file: string, shownAs: string): WalReplay | null {
  const before = find(file, shownAs);
  if (before === null) return null;
  refuseHotJournal(`${file}-journal`, `${shownAs}-journal`);
  const wal = find(`${file}-wal`, `${shownAs}-wal`);
  const bytes = read(file, shownAs, before.size);
  const walBytes = wal === null ? new Uint8Array() : read(`${file}-wal`, `${shownAs}-wal`, wal.size);
  if (changed(before, find(file, shownAs)) || changed(wal, find(`${file}-wal`, `${shownAs}-wal`))) {
    throw new MalformedFileError(
      shownAs,
      "the database was written to while it was read",
      "Monitor a copy, for example one made with SQLite's `.backup` or `VACUUM INTO`.",
    );
  }
  const { pageSize } = readSqliteHeader(shownAs, bytes);
  const replay = replayWal(`${shownAs}-wal`, bytes, walBytes, pageSize);
  refuseTruncated(shownAs, replay.image, pageSize);
  return replay;
}

function find(file: string, shownAs: string): Stats | null {
  let stats: Stats;
  try {
    stats = statSync(file);
  } catch (error) {
    // ENOTDIR: a folder of the path is a file.
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw unreadable(shownAs, error);
  }
  if (!stats.isFile()) {
    throw new MalformedFileError(
      shownAs,
      stats.isDirectory() ? "a directory; a file is expected" : "not a regular file",
      "Check the input `database`: it names the SQLite file itself.",
    );
  }
  if (stats.size < MAX_FILE_BYTES) return stats;
  throw new MalformedFileError(
    shownAs,
    `the file has ${stats.size} bytes; files below 2 GiB (${MAX_FILE_BYTES} bytes) can be read`,
    "Provide a smaller database that holds only the tables of `ratings-query`.",
  );
}

/** A journal whose first byte is 0 is what `journal_mode=PERSIST` leaves: SQLite takes it for no journal, too. */
function refuseHotJournal(journal: string, shownAs: string): void {
  const stats = find(journal, shownAs);
  if (stats === null || stats.size === 0 || read(journal, shownAs, 1)[0] === 0) return;
  throw new MalformedFileError(
    shownAs,
    "a rollback journal lies beside the database: a transaction was interrupted, or is still being written",
    "Open the database once with SQLite, which rolls the transaction back, or copy it while nothing writes to it.",
  );
}

function read(file: string, shownAs: string, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let descriptor: number | null = null;
  let at = 0;
  try {
    descriptor = openSync(file, "r");
    while (at < length) {
      const count = readSync(descriptor, bytes, at, Math.min(PIECE_BYTES, length - at), at);
      // Shorter than a moment ago: the rest is compared afterwards.
      if (count === 0) break;
      at += count;
    }
  } catch (error) {
    throw unreadable(shownAs, error);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
  return bytes;
}

function changed(before: Stats | null, after: Stats | null): boolean {
  return before?.size !== after?.size || before?.mtimeMs !== after?.mtimeMs || before?.ino !== after?.ino;
}

function unreadable(shownAs: string, cause: unknown): MalformedFileError {
  return new MalformedFileError(
    shownAs,
    `the file cannot be read (${codeOf(cause) ?? "unknown error"})`,
    "Check the path in the input `database` and the permissions of the file.",
    { cause },
  );
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined;
}
