import { writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";

import { replayWal } from "../../../src/formats/sqlite/wal.ts";
import { bytesOf, openWriter, rowsOf, temporaryFolder } from "../../support/database.ts";

const PAGE = 1024;
const FRAME = 24 + PAGE;
const folder = temporaryFolder();
let written = 0;

/** A database and its log, as a writer left them that did this. */
function writtenBy(...steps: readonly string[]): { image: Uint8Array; wal: Uint8Array } {
  const name = `w${++written}.db`;
  const writer = openWriter(folder, name);
  for (const step of steps) writer.exec(step);
  const copy = writer.snapshot(`copy-${name}`);
  const files = { image: bytesOf(copy), wal: bytesOf(`${copy}-wal`) };
  writer.close();
  return files;
}

/** The whole database as it is with its log, and how many frames of it counted. */
function replay({ image, wal }: { image: Uint8Array; wal: Uint8Array }): {
  image: Uint8Array;
  frames: number;
} {
  const replayed = replayWal("user_data.db-wal", image, wal, PAGE);
  return { image: replayed.image.subarray(0, replayed.image.length), frames: replayed.frames };
}

/** The table, read by the real SQLite from the image alone or with a log beside it; null where there is no table. */
function table(image: Uint8Array, wal: Uint8Array = new Uint8Array()): unknown[] | null {
  const path = join(folder, `read${++written}.db`);
  writeFileSync(path, image);
  writeFileSync(`${path}-wal`, wal);
  const exists = rowsOf(path, "SELECT 1 FROM sqlite_master WHERE name = 't'").length > 0;
  return exists ? rowsOf(path, "SELECT rowid, x FROM t").map((row) => Object.values(row)) : null;
}

/** Writes all checksums of a log anew, in the given byte order, so that a change elsewhere in it stays unnoticed. */
function signed(wal: Uint8Array, littleEndian: boolean): Uint8Array {
  const result = Uint8Array.from(wal);
  const view = new DataView(result.buffer);
  view.setUint32(0, littleEndian ? 0x377f0682 : 0x377f0683);
  let [first, second] = [0, 0];
  const sum = (start: number, end: number) => {
    for (let at = start; at < end; at += 8) {
      first = (first + view.getUint32(at, littleEndian) + second) >>> 0;
      second = (second + view.getUint32(at + 4, littleEndian) + first) >>> 0;
    }
  };
  const store = (at: number) => {
    view.setUint32(at, first);
    view.setUint32(at + 4, second);
  };
  sum(0, 24);
  store(24);
  for (let at = 32; at + FRAME <= result.length; at += FRAME) {
    sum(at, at + 8);
    sum(at + 24, at + FRAME);
    store(at + 16);
  }
  return result;
}

function withUint32(bytes: Uint8Array, at: number, value: number): Uint8Array {
  const result = Uint8Array.from(bytes);
  new DataView(result.buffer).setUint32(at, value);
  return result;
}

const INSERT_THREE = "INSERT INTO t VALUES (1), (2), (3)";

describe("replayWal", () => {
  test("adds what was committed to the log only", () => {
    const files = writtenBy("CREATE TABLE t (x)", INSERT_THREE);
    expect(table(files.image)).toBeNull();
    expect(table(replay(files).image)).toEqual(table(files.image, files.wal));
    expect(table(replay(files).image)).toHaveLength(3);
  });

  test("counts the frames up to the last commit", () => {
    const files = writtenBy("CREATE TABLE t (x)", INSERT_THREE);
    expect(replay(files).frames).toBe((files.wal.length - 32) / FRAME);
  });

  test("gives the bytes that a checkpoint writes", () => {
    const name = "checkpointed.db";
    const writer = openWriter(folder, name);
    writer.exec("CREATE TABLE t (x)");
    writer.exec(INSERT_THREE);
    const before = writer.snapshot("before.db");
    writer.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    const after = writer.snapshot("after.db");
    writer.close();
    const { image } = replay({ image: bytesOf(before), wal: bytesOf(`${before}-wal`) });
    expect(Buffer.from(image).equals(bytesOf(after))).toBe(true);
  });

  test("leaves out a transaction that was not committed", () => {
    const files = writtenBy(
      "PRAGMA cache_size = 2; CREATE TABLE t (x)",
      "BEGIN; INSERT INTO t SELECT zeroblob(900) FROM (WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 50) SELECT n FROM c)",
    );
    expect(replay(files).frames).toBeLessThan((files.wal.length - 32) / FRAME);
    expect(table(replay(files).image)).toEqual([]);
  });

  test("ignores the frames that remain of a log which was started anew", () => {
    const files = writtenBy(
      "CREATE TABLE t (x)",
      "INSERT INTO t SELECT zeroblob(5000)",
      "PRAGMA wal_checkpoint(RESTART)",
      "DELETE FROM t",
    );
    expect(replay(files).frames).toBeLessThan((files.wal.length - 32) / FRAME);
    expect(table(files.image)).toHaveLength(1);
    expect(table(replay(files).image)).toEqual([]);
  });

  test("cuts the database to the size of the last commit", () => {
    const files = writtenBy(
      "CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(20000))",
      "PRAGMA wal_checkpoint(TRUNCATE)",
      "DELETE FROM t; VACUUM",
    );
    const { image } = replay(files);
    expect(image.length).toBeLessThan(files.image.length);
    expect(table(image)).toEqual([]);
  });

  test("gives any range of bytes, within a page and across pages", () => {
    const files = writtenBy("CREATE TABLE t (x)", "PRAGMA wal_checkpoint(TRUNCATE)", INSERT_THREE);
    const { image } = replayWal("user_data.db-wal", files.image, files.wal, PAGE);
    const whole = Uint8Array.from(image.subarray(0, image.length));
    const range = fc.tuple(fc.nat({ max: image.length }), fc.nat({ max: image.length }));
    fc.assert(
      fc.property(range, ([one, other]) => {
        const [start, end] = one < other ? [one, other] : [other, one];
        expect(Buffer.from(image.subarray(start, end))).toEqual(Buffer.from(whole.subarray(start, end)));
      }),
    );
  });

  test("reads checksums of big-endian words", () => {
    const files = writtenBy("CREATE TABLE t (x)", INSERT_THREE);
    expect(table(replay({ ...files, wal: signed(files.wal, false) }).image)).toHaveLength(3);
  });

  test("changes neither of the two files", () => {
    const files = writtenBy("CREATE TABLE t (x)", INSERT_THREE);
    const copies = [Uint8Array.from(files.image), Uint8Array.from(files.wal)];
    replay(files);
    expect([Array.from(files.image), Array.from(files.wal)]).toEqual(copies.map((copy) => Array.from(copy)));
  });

  test("reads from a log with any damaged byte, or cut anywhere, what SQLite reads", () => {
    const files = writtenBy("CREATE TABLE t (x)", INSERT_THREE, "DELETE FROM t WHERE x = 2", INSERT_THREE);
    const damage = fc.record({
      at: fc.integer({ min: 4, max: files.wal.length - 1 }),
      cut: fc.boolean(),
    });
    fc.assert(
      fc.property(damage, ({ at, cut }) => {
        const wal = Uint8Array.from(cut ? files.wal.subarray(0, at) : files.wal);
        if (!cut) wal[at] = wal[at]! ^ 0x41;
        expect(table(replay({ ...files, wal }).image)).toEqual(table(files.image, wal));
      }),
      { numRuns: 40 },
    );
  });

  test.each([
    ["no bytes", (wal: Uint8Array) => wal.subarray(0, 0)],
    ["part of a header", (wal: Uint8Array) => wal.subarray(0, 20)],
    ["a header and nothing else", (wal: Uint8Array) => wal.subarray(0, 32)],
    ["a header with a wrong checksum", (wal: Uint8Array) => withUint32(wal, 12, 77)],
    ["frames of another log", (wal: Uint8Array) => signed(withUint32(wal, 16, 77), true)],
    ["page 0", (wal: Uint8Array) => signed(withUint32(wal, 32, 0), true)],
  ])("replays nothing from a log with %s", (_, change) => {
    const files = writtenBy("CREATE TABLE t (x)");
    const { image, frames } = replay({ ...files, wal: change(files.wal) });
    expect(frames).toBe(0);
    expect(image).toEqual(files.image);
  });

  test.each([
    ["that is none", (wal: Uint8Array) => withUint32(wal, 0, 0), "not a write-ahead log of SQLite"],
    ["of three bytes", (wal: Uint8Array) => wal.subarray(0, 3), "not a write-ahead log of SQLite"],
    ["of a later format", (wal: Uint8Array) => signed(withUint32(wal, 4, 4_000_000), true), "format 4000000"],
    [
      "of a database with other pages",
      (wal: Uint8Array) => signed(withUint32(wal, 8, 512), true),
      "pages of 512 bytes",
    ],
    [
      "that declares more pages than there are",
      (wal: Uint8Array) => signed(withUint32(wal, wal.length - FRAME + 4, 2 ** 20), true),
      "declares a database of 1048576 pages, more than the file",
    ],
  ])("refuses a log %s", (_, change, found) => {
    const files = writtenBy("CREATE TABLE t (x)");
    expect(() => replay({ ...files, wal: change(files.wal) })).toThrow("user_data.db-wal: ");
    expect(() => replay({ ...files, wal: change(files.wal) })).toThrow(found);
  });
});
