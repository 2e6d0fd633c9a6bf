import { MalformedFileError } from "../../core/errors.ts";
import { quote } from "../quote.ts";
import type { ByteSource } from "./byte-source.ts";

/** What is needed from the 100 bytes that every SQLite database begins with (sqlite.org/fileformat2.html, 1.3). */
export interface SqliteHeader {
  /** Bytes, a power of two from 512 to 65,536. */
  readonly pageSize: number;
}

/** The first bytes of every SQLite database. */
export const SQLITE_START = Buffer.from("SQLite format 3\0", "latin1");
const HEADER_LENGTH = 100;
/** As many of the first bytes as `readSqliteHeader` looks at, to tell what a file is that is no database. */
export const HEADER_SAMPLE = 4096;
const MIN_PAGE_SIZE = 512;
const MAX_PAGE_SIZE = 65_536;
/** Stored where 65,536 does not fit into two bytes. */
const PAGE_SIZE_65536 = 1;

const LFS_POINTER = "version https://git-lfs";
/** Fewer bytes than this say nothing about entropy. */
const MIN_ENTROPY_SAMPLE = 512;
/** Bits per byte. Random bytes have 7.6 in a sample of 512 and 7.95 in one of 4,096; texts and databases stay below 6. */
const RANDOM_ENTROPY = 7.2;

/**
 * Reads the header of a database file.
 *
 * @param file the name for messages.
 * @param bytes the first `HEADER_SAMPLE` of the file, or all where there are fewer.
 * @throws MalformedFileError when the file is empty, no SQLite database (or an encrypted one), or shorter than a header.
 */
export function readSqliteHeader(file: string, bytes: Uint8Array): SqliteHeader {
  if (bytes.length === 0) {
    throw new MalformedFileError(
      file,
      "the file is empty (0 bytes); an SQLite database is expected",
      "Check the step that writes, uploads or downloads the database.",
    );
  }
  if (!SQLITE_START.equals(bytes.subarray(0, SQLITE_START.length))) throw notSqlite(file, bytes);
  if (bytes.length < HEADER_LENGTH) throw truncated(file, bytes.length, `a header of ${HEADER_LENGTH} bytes`);
  const stored = viewOf(bytes).getUint16(16);
  const pageSize = stored === PAGE_SIZE_65536 ? MAX_PAGE_SIZE : stored;
  if (pageSize < MIN_PAGE_SIZE || (pageSize & (pageSize - 1)) !== 0) {
    throw new MalformedFileError(
      file,
      `the header declares pages of ${pageSize} bytes; a power of two from ${MIN_PAGE_SIZE} to ${MAX_PAGE_SIZE} is allowed`,
      "The database is damaged: restore it from a backup, or write it again.",
    );
  }
  return { pageSize };
}

/**
 * Refuses an image that is shorter than its header says. Called after the write-ahead log was replayed: a crash within a
 * checkpoint leaves a file whose missing pages are all in the log.
 *
 * SQLite itself would round a last, incomplete page up and read zeros, so that rows vanish without an error.
 *
 * @throws MalformedFileError
 */
export function refuseTruncated(file: string, image: ByteSource, pageSize: number): void {
  if (image.length % pageSize !== 0) throw truncated(file, image.length, `whole pages of ${pageSize} bytes`);
  const pages = declaredPages(image);
  if (pages !== null && pages * pageSize > image.length) {
    throw truncated(
      file,
      image.length,
      `${pages} pages of ${pageSize} bytes (${pages * pageSize} bytes) according to its header`,
    );
  }
}

/** null where the field is not kept up to date: writers before SQLite 3.7 leave it, and "version valid for" tells. */
function declaredPages(image: ByteSource): number | null {
  const view = viewOf(image.subarray(0, HEADER_LENGTH));
  const pages = view.getUint32(28);
  return pages !== 0 && view.getUint32(24) === view.getUint32(92) ? pages : null;
}

function notSqlite(file: string, bytes: Uint8Array): MalformedFileError {
  const start = Buffer.from(bytes.subarray(0, LFS_POINTER.length)).toString("latin1");
  if (start === LFS_POINTER) {
    return new MalformedFileError(
      file,
      "not an SQLite database but a Git LFS pointer",
      "Check the repository out with `lfs: true`.",
    );
  }
  if (entropy(bytes.subarray(0, HEADER_SAMPLE)) > RANDOM_ENTROPY) {
    return new MalformedFileError(
      file,
      `not an SQLite database, or an encrypted or compressed one: it starts with ${quote(start)} and its bytes look random`,
      "Provide the plain database: decrypt or unpack it in a step before this one.",
    );
  }
  return new MalformedFileError(
    file,
    `not an SQLite database: it starts with ${quote(start)} instead of ${quote(SQLITE_START.toString("latin1"))}`,
    "Check the input `database`: it names the SQLite file that the frontend writes.",
  );
}

/** Shannon's, in bits per byte; 0 for a sample that is too small to tell. */
function entropy(sample: Uint8Array): number {
  if (sample.length < MIN_ENTROPY_SAMPLE) return 0;
  const counts = new Uint32Array(256);
  for (const byte of sample) counts[byte]!++;
  let bits = 0;
  for (const count of counts)
    if (count > 0) bits -= (count / sample.length) * Math.log2(count / sample.length);
  return bits;
}

function truncated(file: string, length: number, expected: string): MalformedFileError {
  return new MalformedFileError(
    file,
    `the database is truncated: it has ${length} bytes, expected are ${expected}`,
    "Copy it again while nothing writes to it, for example with SQLite's `.backup` or `VACUUM INTO`.",
  );
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
