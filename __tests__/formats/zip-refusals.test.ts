import { readFileSync } from "node:fs";

import { describe, expect, test } from "@jest/globals";

import { openZip } from "../../src/formats/zip.ts";
import { centralAt, endAt, localAt, ONE, TWO, zipBytes } from "../support/zip-writer.ts";

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
}

/** An archive of two records with one field overwritten. */
function patched(at: (archive: Buffer) => number, value: number, width: 2 | 4 = 2): () => Buffer {
  return () => {
    const archive = zipBytes([ONE, TWO]);
    archive.writeUIntLE(value, at(archive), width);
    return archive;
  };
}

const central = (field: number) => (archive: Buffer) => centralAt(archive, 0) + field;
const local = (field: number) => (archive: Buffer) => localAt(archive, 0) + field;
const end = (field: number) => (archive: Buffer) => endAt(archive) + field;

const zip64 = (field: number) => (archive: Buffer) => archive.lastIndexOf("PK\x06\x06") + field;
const locator = (field: number) => (archive: Buffer) => archive.lastIndexOf("PK\x06\x07") + field;

describe("a zip archive is refused", () => {
  test.each<[string, () => Buffer, string]>([
    ["without a directory", () => zipBytes([ONE]).subarray(0, 30), "no directory at the end of the 30 bytes"],
    ["with bytes behind it", () => Buffer.concat([zipBytes([ONE]), Buffer.from("more")]), "is cut short"],
    [
      "with bytes before it",
      () => Buffer.concat([Buffer.from("PK\x03\x04"), zipBytes([ONE])]),
      "do not end at",
    ],
    [
      "with two records of one name",
      () => zipBytes([ONE, ONE]),
      'two records of the archive are named "one"',
    ],
    [
      "with a name that is not UTF-8",
      () => zipBytes([{ name: Buffer.from([0xff]), content: "" }]),
      "not UTF-8",
    ],
    ["with a NUL in a name", () => zipBytes([{ name: "a\0b", content: "" }]), "contains a NUL"],
    ["with an encrypted record", patched(central(8), 1), 'record "one" of the archive is encrypted'],
    ["with an unknown compression", patched(central(10), 12), "is compressed by method 12"],
    [
      "with a stored record of two sizes",
      patched(central(24), 99, 4),
      "declares 12 bytes packed and 99 unpacked",
    ],
    ["with a record beyond the end", patched(central(42), 0x7fffffff, 4), "is not at byte 2147483647"],
    ["with a record in the wrong place", patched(central(42), 1, 4), 'record "one" is not at byte 1'],
    [
      "with another name in the local header",
      patched(local(30), 0x7878),
      "has another name in its local header",
    ],
    [
      "with another size in the local header",
      patched(local(22), 99, 4),
      "has another size, checksum or method",
    ],
    [
      "with another checksum in the local header",
      patched(local(14), 99, 4),
      "has another size, checksum or method",
    ],
    ["with another method in the local header", patched(local(8), 8), "has another size, checksum or method"],
    [
      "with another kind of size in the local header",
      patched(local(6), 8),
      "has another size, checksum or method",
    ],
    ["with a longer local name than the file", patched(local(26), 0xffff), "more than the file holds"],
    ["with a longer name than the directory", patched(central(28), 0xffff), "longer than the directory"],
    ["with fewer records than declared", patched(end(10), 3), "split over several disks"],
    ["on another disk", patched(end(4), 1), "split over several disks"],
    ["with a directory of another length", patched(end(12), 1, 4), "which do not end at"],
  ])("%s", (_, archive, message) => {
    expect(() => openZip("a.zip", archive())).toThrow(message);
  });

  test("with more records than the directory holds", () => {
    const archive = zipBytes([ONE, TWO]);
    archive.writeUInt16LE(1, endAt(archive) + 8);
    archive.writeUInt16LE(1, endAt(archive) + 10);
    expect(() => openZip("a.zip", archive)).toThrow("holds more than the 1 records that it declares");
  });

  test.each<[string, (archive: Buffer) => number, string]>([
    ["of another length", zip64(4), "has a wrong length or speaks of several disks"],
    ["on another disk", zip64(16), "has a wrong length or speaks of several disks"],
    ["on another disk of the locator", locator(4), "has a wrong length or speaks of several disks"],
    ["of other counts", zip64(24), "has a wrong length or speaks of several disks"],
    ["in another place", locator(8), "the zip64 end record is not where the archive says it is"],
    ["of another directory size", zip64(40), "the two end records of the zip archive contradict each other"],
    [
      "of another directory offset",
      zip64(48),
      "the two end records of the zip archive contradict each other",
    ],
  ])("with a zip64 end record %s", (_, at, message) => {
    const archive = fixture("mini/state_dict.pt");
    archive[at(archive)]! ^= 1;
    expect(() => openZip("a.zip", archive)).toThrow(message);
  });

  test("with more than 100,000 records", () => {
    const size = 46 * 100_001;
    const records = Buffer.alloc(56 + 20 + 22);
    records.write("PK\x06\x06", 0);
    records.writeBigUInt64LE(44n, 4);
    for (const field of [24, 32]) records.writeBigUInt64LE(100_001n, field);
    records.writeBigUInt64LE(BigInt(size), 40);
    records.write("PK\x06\x07", 56);
    records.writeBigUInt64LE(BigInt(size), 64);
    records.write("PK\x05\x06", 76);
    records.fill(0xff, 84, 96);
    const archive = Buffer.concat([Buffer.alloc(size), records]);
    expect(() => openZip("a.zip", archive)).toThrow("has 100001 records; at most 100000 are read");
  });

  test("with records that share bytes", () => {
    const inner = zipBytes([{ name: "two", content: "second record" }]);
    const content = inner.subarray(0, centralAt(inner, 0));
    const archive = zipBytes([
      { name: "one", content },
      { name: "two", content: "second record" },
    ]);
    archive.writeUInt32LE(localAt(archive, 1), centralAt(archive, 1) + 42);
    expect(() => openZip("a.zip", archive)).toThrow('record "two" overlaps another record of the archive');
  });

  test("with the name of the file first in the message", () => {
    expect(() => openZip("models/a.pt", Buffer.from("PK\x03\x04"))).toThrow(/^models\/a\.pt: /);
  });
});

describe("a record is refused", () => {
  test("when there is none of that name", () => {
    expect(() => openZip("a.zip", zipBytes([ONE])).read("constructor")).toThrow(
      'a.zip: the archive has no record "constructor"',
    );
  });

  test("when its bytes are not the ones that were written", () => {
    const archive = zipBytes([ONE]);
    archive.write("X", localAt(archive, 0) + 33);
    expect(() => openZip("a.zip", archive).read("one")).toThrow('record "one" is damaged: its CRC-32');
  });

  test.each([
    ["longer", 5, "cannot be unpacked; 5 bytes are declared"],
    ["shorter", 50, "unpacks to 12 bytes; 50 bytes are declared"],
  ])("when it unpacks to something %s than declared", (_, declaredSize, message) => {
    const archive = zipBytes([{ ...ONE, deflated: true, declaredSize }]);
    expect(() => openZip("a.zip", archive).read("one")).toThrow(message);
  });

  test("when its compressed data is damaged", () => {
    const archive = zipBytes([{ ...ONE, deflated: true }]);
    archive.fill(0xff, localAt(archive, 0) + 33, localAt(archive, 0) + 40);
    expect(() => openZip("a.zip", archive).read("one")).toThrow("cannot be unpacked");
  });

  test("when it would unpack to far more than its size, without unpacking it", () => {
    const bomb = zipBytes([{ name: "zeros", content: Buffer.alloc(2 ** 24 + 1), deflated: true }]);
    expect(() => openZip("a.zip", bomb).read("zeros")).toThrow(
      /would unpack from \d+ to 16777217 bytes, more than 250:1/,
    );
  });

  test("when the records declare more than 1 GiB in all", () => {
    const lie = { content: incompressible(3_000_000), deflated: true, declaredSize: 600_000_000 };
    const archive = openZip(
      "a.zip",
      zipBytes([
        { name: "one", ...lie },
        { name: "two", ...lie },
      ]),
    );
    expect(() => archive.read("one")).toThrow("unpacks to 3000000 bytes; 600000000 bytes are declared");
    expect(() => archive.read("two")).toThrow("its records unpack to more than 1073741824 bytes");
  });
});

/** Bytes of a xorshift generator: deflate finds nothing in them, so that the ratio stays small. */
function incompressible(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let index = 0; index < length; index++) {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    bytes[index] = state;
  }
  return bytes;
}
