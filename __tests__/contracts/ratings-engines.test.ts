import { resolve } from "node:path";

import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";

import { loadRatings } from "../../src/adapters/sqlite.ts";
import type { Ratings } from "../../src/core/ratings.ts";
import { copyInto, makeDatabase, openWriter, temporaryFolder } from "../support/database.ts";
import { twinRatings } from "../support/ratings-twin.ts";

const MINI = resolve(import.meta.dirname, "../fixtures/mini");
const folder = temporaryFolder();
let made = 0;

async function load(file: string, query: string | null): Promise<Ratings | undefined> {
  return (await loadRatings({ file, shownAs: "user_data.db", query, timeoutMs: 60_000 }))?.ratings;
}

const TEXTS = [
  "",
  "ann",
  "Zoë 🎬",
  "\uFEFFann",
  "\uFFFD",
  " 7",
  "4.5",
  "1e999",
  "-0",
  "0x1",
  "2024-06-01 12:30:45",
];
const TIMES = ["2024-02-30 00:00:00", "2024-06-01T12:30:45.123+02:00", "1717245045", "20240601", "now"];
const NUMBERS = [
  "0",
  "5",
  "-0.0",
  "4.5",
  "1e999",
  "9007199254740993",
  "-9223372036854775808",
  "1917.0",
  "1e20",
  "0.1",
];
/** SQL literals of every kind of value that a column can hold. */
const VALUE = fc.oneof(
  fc.constantFrom("NULL", "x'616E6E'", "x''", "'ann' || char(0) || 'x'", "printf('%.16384c', 'x')"),
  fc.constantFrom(...NUMBERS),
  fc.constantFrom(...[...TEXTS, ...TIMES].map((text) => `'${text}'`)),
  fc.integer().map(String),
  fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value.toExponential(16)),
  fc.string({ maxLength: 30 }).map((text) => `CAST(x'${Buffer.from(text).toString("hex")}' AS TEXT)`),
);
const NO_UTF8 = fc
  .uint8Array({ maxLength: 6 })
  .map((bytes) => `CAST(x'${Buffer.from(bytes).toString("hex")}' AS TEXT)`);

/** A thousand rows of whatever SQLite can store, with columns that convert it and columns that do not. */
function oddRows(value: fc.Arbitrary<string>, seed: number): string {
  const rows = fc.sample(fc.tuple(value, value, value, value), { numRuns: 1000, seed });
  const inserts = (table: string) =>
    `INSERT INTO ${table} VALUES ${rows.map((row) => `(${row.join(", ")})`).join(", ")};`;
  return `CREATE TABLE plain (user, item, rating, time); ${inserts("plain")}
    CREATE TABLE typed (user TEXT, item REAL, rating NUMERIC, time DATETIME); ${inserts("typed")}`;
}

describe("ratings are what node:sqlite reads of the same database", () => {
  test.each([
    ["user_data.db", true],
    ["user_data_old_schema.db", false],
  ])("%s", async (name, hasTimestamps) => {
    const file = copyInto(folder, resolve(MINI, name));
    const time = hasTimestamps ? ", r.timestamp AS time" : "";
    const query = `SELECT r.username AS user, r.movie AS item, r.rating AS rating${time}
      FROM ratings r JOIN initial_ratings i ON r.username = i.username WHERE i.done = 1`;
    expect(await load(file, null)).toEqual(twinRatings(file, query, hasTimestamps));
  });

  const databases: [string, string, () => string][] = [
    ["in UTF-8, with texts that are none", "plain", () => oddRows(fc.oneof(VALUE, NO_UTF8), 1)],
    ["in UTF-8, with columns that convert", "typed", () => oddRows(fc.oneof(VALUE, NO_UTF8), 2)],
    ["in UTF-16le", "plain", () => `PRAGMA encoding = 'UTF-16le'; ${oddRows(utf16(VALUE), 3)}`],
    ["in UTF-16be", "typed", () => `PRAGMA encoding = 'UTF-16be'; ${oddRows(utf16(VALUE), 4)}`],
    ["with pages of 512 bytes", "plain", () => `PRAGMA page_size = 512; ${oddRows(VALUE, 5)}`],
    ["with pages of 65,536 bytes", "typed", () => `PRAGMA page_size = 65536; ${oddRows(VALUE, 6)}`],
  ];

  test.each(databases)("odd values %s", async (_, table, sql) => {
    const file = makeDatabase(folder, `odd${++made}.db`, sql());
    const query = `SELECT user, item, rating, time FROM ${table}`;
    const ratings = await load(file, query);
    expect(ratings?.values.length).toBeGreaterThan(100);
    expect(ratings).toEqual(twinRatings(file, query, true));
  });

  test("rows of a write-ahead log over those of the file", async () => {
    const writer = openWriter(folder, "live.db");
    writer.exec(oddRows(VALUE, 7));
    writer.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    writer.exec("DELETE FROM plain WHERE rowid % 3 = 0; UPDATE plain SET rating = 7 WHERE rowid % 5 = 0");
    const query = "SELECT user, item, rating, time FROM plain";
    const ours = await load(writer.snapshot("ours.db"), query);
    const twin = twinRatings(writer.snapshot("twin.db"), query, true);
    writer.close();
    expect(ours).toEqual(twin);
  });
});

/** Casts of bytes are UTF-8, and no text in a database of another encoding. */
function utf16(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return value.filter((literal) => !literal.startsWith("CAST("));
}
