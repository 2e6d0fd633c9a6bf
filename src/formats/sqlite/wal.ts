import { MalformedFileError } from "../../core/errors.ts";
import type { ByteSource } from "./byte-source.ts";
import { ReplayedImage } from "./replayed-image.ts";

/** A database with its write-ahead log applied. */
export interface WalReplay {
  readonly image: ByteSource;
  /** Frames of the log up to its last commit; 0 when the log holds nothing that was committed. */
  readonly frames: number;
}

/** The last bit of the stored magic tells the byte order of the checksums. */
const MAGIC = 0x377f0682;
const FORMAT_VERSION = 3_007_000;
const HEADER_LENGTH = 32;
const FRAME_HEADER_LENGTH = 24;
/** A Map holds at most 2^24 pages; such a log has 64 GiB where pages are of 4,096 bytes. */
const MAX_FRAMES = 2 ** 24 - 1;

interface Checksum {
  readonly first: number;
  readonly second: number;
}

interface Log {
  /** Name for messages. */
  readonly file: string;
  readonly wal: ByteSource;
  readonly pageSize: number;
  readonly header: DataView;
  readonly littleEndian: boolean;
}

interface Commit {
  readonly frames: number;
  /** Size of the database after this commit. */
  readonly pages: number;
}

/**
 * Applies a write-ahead log to the database that it lies beside, as SQLite does when it opens the two: frames count as
 * long as salts and cumulative checksums are right, up to the last one that ends a transaction, which also tells the
 * size of the database (sqlite.org/fileformat2.html, 4). What follows (a torn write, leftovers of a log that was started
 * anew) is no damage. A log with a damaged header is ignored as SQLite ignores it; bytes that are no log at all are
 * refused, because ignoring them would hide that rows are missing.
 *
 * The log is walked once; its pages stay where they are and are looked up when they are asked for.
 *
 * @param file name of the log for messages.
 * @param image the database; never changed.
 * @throws MalformedFileError when the file is no log, of another version, or of a database with other pages.
 */
export function replayWal(file: string, image: ByteSource, wal: ByteSource, pageSize: number): WalReplay {
  const unchanged = { image, frames: 0 };
  if (wal.length === 0) return unchanged;
  const view = viewOf(Uint8Array.from(wal.subarray(0, Math.min(HEADER_LENGTH, wal.length))));
  const magic = wal.length < 4 ? 0 : view.getUint32(0);
  if ((magic & ~1) !== MAGIC) {
    throw notItsLog(file, "the file beside the database is not a write-ahead log of SQLite");
  }
  if (wal.length < HEADER_LENGTH) return unchanged;
  const littleEndian = (magic & 1) === 0;
  const seed = checksum(view, { start: 0, end: 24 }, { first: 0, second: 0 }, littleEndian);
  if (!agrees(view, 24, seed)) return unchanged;
  refuseForeign(file, view, pageSize);
  const log: Log = { file, wal, pageSize, header: view, littleEndian };
  const commit = lastCommit(log, seed);
  if (commit === null) return unchanged;
  return { image: applied(log, image, commit), frames: commit.frames };
}

function refuseForeign(file: string, view: DataView, pageSize: number): void {
  const version = view.getUint32(4);
  if (version !== FORMAT_VERSION) {
    throw notItsLog(file, `the write-ahead log has format ${version}; ${FORMAT_VERSION} can be read`);
  }
  const pages = view.getUint32(8);
  if (pages !== pageSize) {
    throw notItsLog(
      file,
      `the write-ahead log has pages of ${pages} bytes, its database has pages of ${pageSize}`,
    );
  }
}

function lastCommit(log: Log, seed: Checksum): Commit | null {
  const { wal, littleEndian } = log;
  const frameLength = FRAME_HEADER_LENGTH + log.pageSize;
  let sum = seed;
  let commit: Commit | null = null;
  for (let frames = 1; ; frames++) {
    const at = HEADER_LENGTH + (frames - 1) * frameLength;
    if (at + frameLength > wal.length) return commit;
    const frame = viewOf(wal.subarray(at, at + frameLength));
    if (!belongs(frame, log.header)) return commit;
    sum = checksum(frame, { start: 0, end: 8 }, sum, littleEndian);
    sum = checksum(frame, { start: FRAME_HEADER_LENGTH, end: frameLength }, sum, littleEndian);
    if (!agrees(frame, 16, sum)) return commit;
    if (frames > MAX_FRAMES)
      throw notItsLog(log.file, `the write-ahead log has more than ${MAX_FRAMES} frames`);
    const pages = frame.getUint32(4);
    if (pages !== 0) commit = { frames, pages };
  }
}

/** A frame of this log, not one left from before the log was started anew: same salts, and a page number. */
function belongs(frame: DataView, header: DataView): boolean {
  return (
    frame.getUint32(0) !== 0 &&
    frame.getUint32(8) === header.getUint32(16) &&
    frame.getUint32(12) === header.getUint32(20)
  );
}

function applied({ file, wal, pageSize }: Log, image: ByteSource, { frames, pages }: Commit): ReplayedImage {
  // Every page stands in the database or in a frame; more would be zeros on the word of a few bytes.
  if (pages > image.length / pageSize + frames) {
    throw notItsLog(
      file,
      `the write-ahead log declares a database of ${pages} pages, more than the file and its ${frames} frames hold`,
    );
  }
  const newest = new Map<number, number>();
  for (let frame = 0; frame < frames; frame++) {
    const at = HEADER_LENGTH + frame * (FRAME_HEADER_LENGTH + pageSize);
    const page = viewOf(wal.subarray(at, at + FRAME_HEADER_LENGTH)).getUint32(0);
    // A page behind the end was cut off by a later transaction of the log.
    if (page <= pages) newest.set(page - 1, at + FRAME_HEADER_LENGTH);
  }
  return new ReplayedImage({ image, wal, newest, pages, pageSize });
}

/** SQLite's checksum over pairs of 32-bit words, continued from `seed`. */
function checksum(
  view: DataView,
  { start, end }: { readonly start: number; readonly end: number },
  seed: Checksum,
  littleEndian: boolean,
): Checksum {
  let { first, second } = seed;
  for (let at = start; at < end; at += 8) {
    first = (first + view.getUint32(at, littleEndian) + second) >>> 0;
    second = (second + view.getUint32(at + 4, littleEndian) + first) >>> 0;
  }
  return { first, second };
}

/** The stored checksum is big-endian whatever the order of the words that it covers. */
function agrees(view: DataView, at: number, sum: Checksum): boolean {
  return view.getUint32(at) === sum.first && view.getUint32(at + 4) === sum.second;
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function notItsLog(file: string, found: string): MalformedFileError {
  return new MalformedFileError(
    file,
    found,
    "Copy the database and its -wal file together, or provide one file made with SQLite's `.backup` or `VACUUM INTO`.",
  );
}
