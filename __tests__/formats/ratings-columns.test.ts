import { describe, expect, test } from "@jest/globals";

import type { Ratings } from "../../src/core/ratings.ts";
import { RatingsColumns } from "../../src/formats/ratings-columns.ts";

type Row = readonly [user: string | null, item: string | null, rating: unknown, timestamp?: unknown];

function built(rows: readonly Row[], hasTimestamps = false): Ratings {
  const columns = new RatingsColumns("user_data.db", hasTimestamps);
  for (const [user, item, rating, timestamp] of rows) columns.add(user, item, rating, timestamp);
  return columns.finish();
}

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
    [7n, 7],
    [0, 0],
  ])("reads the rating %p as a number", (rating, value) => {
    const ratings = built([["ann", "Heat", rating]]);
    expect(ratings.values[0]).toBe(value);
    expect(ratings.problems.nonNumericRatings).toBe(0);
  });

  test.each([
    [null],
    ["good"],
    [""],
    ["0x10"],
    ["Infinity"],
    [Number.POSITIVE_INFINITY],
    [new Uint8Array(1)],
  ])("keeps a row whose rating is %p, as NaN", (rating) => {
    const ratings = built([["ann", "Heat", rating]]);
    expect(ratings.values[0]).toBeNaN();
    expect(ratings.users).toEqual(["ann"]);
    expect(ratings.problems.nonNumericRatings).toBe(1);
  });

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

  test("refuses more rows than the limit, malformed ones included", () => {
    const columns = new RatingsColumns("user_data.db", false, { rows: 2, names: 10 });
    columns.add("ann", "Heat", 5, null);
    columns.add(null, "Heat", 5, null);
    expect(() => columns.add("ann", "Alien", 5, null)).toThrow(
      "user_data.db: the query returns more than 2 rows",
    );
  });

  test("refuses more distinct names than the limit", () => {
    const columns = new RatingsColumns("user_data.db", false, { rows: 10, names: 1 });
    columns.add("ann", "Heat", 5, null);
    expect(() => columns.add("ann", "Alien", 5, null)).toThrow(
      "user_data.db: the query returns more than 1 distinct items",
    );
  });
});
