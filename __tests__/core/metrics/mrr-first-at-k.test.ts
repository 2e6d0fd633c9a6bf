import { expect, test } from "@jest/globals";
import { mrrFirstAtK } from "../../../src/core/metrics/mrr-first-at-k.ts";
import { rankTargets } from "../../../src/core/scoring/rank.ts";
import { aRanking } from "../../support/ranking.ts";

test("is 1/rank of the first target, 0 beyond k", () => {
  expect(mrrFirstAtK(10).perUser(aRanking([7, 4]))).toBe(1 / 4);
  expect(mrrFirstAtK(3).perUser(aRanking([7, 4]))).toBe(0);
});

test("a model that gives every item the same score has no hit", () => {
  const ranking = rankTargets(new Float64Array(100), {
    targets: Uint32Array.of(0),
    masked: new Uint32Array(0),
  });
  expect(mrrFirstAtK(10).perUser(ranking)).toBe(0);
});
