import { expect, test } from "@jest/globals";
import { predictedRating } from "../../../src/core/scoring/rating-output.ts";

test("a regression predicts the score itself", () => {
  expect(predictedRating("identity", -1.25)).toBe(-1.25);
});

test("a Poisson model predicts the exponential in float32, which can overflow", () => {
  expect(predictedRating("exp", 1)).toBe(Math.fround(Math.E));
  expect(predictedRating("exp", 89)).toBe(Infinity);
});

test("a logistic model predicts the sigmoid", () => {
  expect(predictedRating("sigmoid", 0)).toBe(0.5);
  expect(predictedRating("sigmoid", -200)).toBe(0);
});

test("high scores that torch's sigmoid cannot tell apart are tied", () => {
  // 1 + e⁻¹⁶ is rounded in torch before it is divided by; the rounded quotient alone would differ from that of 16.3.
  expect(predictedRating("sigmoid", 16.3)).toBe(predictedRating("sigmoid", 16));
  expect(predictedRating("sigmoid", 17)).toBe(1);
});

test("NaN stays NaN", () => {
  for (const output of ["identity", "exp", "sigmoid"] as const) {
    expect(predictedRating(output, Number.NaN)).toBeNaN();
  }
});
