import { readFileSync } from "node:fs";

import { describe, expect, test } from "@jest/globals";

import { isZip, openZip } from "../../src/formats/zip.ts";
import { ONE, TWO, zipBytes, type ZipPart } from "../support/zip-writer.ts";

function fixture(name: string): Buffer {
  return readFileSync(new URL(`../fixtures/${name}`, import.meta.url));
}

function textOf(archive: Uint8Array, name: string): string {
  return Buffer.from(openZip("a.zip", archive).read(name)).toString();
}

describe("a zip archive", () => {
  test("is recognised by its first bytes", () => {
    const files = [zipBytes([ONE]), zipBytes([]), Buffer.from("PK"), Buffer.alloc(0)];
    expect(files.map(isZip)).toEqual([true, true, false, false]);
  });

  test.each<[string, Partial<ZipPart>]>([
    ["stored", {}],
    ["deflated", { deflated: true }],
    ["with zip64 fields", { zip64: true }],
    ["deflated with zip64 fields", { zip64: true, deflated: true }],
    ["with sizes only in the directory", { streamed: true }],
  ])("gives the content of a record that is %s", (_, how) => {
    const archive = zipBytes([
      { ...ONE, ...how },
      { ...TWO, ...how },
    ]);
    expect([textOf(archive, "one"), textOf(archive, "folder/two")]).toEqual([
      "first record",
      "second record",
    ]);
  });

  test("lists its records by their exact names", () => {
    const { entries } = openZip("a.zip", zipBytes([{ ...ONE, deflated: true }, TWO]));
    expect([...entries.values()].map(({ name, size, deflated }) => [name, size, deflated])).toEqual([
      ["one", 12, true],
      ["folder/two", 13, false],
    ]);
  });

  test("written by torch has streamed records, padding and zip64 end records", () => {
    const { entries } = openZip("state_dict.pt", fixture("mini/state_dict.pt"));
    expect([...entries.keys()].slice(0, 4)).toEqual([
      "state_dict/data.pkl",
      "state_dict/.format_version",
      "state_dict/.storage_alignment",
      "state_dict/byteorder",
    ]);
  });

  test("gives a stored record without copying it", () => {
    const bytes = zipBytes([ONE]);
    const content = openZip("a.zip", bytes).read("one");
    bytes.fill(0);
    expect([...content]).toEqual(Array.from({ length: 12 }, () => 0));
  });

  test("may have an empty record and a comment", () => {
    const archive = zipBytes([{ name: "empty", content: "", deflated: true }], "a comment");
    expect(textOf(archive, "empty")).toBe("");
  });

  test("may lie anywhere in its buffer", () => {
    const archive = zipBytes([ONE]);
    const shifted = Buffer.concat([Buffer.alloc(7, 0xff), archive, Buffer.alloc(3)]).subarray(
      7,
      7 + archive.length,
    );
    expect(textOf(shifted, "one")).toBe("first record");
  });
});

describe("the start of a record", () => {
  const content = Array.from({ length: 40_000 }, (_, index) =>
    String.fromCodePoint(33 + ((index * index) % 90)),
  );

  test.each([true, false])("is told without the rest (deflated: %s)", (deflated) => {
    const archive = openZip("a.zip", zipBytes([{ name: "a", content: content.join(""), deflated }]));
    expect(Buffer.from(archive.start("a", 16)).toString()).toBe(content.slice(0, 16).join(""));
    expect(archive.start("a", 100_000).length).toBeLessThanOrEqual(content.length);
  });

  test("of a short or empty record is all of it", () => {
    const archive = openZip(
      "a.zip",
      zipBytes([
        { name: "a", content: "ab", deflated: true },
        { name: "b", content: "" },
      ]),
    );
    expect(Buffer.from(archive.start("a", 16)).toString()).toBe("ab");
    expect(archive.start("b", 16)).toHaveLength(0);
  });

  test("of damaged bytes is nothing", () => {
    const bytes = zipBytes([{ name: "a", content: "x".repeat(100), deflated: true }]);
    bytes.fill(0xff, 31, 35);
    expect(openZip("a.zip", bytes).start("a", 16)).toHaveLength(0);
  });

  test("of no record is refused", () => {
    expect(() => openZip("a.zip", zipBytes([ONE])).start("two", 16)).toThrow(
      'the archive has no record "two"',
    );
  });
});
