import type { FactorModel } from "../../src/core/factor-model.ts";

/**
 * A model that answers exactly these scores, one row a user: the factors of user u are the u-th unit vector, those
 * of an item its column. Infinite and NaN scores would leak into other users (0 · ∞ is NaN): give them to all users
 * alike, as `itemBiases`.
 */
export function modelWithScores(
  rows: readonly (readonly number[])[],
  itemBiases: readonly number[] = [],
): FactorModel {
  const numUsers = rows.length;
  const numItems = rows[0]!.length;
  return {
    kind: "factorization",
    numUsers,
    numItems,
    dim: numUsers,
    userFactors: Float32Array.from({ length: numUsers * numUsers }, (_, cell) =>
      cell % numUsers === Math.floor(cell / numUsers) ? 1 : 0,
    ),
    itemFactors: Float32Array.from(
      { length: numItems * numUsers },
      (_, cell) => rows[cell % numUsers]![Math.floor(cell / numUsers)]!,
    ),
    userBiases: new Float32Array(numUsers),
    itemBiases: Float32Array.from({ length: numItems }, (_, item) => itemBiases[item] ?? 0),
  };
}
