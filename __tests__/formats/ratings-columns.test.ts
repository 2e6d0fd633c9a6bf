import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";

import { decodeRatings, RatingsColumns } from "../../src/formats/ratings-columns.ts";
import { KEY, ratingsOf as built, rawRow, type Row } from "../support/raw-rows.ts";

const LIMITS = { rows: 10, names: 10, nameBytes: 1000 };

describe("RatingsColumns", () => {
  test("numbers names in the order of their first row", () => {
    const ratings = built([
      ["zoe", "Heat", 5],
      ["ann", "Alien", 4],
      ["zoe", "Alien", 3],
    ]);
    expect(ratings.users).toEqual(["zoe", "ann"]);
    expect(ratings.items).toEqual(["Heat", "Alien"]);
    expect(Array.from(ratings.userOfRow)).toEqual([0, 1, 0]);
    expect(Array.from(ratings.itemOfRow)).toEqual([0, 1, 1]);
    expect(Array.from(ratings.values)).toEqual([5, 4, 3]);
  });

  test("keeps names apart that differ in case, Unicode form or a trailing space", () => {
    const users = ["ann", "Ann", "ann ", "Jos\u00E9", "Jose\u0301"];
    expect(built(users.map((user) => [user, "Heat", 1])).users).toEqual(users);
  });

  test("holds arrays of no more than the rows", () => {
    const ratings = built([["ann", "Heat", 5]], true);
    expect(ratings.userOfRow.buffer.byteLength).toBe(4);
    expect(ratings.values.buffer.byteLength).toBe(8);
    expect(ratings.timestamps?.buffer.byteLength).toBe(8);
  });

  test("keeps every row while the arrays grow", () => {
    const rows = Array.from({ length: 5000 }, (_, row): Row => [`u${row % 7}`, `i${row % 11}`, row, row]);
    const ratings = built(rows, true);
    expect(Array.from(ratings.values)).toEqual(rows.map((row) => row[2]));
    expect(Array.from(ratings.userOfRow, (user) => ratings.users[user])).toEqual(rows.map((row) => row[0]));
    expect(Array.from(ratings.itemOfRow, (item) => ratings.items[item])).toEqual(rows.map((row) => row[1]));
  });

  test.each([
    ["no user", [null, "Heat", 5]],
    ["no item", ["ann", null, 5]],
    ["a NUL character in the user", ["ann\0x", "Heat", 5]],
    ["a NUL character in the item", ["ann", "Heat\0", 5]],
    ["a name of more than 16,383 characters", ["ann", "x".repeat(16_384), 5]],
  ] satisfies [string, Row][])("drops and counts a row with %s", (_, row) => {
    const ratings = built([row, ["bob", "Alien", 4]]);
    expect(ratings.problems).toEqual({ malformedRows: 1, nonNumericRatings: 0, malformedTimestamps: 0 });
    expect(ratings.users).toEqual(["bob"]);
    expect(ratings.items).toEqual(["Alien"]);
  });

  test("takes a name of exactly 16,383 characters", () => {
    expect(built([["ann", "x".repeat(16_383), 5]]).problems.malformedRows).toBe(0);
  });

  test.each([
    ["4.5", 4.5],
    [" 3 ", 3],
    ["-1e1", -10],
    [".5", 0.5],
    [0, 0],
  ])("reads the rating %p as a number", (rating, value) => {
    const ratings = built([["ann", "Heat", rating]]);
    expect(ratings.values[0]).toBe(value);
    expect(ratings.problems.nonNumericRatings).toBe(0);
  });

  test.each([[null], ["good"], [""], ["0x10"], ["Infinity"], [Number.POSITIVE_INFINITY]])(
    "keeps a row whose rating is %p, as NaN",
    (rating) => {
      const ratings = built([["ann", "Heat", rating]]);
      expect(ratings.values[0]).toBeNaN();
      expect(ratings.users).toEqual(["ann"]);
      expect(ratings.problems.nonNumericRatings).toBe(1);
    },
  );

  test("keeps a row without a readable timestamp and counts it", () => {
    const ratings = built(
      [
        ["ann", "Heat", 5, "2024-06-01 00:00:00"],
        ["ann", "Alien", 5, null],
        ["ann", "Ran", 5, "soon"],
      ],
      true,
    );
    expect(Array.from(ratings.timestamps ?? [])).toEqual([Date.UTC(2024, 5, 1), Number.NaN, Number.NaN]);
    expect(ratings.problems.malformedTimestamps).toBe(2);
  });

  test("has no timestamps when the query returns none", () => {
    const ratings = built([["ann", "Heat", 5]]);
    expect(ratings.timestamps).toBeNull();
    expect(ratings.problems.malformedTimestamps).toBe(0);
  });

  test("takes names that are no UTF-8 for the text that they are shown as, and merges those that are shown alike", () => {
    const names = [
      Buffer.from([0x61, 0xff]),
      "a\uFFFD",
      Buffer.from([0x61, 0xfe]),
      "a",
      Buffer.from([0x61, 0xff]),
    ];
    const ratings = built(names.map((name) => [name, "Heat", 1]));
    expect(ratings.users).toEqual(["a\uFFFD", "a"]);
    expect(Array.from(ratings.userOfRow)).toEqual([0, 0, 0, 1, 0]);
  });

  test("takes no name from a row that is dropped", () => {
    const ratings = built([
      ["ann", null, 5],
      ["zoe", "Heat\0", 5],
      [null, "Alien", 5],
    ]);
    expect([ratings.users, ratings.items]).toEqual([[], []]);
  });

  test("numbers names as a Map does, whatever they are", () => {
    const name = fc.oneof(
      fc.string({ unit: "binary", maxLength: 12 }),
      fc.constantFrom("", "ann", "Ann", "\uFEFFann", "\uFFFD", "a".repeat(300)),
      fc.uint8Array({ maxLength: 6 }).filter((bytes) => !bytes.includes(0)),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(name, name), { maxLength: 400 }), (pairs) => {
        const rows = pairs.map(([user, item]): Row => [user, item, 1]);
        const ratings = built(rows);
        const texts = pairs.map((pair) => pair.map((one) => textOf(one)));
        const kept = texts.filter((pair) => pair.every((text) => !text.includes("\0")));
        expect(ratings.users).toEqual([...new Set(kept.map(([user]) => user))]);
        expect(ratings.items).toEqual([...new Set(kept.map(([, item]) => item))]);
        expect(Array.from(ratings.userOfRow, (user) => ratings.users[user])).toEqual(
          kept.map(([user]) => user),
        );
        expect(Array.from(ratings.itemOfRow, (item) => ratings.items[item])).toEqual(
          kept.map(([, item]) => item),
        );
      }),
      { numRuns: 50 },
    );
  });

  test("keeps tens of thousands of names apart", () => {
    const names = Array.from(
      { length: 40_000 },
      (_, name) => `${name % 2 === 0 ? "user" : "a longer name"} ${name}`,
    );
    const rows = [...names, ...names].map((name): Row => [name, "Heat", 1]);
    const ratings = built(rows);
    expect(ratings.users).toEqual(names);
    expect(ratings.userOfRow[70_000]).toBe(30_000);
  });

  test("holds names in no more bytes than they have", () => {
    const columns = new RatingsColumns("user_data.db", false, KEY);
    columns.add(rawRow(["Zoë", "Heat", 5]));
    const encoded = columns.finish();
    expect(encoded.users.bytes.buffer.byteLength).toBe(4);
    expect(encoded.users.ends.buffer.byteLength).toBe(4);
    expect(decodeRatings(encoded).users).toEqual(["Zoë"]);
  });

  test("refuses more rows than the limit, malformed ones included", () => {
    const columns = new RatingsColumns("user_data.db", false, KEY, { ...LIMITS, rows: 2 });
    columns.add(rawRow(["ann", "Heat", 5]));
    columns.add(rawRow([null, "Heat", 5]));
    expect(() => columns.add(rawRow(["ann", "Alien", 5]))).toThrow(
      "user_data.db: the query returns more than 2 rows",
    );
  });

  test("refuses more distinct names than the limit", () => {
    const columns = new RatingsColumns("user_data.db", false, KEY, { ...LIMITS, names: 1 });
    columns.add(rawRow(["ann", "Heat", 5]));
    expect(() => columns.add(rawRow(["ann", "Alien", 5]))).toThrow(
      "user_data.db: the query returns more than 1 distinct items",
    );
  });

  test("refuses more bytes of names than the limit", () => {
    const columns = new RatingsColumns("user_data.db", false, KEY, { ...LIMITS, nameBytes: 4 });
    columns.add(rawRow(["ann", "Heat", 5]));
    expect(() => columns.add(rawRow(["bob", "Heat", 5]))).toThrow(
      "user_data.db: the query returns more than 4 bytes of distinct users",
    );
  });
});

function textOf(name: string | Uint8Array): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(Buffer.from(name));
}
