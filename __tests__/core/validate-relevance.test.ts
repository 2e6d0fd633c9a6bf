import { describe, expect, test } from "@jest/globals";

import type { IdMapping } from "../../src/core/id-maps.ts";
import { validate } from "../../src/core/validate.ts";
import { aRatings } from "../support/ratings.ts";
import { MODEL, MAPPED, FIRST_SEEN, healthOf } from "../support/validated-ratings.ts";

describe("what counts as relevant", () => {
  const rows = aRatings([
    ["ann", "Heat", 10],
    ["ann", "Big", 30],
    ["bob", "Heat", NaN],
    ["zoe", "Heat", 40],
    ["ann", "Nowhere", 5],
    ["bob", "The Thing", 5],
  ]);
  const ratings = { ...rows, values: Float64Array.of(5, NaN, 4, 1, 1, 1) };
  const withFilter = (minRating: number | null, newerThan: number | null, mapping: IdMapping = MAPPED) =>
    validate({ ratings, mapping, model: MODEL, filter: { minRating, newerThan } });

  test("does not change the counts of the active users and their ratings, nor the newest rating", () => {
    const { counts, newestRating } = withFilter(5, 35).health;
    expect(counts).toEqual(healthOf(ratings)?.counts);
    expect(newestRating).toBe(40);
  });

  test("is decided after the maps: a row that they drop is counted there alone", () => {
    const { dropped, filtered } = withFilter(5, null).health;
    expect(dropped).toEqual({ ambiguousTitle: 1, unmatchedTitle: 1, unknownUser: 1 });
    expect(filtered).toEqual({ belowMinRating: 2, withoutTime: 0, tooOld: 0 });
  });

  test("leaves the ratings that are high enough as targets", () => {
    const validation = withFilter(5, null);
    if (validation.kind !== "ok") throw new Error(validation.reason);
    expect([...validation.interactions.users]).toEqual([2]);
    expect([...validation.interactions.items]).toEqual([3]);
    expect(validation.health).toMatchObject({ evaluatedUsers: 1, evaluatedRatings: 1 });
  });

  test("leaves the ratings that are new enough as targets", () => {
    const validation = withFilter(null, 20);
    if (validation.kind !== "ok") throw new Error(validation.reason);
    expect([...validation.interactions.items]).toEqual([1]);
    expect(validation.health.filtered).toEqual({ belowMinRating: 0, withoutTime: 1, tooOld: 1 });
  });

  test("counts as well in first-seen mode, where the maps drop nothing", () => {
    expect(withFilter(5, null, FIRST_SEEN).health.filtered.belowMinRating).toBe(5);
  });

  test.each([
    { reason: "below-min-rating", minRating: 6, newerThan: null },
    { reason: "nothing-new", minRating: null, newerThan: 40 },
    { reason: "nothing-new", minRating: 5, newerThan: 20 },
  ])("is nothing, by $reason, for $minRating and $newerThan", ({ reason, minRating, newerThan }) => {
    expect(withFilter(minRating, newerThan)).toMatchObject({ kind: "no-data", reason });
  });

  test("is nothing when no rating that could count has a time", () => {
    const timeless = aRatings([
      ["bob", "Heat", NaN],
      ["zoe", "Heat", 40],
    ]);
    const filter = { minRating: null, newerThan: 20 };
    expect(validate({ ratings: timeless, mapping: MAPPED, model: MODEL, filter })).toMatchObject({
      kind: "no-data",
      reason: "no-usable-times",
    });
  });

  test("does not hide that the model knows no row at all", () => {
    const unknown = aRatings([["zoe", "Heat", 40]]);
    const filter = { minRating: 6, newerThan: 50 };
    expect(validate({ ratings: unknown, mapping: MAPPED, model: MODEL, filter })).toMatchObject({
      kind: "no-data",
      reason: "no-known-rows",
    });
  });
});
