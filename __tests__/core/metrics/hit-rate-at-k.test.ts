import { expect, test } from "@jest/globals";
import { hitRateAtK } from "../../../src/core/metrics/hit-rate-at-k.ts";
import { aRanking } from "../../support/ranking.ts";

test("any hit up to and including place k counts one, more count no more", () => {
  expect(hitRateAtK(5).perUser(aRanking([5, 9]))).toBe(1);
  expect(hitRateAtK(5).perUser(aRanking([1, 2]))).toBe(1);
  expect(hitRateAtK(5).perUser(aRanking([6]))).toBe(0);
});
