import { expect, test } from "@jest/globals";
import { whyLeftOut, type RatingFilter } from "../../src/core/rating-filter.ts";

const OFF = { minRating: null, newerThan: null };

function left(rating: number, time: number | null, filter: Partial<RatingFilter>): string | null {
  const timestamps = time === null ? null : Float64Array.of(time);
  return whyLeftOut({ values: Float64Array.of(rating), timestamps }, 0, { ...OFF, ...filter });
}

test.each([
  ["a rating at the minimum", 4, 4, null],
  ["a rating above it", 4.5, 4, null],
  ["a rating just below it", 3.999, 4, "belowMinRating"],
  ["a rating that is not a number", NaN, 4, "belowMinRating"],
  ["a rating that is not a number, the lowest minimum of all", NaN, -1e300, "belowMinRating"],
  ["a rating that is not a number, without a minimum", NaN, null, null],
  ["a negative rating above a negative minimum", -1, -2, null],
])("%s: %p with the minimum %p is left out as %p", (_, rating, minRating, why) => {
  expect(left(rating, null, { minRating })).toBe(why);
});

test.each([
  ["newer", 1001, 1000, null],
  ["of that very moment", 1000, 1000, "tooOld"],
  ["older", 999, 1000, "tooOld"],
  ["without a time", NaN, 1000, "withoutTime"],
  ["without a time, where every age counts", NaN, null, null],
  ["of a query without times", null, 1000, "withoutTime"],
])("a rating %s: %p, newer than %p, is left out as %p", (_, time, newerThan, why) => {
  expect(left(5, time, { newerThan })).toBe(why);
});

test("a rating that is low and old counts as low, once", () => {
  expect(left(1, 1, { minRating: 4, newerThan: 1000 })).toBe("belowMinRating");
});
