import { expect, test } from "@jest/globals";
import { measureRatings } from "../../src/core/evaluate-ratings.ts";
import type { FactorModel, RatingOutput } from "../../src/core/factor-model.ts";
import { modelWithScores } from "../support/model.ts";

const SCORES = [
  [1, 2, 3],
  [4, 5, 6],
];

function explicit(ratingOutput: RatingOutput, scores = SCORES): FactorModel {
  return { ...modelWithScores(scores), ratingOutput };
}

/** Rows of (user, item, rating); the first row of the ratings was not scored. */
function rated(...rows: readonly (readonly [user: number, item: number, rating: number])[]) {
  return {
    users: Uint32Array.from(rows, ([user]) => user),
    items: Uint32Array.from(rows, ([, item]) => item),
    rows: Uint32Array.from(rows, (_, row) => row + 1),
    values: Float64Array.of(100, ...rows.map(([, , rating]) => rating)),
  };
}

test("the error is the root of the mean square over all rows, repeated ones too", () => {
  const metrics = measureRatings(explicit("identity"), rated([0, 0, 4], [0, 0, 4], [1, 2, 6]));
  expect(metrics).toEqual(new Map([["rmse", Math.sqrt((9 + 9 + 0) / 3)]]));
});

test("rows without a number as rating do not count", () => {
  const metrics = measureRatings(explicit("identity"), rated([0, 0, Number.NaN], [1, 0, 5]));
  expect(metrics.get("rmse")).toBe(1);
});

test("what the loss says is applied to the score", () => {
  const metrics = measureRatings(explicit("sigmoid", [[0]]), rated([0, 0, 2]));
  expect(metrics.get("rmse")).toBe(1.5);
});

test.each([
  ["for a model of implicit feedback", modelWithScores(SCORES), rated([0, 0, 4])],
  ["without a rating that is a number", explicit("identity"), rated([0, 0, Number.NaN])],
  ["without the rows", explicit("identity"), null],
  ["when a prediction is beyond every number", explicit("exp", [[1000]]), rated([0, 0, 4])],
])("there is no error %s", (_, model, rows) => {
  expect(measureRatings(model, rows).size).toBe(0);
});
