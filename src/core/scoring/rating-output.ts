import type { RatingOutput } from "../factor-model.ts";

/**
 * What `predict` of an explicit model applies to the score. Torch's sigmoid takes its steps in float32, one by one, and
 * high scores become equal there: rounding only the result would keep half of these ties apart, and scores near 0 that
 * differ there would become equal.
 */
export function predictedRating(output: RatingOutput, score: number): number {
  return OUTPUTS[output](score);
}

const OUTPUTS: Readonly<Record<RatingOutput, (score: number) => number>> = {
  identity: (score) => score,
  exp: (score) => Math.fround(Math.exp(Math.fround(score))),
  sigmoid: (score) => Math.fround(1 / Math.fround(1 + Math.fround(Math.exp(-Math.fround(score))))),
};
