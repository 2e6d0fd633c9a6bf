import { expect, test } from "@jest/globals";
import { ndcgAtK } from "../../../src/core/metrics/ndcg-at-k.ts";
import { aRanking } from "../../support/ranking.ts";

test("a perfect list is 1, also when there are more targets than places", () => {
  expect(ndcgAtK(3).perUser(aRanking([1, 2]))).toBe(1);
  expect(ndcgAtK(2).perUser(aRanking([1, 2, 3, 4]))).toBe(1);
});

test("a hit is worth less further down, and nothing beyond k", () => {
  expect(ndcgAtK(10).perUser(aRanking([3]))).toBe(1 / 2);
  expect(ndcgAtK(10).perUser(aRanking([11]))).toBe(0);
});
