import { expect, test } from "@jest/globals";
import { recallAtK } from "../../../src/core/metrics/recall-at-k.ts";
import { aRanking } from "../../support/ranking.ts";

test("hits are divided by the user's targets", () => {
  expect(recallAtK(5).perUser(aRanking([1, 5, 6]))).toBe(2 / 3);
});

test("no target among the first k is 0", () => {
  expect(recallAtK(5).perUser(aRanking([6]))).toBe(0);
});

test("the cut-off is in the name", () => {
  expect(recallAtK(7).name).toBe("recall_at_7");
});
