import { constants, crc32, inflateRawSync } from "node:zlib";
import { quote } from "./quote.ts";
import { readZipRecords, type ZipRecord } from "./zip-directory.ts";
import { brokenZip, zipSource, type ZipSource } from "./zip-source.ts";

/** One record of an archive. */
interface ZipEntry {
  readonly name: string;
  /** Bytes in the file. */
  readonly compressedSize: number;
  /** Bytes after unpacking. */
  readonly size: number;
  readonly deflated: boolean;
}

/** A checked archive in memory. */
export interface ZipArchive {
  /** By exact name, in the order of the directory. */
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /**
   * The bytes of a record, their CRC-32 checked: a view of the file for a stored record, a new array for a deflated one.
   *
   * @throws MalformedFileError when there is no such record, it is damaged or unpacks to too much.
   */
  read(name: string): Uint8Array;
  /** Up to so many of a record's first bytes, unpacked without its checksum: enough to tell what it is. Empty when damaged. */
  start(name: string, length: number): Uint8Array;
}

/** What one archive may unpack to in all: far above any file of interactions, far below what a runner has. */
const MAX_INFLATED_BYTES = 2 ** 30;
/** Real arrays of ids deflate at most 100:1; only constant ones come near deflate's bound of 1032:1. */
const MAX_RATIO = 250;
/** Below this size a constant array (biases that are all zero) may have any ratio: it harms nobody. */
const RATIO_CHECKED_ABOVE = 2 ** 24;

const LOCAL_HEADER_START = [0x50, 0x4b, 0x03, 0x04];
const LOCAL_HEADER_LENGTH = 30;
const EMPTY_ARCHIVE_START = [0x50, 0x4b, 0x05, 0x06];

/** Whether the bytes begin as a zip archive does. */
export function isZip(bytes: Uint8Array): boolean {
  return startsWith(bytes, LOCAL_HEADER_START) || startsWith(bytes, EMPTY_ARCHIVE_START);
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte);
}

/**
 * The name of the record that begins the archive, before anything of it is checked: enough to tell what kind of archive
 * this is. Null when it does not begin with a whole name.
 */
export function firstZipName(bytes: Uint8Array): string | null {
  if (!startsWith(bytes, LOCAL_HEADER_START) || bytes.length < LOCAL_HEADER_LENGTH) return null;
  const length = bytes[26]! + 256 * bytes[27]!;
  const name = bytes.subarray(LOCAL_HEADER_LENGTH, LOCAL_HEADER_LENGTH + length);
  return name.length === length ? Buffer.from(name).toString("latin1") : null;
}

/**
 * Opens a zip archive: stored and deflated records, zip64 allowed; encryption, split archives, duplicate names,
 * overlapping records and bytes before or behind the archive refused. Reads nothing but the directory and the headers.
 *
 * @throws MalformedFileError naming `file`.
 */
export function openZip(file: string, bytes: Uint8Array): ZipArchive {
  const source = zipSource(file, bytes);
  const entries = readZipRecords(source);
  const recordOf = (name: string): ZipRecord => {
    const record = entries.get(name);
    if (record === undefined) throw brokenZip(source, `the archive has no record ${quote(name)}`);
    return record;
  };
  let inflated = 0;
  const counted = new Set<ZipRecord>();
  return {
    entries,
    read(name) {
      const record = recordOf(name);
      if (record.deflated) {
        refuseRatio(source, record);
        inflated += counted.has(record) ? 0 : record.size;
        counted.add(record);
        // Many records that are each below the ratio's threshold are a bomb, too.
        const most = Math.min(MAX_INFLATED_BYTES, Math.max(RATIO_CHECKED_ABOVE, bytes.length * MAX_RATIO));
        if (inflated > most) throw brokenZip(source, `its records unpack to more than ${most} bytes`);
      }
      return checkedContent(source, record);
    },
    start(name, length) {
      const record = recordOf(name);
      const packed = packedBytes(source, record);
      return record.deflated ? inflateStart(packed, length) : packed.subarray(0, length);
    },
  };
}

/** Codes of a dynamic block stand before its first byte, in less than this; deflate makes at most 1,032 bytes of one. */
const START_PACKED_BYTES = 1024;

function inflateStart(packed: Uint8Array, length: number): Uint8Array {
  try {
    const start = packed.subarray(0, START_PACKED_BYTES);
    return inflateRawSync(start, { finishFlush: constants.Z_SYNC_FLUSH }).subarray(0, length);
  } catch {
    return new Uint8Array();
  }
}

function packedBytes({ bytes }: ZipSource, { dataOffset, compressedSize }: ZipRecord): Uint8Array {
  return bytes.subarray(dataOffset, dataOffset + compressedSize);
}

function checkedContent(source: ZipSource, record: ZipRecord): Uint8Array {
  const packed = packedBytes(source, record);
  const content = record.deflated ? inflate(source, packed, record) : packed;
  if (crc32(content) === record.crc) return content;
  throw brokenZip(
    source,
    `record ${quote(record.name)} is damaged: its CRC-32 is not the one that was written`,
  );
}

function refuseRatio(source: ZipSource, { name, size, compressedSize }: ZipRecord): void {
  if (size <= RATIO_CHECKED_ABOVE || size <= compressedSize * MAX_RATIO) return;
  const found = `record ${quote(name)} would unpack from ${compressedSize} to ${size} bytes, more than ${MAX_RATIO}:1`;
  throw brokenZip(source, found);
}

function inflate(source: ZipSource, packed: Uint8Array, { name, size }: ZipRecord): Uint8Array {
  const content = inflateAtMost(packed, size);
  if (content?.length === size) return content;
  const found = content === null ? "cannot be unpacked" : `unpacks to ${content.length} bytes`;
  throw brokenZip(source, `record ${quote(name)} ${found}; ${size} bytes are declared`);
}

/** Null when the data is damaged or longer: zlib stops at the limit, whatever the data would expand to. */
function inflateAtMost(packed: Uint8Array, size: number): Uint8Array | null {
  try {
    // At least 1, because zlib takes no limit of 0; the caller compares the length.
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch {
    return null;
  }
}
