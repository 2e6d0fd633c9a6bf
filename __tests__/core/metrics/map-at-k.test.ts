import { expect, test } from "@jest/globals";
import { mapAtK } from "../../../src/core/metrics/map-at-k.ts";
import { aRanking } from "../../support/ranking.ts";

test("is the mean of the precisions at the hits, whatever the order of the targets", () => {
  expect(mapAtK(10).perUser(aRanking([4, 1]))).toBe((1 / 1 + 2 / 4) / 2);
  expect(mapAtK(10).perUser(aRanking([1, 4]))).toBe((1 / 1 + 2 / 4) / 2);
});

test("places are compared as numbers", () => {
  expect(mapAtK(10).perUser(aRanking([10, 9]))).toBe((1 / 9 + 2 / 10) / 2);
});

test("a perfect list is 1, also when there are more targets than places", () => {
  expect(mapAtK(2).perUser(aRanking([1, 2, 3]))).toBe(1);
});
