import { expect, test } from "@jest/globals";
import { precisionAtK } from "../../../src/core/metrics/precision-at-k.ts";
import { aRanking } from "../../support/ranking.ts";

test("hits are the targets up to and including place k", () => {
  expect(precisionAtK(5).perUser(aRanking([1, 5, 6]))).toBe(2 / 5);
});

test("a list shorter than k divides by its own length", () => {
  expect(precisionAtK(10).perUser(aRanking([1, 4], 4))).toBe(2 / 4);
});

test("the cut-off is in the name", () => {
  expect(precisionAtK(7).name).toBe("precision_at_7");
});
