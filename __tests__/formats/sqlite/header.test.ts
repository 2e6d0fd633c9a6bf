import { createHash } from "node:crypto";

import { describe, expect, test } from "@jest/globals";

import { readSqliteHeader, refuseTruncated } from "../../../src/formats/sqlite/header.ts";
import { bytesOf, makeDatabase, temporaryFolder } from "../../support/database.ts";

const folder = temporaryFolder();
const FILE = "user_data.db";

function real(pageSize = 1024): Uint8Array {
  const sql = `PRAGMA page_size = ${pageSize}; CREATE TABLE ratings (a); CREATE TABLE other (b)`;
  return bytesOf(makeDatabase(folder, `${pageSize}-${Math.random()}.db`, sql));
}

function changed(bytes: Uint8Array, at: number, values: readonly number[]): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy.set(values, at);
  return copy;
}

/** Bytes that look random and are the same in every run. */
function randomLooking(length: number): Uint8Array {
  const blocks = Array.from({ length: length / 32 }, (_, index) =>
    createHash("sha256").update(String(index)).digest(),
  );
  return Buffer.concat(blocks);
}

describe("readSqliteHeader", () => {
  test.each([[512], [4096], [65_536]])("reads a page size of %d bytes", (pageSize) => {
    expect(readSqliteHeader(FILE, real(pageSize)).pageSize).toBe(pageSize);
  });

  test.each([
    ["an empty file", new Uint8Array(), "the file is empty (0 bytes)"],
    [
      "a text",
      Buffer.from("<html>\n::error::x"),
      'not an SQLite database: it starts with "<html>\\u000a::error::x"',
    ],
    ["a Git LFS pointer", Buffer.from("version https://git-lfs.github.com/spec/v1\n"), "a Git LFS pointer"],
    ["random bytes", randomLooking(4096), "not an SQLite database, or an encrypted or compressed one"],
    ["too few random bytes to tell", randomLooking(256), "not an SQLite database: it starts with"],
    ["a header that is cut off", real().subarray(0, 99), "the database is truncated: it has 99 bytes"],
    ["a page size of 0", changed(real(), 16, [0, 0]), "pages of 0 bytes"],
    ["a page size that is no power of two", changed(real(), 16, [3, 0]), "pages of 768 bytes"],
    ["a page size below 512", changed(real(), 16, [1, 0]), "pages of 256 bytes"],
  ])("refuses %s", (_, bytes, found) => {
    expect(() => readSqliteHeader(FILE, bytes)).toThrow(`${FILE}: `);
    expect(() => readSqliteHeader(FILE, bytes)).toThrow(found);
  });
});

describe("refuseTruncated", () => {
  test("takes a whole database", () => {
    expect(() => refuseTruncated(FILE, real(), 1024)).not.toThrow();
  });

  test("refuses a last page that is incomplete", () => {
    const bytes = real();
    expect(() => refuseTruncated(FILE, bytes.subarray(0, -1), 1024)).toThrow("whole pages of 1024 bytes");
  });

  test("refuses fewer pages than the header declares", () => {
    const bytes = real();
    expect(() => refuseTruncated(FILE, bytes.subarray(0, -1024), 1024)).toThrow(
      "it has 2048 bytes, expected are 3 pages of 1024 bytes",
    );
  });

  test("takes the length of the file where the header's count is out of date", () => {
    const outOfDate = changed(real(), 92, [9, 9, 9, 9]).subarray(0, -1024);
    expect(() => refuseTruncated(FILE, outOfDate, 1024)).not.toThrow();
  });
});
