import { quote } from "./quote.ts";
import { findZipDirectory } from "./zip-end-record.ts";
import { brokenZip, uint64, type ZipSource } from "./zip-source.ts";

/** One record of a zip archive, as its central directory and its local header both describe it. */
export interface ZipRecord {
  readonly name: string;
  readonly compressedSize: number;
  readonly size: number;
  readonly deflated: boolean;
  readonly crc: number;
  /** Where the record's local header begins. */
  readonly headerOffset: number;
  /** Where the record's bytes begin. */
  readonly dataOffset: number;
}

/** Fields of one central directory header that its local header must repeat. */
interface CentralHeader {
  readonly name: string;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly size: number;
  readonly compressedSize: number;
  readonly headerOffset: number;
}

const CENTRAL_HEADER = { signature: 0x02014b50, length: 46 };
const LOCAL_HEADER = { signature: 0x04034b50, length: 30 };
/** "Look in the zip64 extra field". */
const IN_ZIP64 = 0xffffffff;
const ZIP64_EXTRA_ID = 1;
/** Bit 0: encrypted; bit 6: strongly encrypted; bit 13: directory encrypted. */
const ENCRYPTED_FLAGS = 0x2041;
/** Bit 3: sizes follow the data and the local header holds zeros (what torch writes). */
const STREAMED_FLAG = 0x0008;
const STORED = 0;
const DEFLATED = 8;

const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/**
 * Reads the table of records of a zip archive (PKWARE APPNOTE 6.3, with zip64). Two readers that trust different copies
 * of a fact see two different archives, so the copies must agree, and records share neither bytes nor names.
 *
 * @throws MalformedFileError when an offset, length or count does not fit the bytes that are present, or copies differ.
 */
export function readZipRecords(source: ZipSource): ReadonlyMap<string, ZipRecord> {
  const directory = findZipDirectory(source);
  const records = new Map<string, ZipRecord>();
  let position = directory.offset;
  for (let index = 0; index < directory.count; index++) {
    const { header, next } = readCentralHeader(source, position, directory.end);
    if (records.has(header.name)) {
      throw brokenZip(source, `two records of the archive are named ${quote(header.name)}`);
    }
    const dataOffset = checkedDataOffset(source, header, directory.offset);
    records.set(header.name, { ...header, deflated: header.method === DEFLATED, dataOffset });
    position = next;
  }
  if (position !== directory.end) {
    throw brokenZip(
      source,
      `the zip directory holds more than the ${directory.count} records that it declares`,
    );
  }
  refuseSharedBytes(source, records);
  return records;
}

function readCentralHeader(
  source: ZipSource,
  at: number,
  end: number,
): { header: CentralHeader; next: number } {
  const { view } = source;
  if (at + CENTRAL_HEADER.length > end || view.getUint32(at, true) !== CENTRAL_HEADER.signature) {
    throw brokenZip(source, "the zip directory declares more records than it holds");
  }
  const nameLength = view.getUint16(at + 28, true);
  const extraLength = view.getUint16(at + 30, true);
  const extraAt = at + CENTRAL_HEADER.length + nameLength;
  const next = extraAt + extraLength + view.getUint16(at + 32, true);
  if (next > end) throw brokenZip(source, "a record of the zip directory is longer than the directory");
  const wide = widened(source, [at + 24, at + 20, at + 42], { start: extraAt, end: extraAt + extraLength });
  const header = {
    name: readName(source, at + CENTRAL_HEADER.length, nameLength),
    flags: view.getUint16(at + 8, true),
    method: view.getUint16(at + 10, true),
    crc: view.getUint32(at + 16, true),
    size: wide[0]!,
    compressedSize: wide[1]!,
    headerOffset: wide[2]!,
  };
  refuseUnreadable(source, header);
  return { header, next };
}

function refuseUnreadable(source: ZipSource, header: CentralHeader): void {
  const name = quote(header.name);
  if ((header.flags & ENCRYPTED_FLAGS) !== 0)
    throw brokenZip(source, `record ${name} of the archive is encrypted`);
  if (header.method !== STORED && header.method !== DEFLATED) {
    const found = `record ${name} is compressed by method ${header.method}; stored (0) and deflated (8) can be read`;
    throw brokenZip(source, found);
  }
  if (header.method === STORED && header.size !== header.compressedSize) {
    const found = `record ${name} is stored, but declares ${header.compressedSize} bytes packed and ${header.size} unpacked`;
    throw brokenZip(source, found);
  }
}

/** Where a record's data begins: behind its local header, whose extra field has a length of its own (torch pads there). */
function checkedDataOffset(source: ZipSource, header: CentralHeader, directoryOffset: number): number {
  const { view } = source;
  const name = quote(header.name);
  const at = header.headerOffset;
  if (at + LOCAL_HEADER.length > directoryOffset || view.getUint32(at, true) !== LOCAL_HEADER.signature) {
    throw brokenZip(source, `record ${name} is not at byte ${at}, where the zip directory says it is`);
  }
  const nameLength = view.getUint16(at + 26, true);
  const extraAt = at + LOCAL_HEADER.length + nameLength;
  const dataOffset = extraAt + view.getUint16(at + 28, true);
  if (dataOffset + header.compressedSize > directoryOffset) {
    throw brokenZip(
      source,
      `record ${name} declares ${header.compressedSize} bytes, more than the file holds`,
    );
  }
  if (readName(source, at + LOCAL_HEADER.length, nameLength) !== header.name) {
    throw brokenZip(source, `record ${name} has another name in its local header`);
  }
  if (
    !localAgrees(source, header, widened(source, [at + 22, at + 18], { start: extraAt, end: dataOffset }))
  ) {
    throw brokenZip(source, `record ${name} has another size, checksum or method in its local header`);
  }
  return dataOffset;
}

function localAgrees({ view }: ZipSource, header: CentralHeader, sizes: readonly number[]): boolean {
  const at = header.headerOffset;
  const flags = view.getUint16(at + 6, true);
  const streamed = (flags & STREAMED_FLAG) !== 0;
  const same = (local: number, central: number) => local === central || (streamed && local === 0);
  return (
    ((flags ^ header.flags) & (ENCRYPTED_FLAGS | STREAMED_FLAG)) === 0 &&
    view.getUint16(at + 8, true) === header.method &&
    same(view.getUint32(at + 14, true), header.crc) &&
    same(sizes[0]!, header.size) &&
    same(sizes[1]!, header.compressedSize)
  );
}

/** Records that share bytes let an archive expand to many times its size without a high ratio in any of them. */
function refuseSharedBytes(source: ZipSource, records: ReadonlyMap<string, ZipRecord>): void {
  let free = 0;
  for (const record of [...records.values()].sort((one, other) => one.headerOffset - other.headerOffset)) {
    if (record.headerOffset < free) {
      throw brokenZip(source, `record ${quote(record.name)} overlaps another record of the archive`);
    }
    free = record.dataOffset + record.compressedSize;
  }
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** The 32-bit fields at these positions, each replaced by the next zip64 value when it is all ones. */
function widened(source: ZipSource, fields: readonly number[], extra: Range): number[] {
  const zip64 = zip64Extra(source, extra);
  let at = zip64.start;
  return fields.map((field) => {
    const narrow = source.view.getUint32(field, true);
    if (narrow !== IN_ZIP64 || at + 8 > zip64.end) return narrow;
    at += 8;
    return uint64(source, at - 8);
  });
}

/** The values of the zip64 extra field; empty when there is none. Other extra fields (padding) are passed over. */
function zip64Extra({ view }: ZipSource, extra: Range): Range {
  let at = extra.start;
  while (at + 4 <= extra.end) {
    const stop = at + 4 + view.getUint16(at + 2, true);
    if (stop <= extra.end && view.getUint16(at, true) === ZIP64_EXTRA_ID) return { start: at + 4, end: stop };
    at = stop;
  }
  return { start: extra.end, end: extra.end };
}

function readName(source: ZipSource, at: number, length: number): string {
  const name = decodeName(source, source.bytes.subarray(at, at + length));
  // Readers in C end a name at a NUL, so that they would see another one than we do.
  if (name.includes("\0")) throw brokenZip(source, `record name ${quote(name)} contains a NUL character`);
  return name;
}

function decodeName(source: ZipSource, bytes: Uint8Array): string {
  try {
    return UTF8.decode(bytes);
  } catch {
    throw brokenZip(source, "a record of the zip archive has a name that is not UTF-8 text");
  }
}
