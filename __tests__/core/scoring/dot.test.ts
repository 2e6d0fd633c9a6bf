import { describe, expect, test } from "@jest/globals";
import type { FactorModel } from "../../../src/core/factor-model.ts";
import { FLOAT32_MAX, scoreUser } from "../../../src/core/scoring/dot.ts";
import { miniGolden, miniModel } from "../../support/mini.ts";

function scoresOf(model: FactorModel, user: number): number[] {
  const scores = new Float64Array(model.numItems);
  scoreUser(model, user, scores);
  return [...scores];
}

/** One user, one item, two factors. */
function tinyModel(
  changes: Partial<Record<"userFactors" | "itemFactors" | "userBiases" | "itemBiases", number[]>>,
): FactorModel {
  return {
    kind: "factorization",
    numUsers: 1,
    numItems: 1,
    dim: 2,
    userFactors: Float32Array.from(changes.userFactors ?? [2, 3]),
    itemFactors: Float32Array.from(changes.itemFactors ?? [5, 7]),
    userBiases: Float32Array.from(changes.userBiases ?? [0.5]),
    itemBiases: Float32Array.from(changes.itemBiases ?? [0.25]),
  };
}

describe("scoreUser", () => {
  test("adds both biases to the dot product", () => {
    expect(scoresOf(tinyModel({}), 0)).toEqual([2 * 5 + 3 * 7 + 0.5 + 0.25]);
  });

  const scores = miniGolden().checkpoints["bpr_recommender.pt"]!.scores!;
  test.each(Object.entries(scores))("agrees with Spotlight's predict for user %s", (user, expected) => {
    const found = scoresOf(miniModel(), Number(user));
    const excess = found.map(
      (score, item) => Math.abs(score - expected[item]!) - 2e-6 - 1e-5 * Math.abs(expected[item]!),
    );
    expect(found).toHaveLength(expected.length);
    expect(Math.max(...excess)).toBeLessThan(0);
  });

  test("keeps a difference that a float32 sum loses", () => {
    const [score] = scoresOf(
      tinyModel({ userFactors: [1, 1], itemFactors: [2 ** 25, 1], userBiases: [0], itemBiases: [0] }),
      0,
    );
    expect(score).toBe(2 ** 25 + 1);
  });

  test.each([
    { sign: "above", factor: 1e20, score: Infinity },
    { sign: "below", factor: -1e20, score: -Infinity },
  ])("is infinite for a sum $sign the range of float32, as in Spotlight", ({ factor, score }) => {
    expect(scoresOf(tinyModel({ userFactors: [factor, 0], itemFactors: [1e20, 0] }), 0)).toEqual([score]);
  });

  test("keeps the largest float32", () => {
    const model = tinyModel({ userFactors: [0, 0], userBiases: [0], itemBiases: [FLOAT32_MAX] });
    expect(scoresOf(model, 0)).toEqual([FLOAT32_MAX]);
  });

  test.each([
    { bias: NaN, score: NaN },
    { bias: Infinity, score: Infinity },
    { bias: -Infinity, score: -Infinity },
  ])("passes an item bias of $bias on", ({ bias, score }) => {
    expect(scoresOf(tinyModel({ itemBiases: [bias] }), 0)).toEqual([score]);
  });
});
