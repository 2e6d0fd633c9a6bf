import type { FactorModel } from "./factor-model.ts";
import { RATING_METRICS } from "./metrics/index.ts";
import { scorePair } from "./scoring/dot.ts";
import { predictedRating } from "./scoring/rating-output.ts";
import type { ScoredRows } from "./validation.ts";

/** The scored rows, and the ratings of all rows, NaN where one is no number. */
export interface RatedRows extends ScoredRows {
  readonly values: Float64Array;
}

/**
 * Compares the ratings with those that a model of explicit ratings predicts: row by row, because Spotlight's `rmse_score`
 * does not merge repeated rows, and in float32. Empty for other models, without a number among the ratings, and for a
 * metric that is beyond every number (a prediction that overflows).
 */
export function measureRatings(model: FactorModel, rated: RatedRows | null): ReadonlyMap<string, number> {
  const output = model.ratingOutput;
  if (output === undefined || rated === null) return new Map();
  const ratings: number[] = [];
  const predictions: number[] = [];
  for (const [index, row] of rated.rows.entries()) {
    const rating = Math.fround(rated.values[row]!);
    if (Number.isNaN(rating)) continue;
    const score = scorePair(model, rated.users[index]!, rated.items[index]!);
    ratings.push(rating);
    predictions.push(Math.fround(predictedRating(output, score)));
  }
  if (ratings.length === 0) return new Map();
  const predicted = { ratings: Float64Array.from(ratings), predictions: Float64Array.from(predictions) };
  const metrics = RATING_METRICS.map((metric): [string, number] => [metric.name, metric.overall(predicted)]);
  return new Map(metrics.filter(([, value]) => Number.isFinite(value)));
}
