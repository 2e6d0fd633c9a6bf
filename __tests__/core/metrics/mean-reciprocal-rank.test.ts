import { expect, test } from "@jest/globals";
import { meanReciprocalRank } from "../../../src/core/metrics/mean-reciprocal-rank.ts";
import { aRanking } from "../../support/ranking.ts";

test("every target counts, not the first hit only", () => {
  expect(meanReciprocalRank.perUser(aRanking([2, 4]))).toBe((1 / 2 + 1 / 4) / 2);
});

test("a tie for first has rank 1.5, so it is worth 2/3 and not 1", () => {
  const tied = { ...aRanking([1]), ranks: Float64Array.of(1.5) };
  expect(meanReciprocalRank.perUser(tied)).toBeCloseTo(2 / 3, 15);
});
