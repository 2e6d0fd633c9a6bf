import type { RatingMetric } from "./metric.ts";

/**
 * Spotlight's `rmse_score`. Its float32 sum depends on the CPU; this one is kept in float64 and agrees to seven digits.
 */
export const rmse: RatingMetric = {
  kind: "rating",
  name: "rmse",
  description:
    "Root mean square error of the predicted ratings, for models of explicit ratings: over the scored rows with a rating that is a number, repeated rows included.",
  better: "lower",
  overall({ ratings, predictions }) {
    let sum = 0;
    for (const [row, rating] of ratings.entries()) sum += (rating - predictions[row]!) ** 2;
    return Math.sqrt(sum / ratings.length);
  },
};
