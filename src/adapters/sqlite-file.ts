import { statSync, type Stats } from "node:fs";
import { MalformedFileError } from "../core/errors.ts";
import { HEADER_SAMPLE, readSqliteHeader, refuseTruncated } from "../formats/sqlite/header.ts";
import { replayWal, type WalReplay } from "../formats/sqlite/wal.ts";
import { FileSource, unreadable } from "./sqlite-source.ts";
import { codeOf } from "./system-error.ts";

interface DatabaseFile {
  readonly file: string;
  /** The name for messages. */
  readonly shownAs: string;
}

/** A database and its write-ahead log as they were found; null where there is none. */
interface Found {
  readonly database: Stats | null;
  readonly wal: Stats | null;
}

/**
 * Opens a database and the write-ahead log beside it (`<file>-wal`), lets somebody read them where they lie, and closes them.
 *
 * Nothing is locked or written. That another program wrote meanwhile is told by size, time and identity of both files,
 * which are compared at the end: also after an error, which a change may have caused.
 *
 * @param work what is read; the image is only good until it ends.
 * @returns null when there is no such file.
 * @throws MalformedFileError when it is no regular file, cannot be read, is no whole SQLite database, has a transaction
 *   that was not rolled back (`<file>-journal`), or changes meanwhile; and what `work` throws.
 */
export async function withDatabaseFile<Result>(
  files: DatabaseFile,
  work: (replay: WalReplay) => Promise<Result>,
): Promise<Result | null> {
  const { database, wal } = findAll(files);
  if (database === null) return null;
  refuseHotJournal(`${files.file}-journal`, `${files.shownAs}-journal`);
  try {
    const result = await withSource(files, database, async (image) =>
      wal === null
        ? await work(replayed(files, image, new Uint8Array()))
        : await withSource(walOf(files), wal, async (log) => await work(replayed(files, image, log))),
    );
    refuseChanged(files, { database, wal });
    return result;
  } catch (error) {
    refuseChanged(files, { database, wal });
    throw error;
  }
}

async function withSource<Result>(
  { file, shownAs }: DatabaseFile,
  { size }: Stats,
  work: (source: FileSource) => Promise<Result>,
): Promise<Result> {
  const source = new FileSource(file, shownAs, size);
  try {
    return await work(source);
  } finally {
    source.close();
  }
}

function replayed({ shownAs }: DatabaseFile, image: FileSource, log: FileSource | Uint8Array): WalReplay {
  const { pageSize } = readSqliteHeader(shownAs, image.subarray(0, Math.min(HEADER_SAMPLE, image.length)));
  const replay = replayWal(`${shownAs}-wal`, image, log, pageSize);
  refuseTruncated(shownAs, replay.image, pageSize);
  return replay;
}

function walOf({ file, shownAs }: DatabaseFile): DatabaseFile {
  return { file: `${file}-wal`, shownAs: `${shownAs}-wal` };
}

function findAll(files: DatabaseFile): Found {
  const database = find(files);
  return { database, wal: database === null ? null : find(walOf(files)) };
}

function find({ file, shownAs }: DatabaseFile): Stats | null {
  let stats: Stats;
  try {
    stats = statSync(file);
  } catch (error) {
    // ENOTDIR: a folder of the path is a file.
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw unreadable(shownAs, error);
  }
  if (stats.isFile()) return stats;
  throw new MalformedFileError(
    shownAs,
    stats.isDirectory() ? "a directory; a file is expected" : "not a regular file",
    "Check the input `database`: it names the SQLite file itself.",
  );
}

/** A journal whose first byte is 0 is what `journal_mode=PERSIST` leaves: SQLite takes it for no journal, too. */
function refuseHotJournal(file: string, shownAs: string): void {
  const stats = find({ file, shownAs });
  if (stats === null || stats.size === 0) return;
  const journal = new FileSource(file, shownAs, 1);
  const first = journal.subarray(0, 1)[0];
  journal.close();
  if (first === 0) return;
  throw new MalformedFileError(
    shownAs,
    "a rollback journal lies beside the database: a transaction was interrupted, or is still being written",
    "Open the database once with SQLite, which rolls the transaction back, or copy it while nothing writes to it.",
  );
}

function refuseChanged(files: DatabaseFile, before: Found): void {
  const after = findAll(files);
  if (!changed(before.database, after.database) && !changed(before.wal, after.wal)) return;
  throw new MalformedFileError(
    files.shownAs,
    "the database was written to while it was read",
    "Monitor a copy, for example one made with SQLite's `.backup` or `VACUUM INTO`.",
  );
}

function changed(before: Stats | null, after: Stats | null): boolean {
  return before?.size !== after?.size || before?.mtimeMs !== after?.mtimeMs || before?.ino !== after?.ino;
}
