import { brokenZip, uint64, type ZipSource } from "./zip-source.ts";

/** Where the central directory is and how many records it lists. */
export interface ZipDirectory {
  readonly count: number;
  readonly size: number;
  readonly offset: number;
  /** Where the end records begin: directly behind the directory. */
  readonly end: number;
}

const END_RECORD = { signature: 0x06054b50, length: 22 };
const ZIP64_LOCATOR = { signature: 0x07064b50, length: 20 };
const ZIP64_END_RECORD = { signature: 0x06064b50, length: 56 };
const CENTRAL_HEADER_LENGTH = 46;
const MAX_COMMENT = 0xffff;
/** "Look in the zip64 end record", in the 32-bit fields and in the 16-bit ones. */
const IN_ZIP64 = 0xffffffff;
const IN_ZIP64_COUNT = 0xffff;
/** A checkpoint has a record a tensor, an npz one an array: tens. The cap bounds the maps that are built from a file. */
const MAX_RECORDS = 100_000;

/**
 * Finds the central directory through the end record, or the zip64 one where it exists; both must agree.
 *
 * @throws MalformedFileError when there is none, or it does not lie directly before the end records.
 */
export function findZipDirectory(source: ZipSource): ZipDirectory {
  const at = endRecordPosition(source);
  const { view } = source;
  const [disk, firstDisk, countHere] = [4, 6, 8].map((field) => view.getUint16(at + field, true));
  const narrow = {
    count: view.getUint16(at + 10, true),
    size: view.getUint32(at + 12, true),
    offset: view.getUint32(at + 16, true),
    end: at,
  };
  const wide = zip64Directory(source, at);
  // Two readers that trust different records would see two different archives.
  if (wide !== null && contradicts(narrow, wide)) {
    throw brokenZip(source, "the two end records of the zip archive contradict each other");
  }
  if (disk !== firstDisk || countHere !== narrow.count) {
    throw brokenZip(source, "the zip archive is split over several disks");
  }
  return checked(source, wide ?? narrow);
}

/** Position of the end record: the last one whose comment reaches exactly to the end of the file. */
function endRecordPosition(source: ZipSource): number {
  const last = source.bytes.length - END_RECORD.length;
  for (let at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
    const commentLength = source.view.getUint16(at + 20, true);
    if (commentLength === last - at && source.view.getUint32(at, true) === END_RECORD.signature) return at;
  }
  const present = source.bytes.length;
  throw brokenZip(
    source,
    `the zip archive is cut short: no directory at the end of the ${present} bytes that are there`,
  );
}

function zip64Directory(source: ZipSource, endRecord: number): ZipDirectory | null {
  const { view } = source;
  const locator = endRecord - ZIP64_LOCATOR.length;
  if (locator < 0 || view.getUint32(locator, true) !== ZIP64_LOCATOR.signature) return null;
  const at = uint64(source, locator + 8);
  if (at > locator - ZIP64_END_RECORD.length || view.getUint32(at, true) !== ZIP64_END_RECORD.signature) {
    throw brokenZip(source, "the zip64 end record is not where the archive says it is");
  }
  const count = uint64(source, at + 32);
  const disks = [locator + 4, at + 16, at + 20].map((field) => view.getUint32(field, true));
  if (
    uint64(source, at + 4) !== locator - at - 12 ||
    uint64(source, at + 24) !== count ||
    disks.some((disk) => disk !== 0)
  ) {
    throw brokenZip(source, "the zip64 end record has a wrong length or speaks of several disks");
  }
  return { count, size: uint64(source, at + 40), offset: uint64(source, at + 48), end: at };
}

function contradicts(narrow: ZipDirectory, wide: ZipDirectory): boolean {
  return (
    (narrow.count !== IN_ZIP64_COUNT && narrow.count !== wide.count) ||
    (narrow.size !== IN_ZIP64 && narrow.size !== wide.size) ||
    (narrow.offset !== IN_ZIP64 && narrow.offset !== wide.offset)
  );
}

function checked(source: ZipSource, directory: ZipDirectory): ZipDirectory {
  const { count, size, offset, end } = directory;
  if (offset + size !== end) {
    const found = `the zip directory is declared as ${size} bytes at offset ${offset}, which do not end at ${end} where they should`;
    throw brokenZip(source, found);
  }
  if (count * CENTRAL_HEADER_LENGTH > size) {
    throw brokenZip(
      source,
      `the zip directory declares ${count} records, more than fit in its ${size} bytes`,
    );
  }
  if (count > MAX_RECORDS)
    throw brokenZip(source, `the zip archive has ${count} records; at most ${MAX_RECORDS} are read`);
  return directory;
}
