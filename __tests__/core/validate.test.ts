import { describe, expect, test } from "@jest/globals";

import { ConfigError } from "../../src/core/errors.ts";
import { validate } from "../../src/core/validate.ts";
import { aRatings } from "../support/ratings.ts";
import { MODEL, MAPPED, FIRST_SEEN, validated, healthOf } from "../support/validated-ratings.ts";

describe("first-seen", () => {
  test("numbers users and items by first appearance and drops nothing", () => {
    const rows = aRatings([
      ["zoe", "Nowhere"],
      ["ann", "Heat"],
      ["zoe", "Heat"],
    ]);
    const { interactions, health } = validated(rows, FIRST_SEEN);
    expect([...interactions.users]).toEqual([0, 1]);
    expect([...interactions.items]).toEqual([0, 1, 1]);
    expect(health).toMatchObject({ unknownUsers: 0, unknownItems: 0, evaluatedRatings: 3 });
  });

  test("does not normalise titles", () => {
    expect(
      healthOf(
        aRatings([
          ["ann", "Heat"],
          ["ann", "heat"],
        ]),
        FIRST_SEEN,
      )?.duplicateRows,
    ).toBe(0);
  });

  test.each([
    { what: "users", count: 4, allowed: 3, row: (n: number) => [`user ${n}`, "Heat"] as const },
    { what: "items", count: 5, allowed: 4, row: (n: number) => ["ann", `title ${n}`] as const },
  ])("more $what than the model has is an error with both numbers", ({ what, count, allowed, row }) => {
    const ratings = aRatings(Array.from({ length: count }, (_, index) => row(index)));
    const run = (): unknown => validate({ ratings, mapping: FIRST_SEEN, model: MODEL });
    expect(run).toThrow(ConfigError);
    expect(run).toThrow(`numbers ${count} ${what} of the database, but the model has ${allowed}`);
  });

  test("as many users and items as the model has are fine", () => {
    const rows = [0, 1, 2, 3].map((n) => [`user ${Math.min(n, 2)}`, `title ${n}`] as const);
    expect(validated(aRatings(rows), FIRST_SEEN).health.evaluatedUsers).toBe(3);
  });
});

describe("nothing to evaluate is an outcome", () => {
  test.each([
    { reason: "no-rows", when: "the query returned nothing", ratings: aRatings([]) },
    {
      reason: "no-usable-rows",
      when: "every row was malformed",
      ratings: aRatings([], { malformedRows: 3 }),
    },
    {
      reason: "no-known-rows",
      when: "the model knows no row",
      ratings: aRatings([
        ["zoe", "Heat"],
        ["ann", "Nowhere"],
      ]),
    },
  ])("$reason when $when", ({ reason, ratings }) => {
    expect(validate({ ratings, mapping: MAPPED, model: MODEL })).toMatchObject({ kind: "no-data", reason });
  });

  test("the averages of no rows are 0, not NaN", () => {
    expect(healthOf(aRatings([]))?.counts).toEqual({ numUsers: 0, numRatings: 0, avgRatingsPerUser: 0 });
  });
});

describe("the newest rating", () => {
  test("is the newest of all rows, known to the model or not", () => {
    expect(
      healthOf(
        aRatings([
          ["ann", "Heat", 5],
          ["zoe", "Nowhere", 9],
          ["ann", "Big", 7],
        ]),
      )?.newestRating,
    ).toBe(9);
  });

  test("passes over rows without a time", () => {
    expect(
      healthOf(
        aRatings([
          ["ann", "Heat", NaN],
          ["ann", "Big", -7],
        ]),
      )?.newestRating,
    ).toBe(-7);
  });

  test.each([
    { when: "the query has no timestamps", rows: [["ann", "Heat"]] as const },
    { when: "no row has a time", rows: [["ann", "Heat", NaN]] as const },
  ])("is unknown when $when", ({ rows }) => {
    expect(healthOf(aRatings(rows))?.newestRating).toBeNull();
  });
});
