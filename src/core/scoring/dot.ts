import type { FactorModel } from "../factor-model.ts";
import { predictedRating } from "./rating-output.ts";
import type { ItemTable } from "./user-ranker.ts";

/** The largest finite float32. Spotlight's scores are float32: what lies beyond is infinite there. */
export const FLOAT32_MAX = 3.4028234663852886e38;

/**
 * Scores every item for one user: dot product of the factors + user bias + item bias, as Spotlight's
 * `BilinearNet.forward`. The specification for any faster kernel of the same signature.
 *
 * Sums are kept in float64. Torch sums float32 in an order that depends on the CPU; a float64 sum is the value it
 * approximates and gave the ranks of every reference run, where float32 summed left to right did not. Only what
 * float32 cannot hold is taken over from there: a score beyond its range is infinite. The user's bias changes no
 * rank but makes all scores infinite or NaN when it is. A model of ratings gives the predicted ratings.
 *
 * @param scores one entry an item, overwritten
 */
export function scoreUser(model: FactorModel, user: number, scores: Float64Array): void {
  const { dim, userFactors, userBiases } = model;
  const factors = userFactors.subarray(user * dim, (user + 1) * dim);
  scoreItems(model, { factors, bias: userBiases[user]! }, scores);
}

/** The same for a user who need not be one of the model's. */
export function scoreItems(
  { numItems, itemFactors, itemBiases, ratingOutput: output = "identity" }: ItemTable,
  user: { readonly factors: Float32Array | Float64Array; readonly bias: number },
  scores: Float64Array,
): void {
  const factors = Float64Array.from(user.factors);
  dotAll(factors, itemFactors, scores);
  for (let item = 0; item < numItems; item++)
    scores[item] = saturate(scores[item]! + user.bias + itemBiases[item]!);
  // A loop of its own: most models have none of it, and to ask at each item would take as long as its dot product.
  if (output === "identity") return;
  for (let item = 0; item < numItems; item++) scores[item] = predictedRating(output, scores[item]!);
}

/** Four items at a time: each sum keeps its order, but none waits for the additions of another. */
function dotAll(factors: Float64Array, table: Float32Array, sums: Float64Array): void {
  const dim = factors.length;
  const numItems = sums.length;
  let item = 0;
  for (; item + 4 <= numItems; item += 4) {
    const first = item * dim;
    let [sum0, sum1, sum2, sum3] = [0, 0, 0, 0];
    for (let axis = 0; axis < dim; axis++) {
      const factor = factors[axis]!;
      const cell = first + axis;
      sum0 += factor * table[cell]!;
      sum1 += factor * table[cell + dim]!;
      sum2 += factor * table[cell + 2 * dim]!;
      sum3 += factor * table[cell + 3 * dim]!;
    }
    sums[item] = sum0;
    sums[item + 1] = sum1;
    sums[item + 2] = sum2;
    sums[item + 3] = sum3;
  }
  for (; item < numItems; item++) {
    let sum = 0;
    for (let axis = 0; axis < dim; axis++) sum += factors[axis]! * table[item * dim + axis]!;
    sums[item] = sum;
  }
}

/** The score of one item for one user, before anything is applied to it: for single pairs, where `scoreUser` is too much. */
export function scorePair(model: FactorModel, user: number, item: number): number {
  const { dim, userFactors, itemFactors, userBiases, itemBiases } = model;
  let sum = 0;
  for (let axis = 0; axis < dim; axis++)
    sum += userFactors[user * dim + axis]! * itemFactors[item * dim + axis]!;
  return saturate(sum + userBiases[user]! + itemBiases[item]!);
}

/** What float32 cannot hold is infinite, as in Spotlight. */
export function saturate(score: number): number {
  if (score > FLOAT32_MAX) return Infinity;
  return score < -FLOAT32_MAX ? -Infinity : score;
}
