import type { UserRanking } from "../../src/core/scoring/rank.ts";

/** A ranking without ties: targets at these places of a list of `numItems`. */
export function aRanking(positions: readonly number[], numItems = 100): UserRanking {
  return {
    numItems,
    targets: Uint32Array.from(positions.keys()),
    ranks: Float64Array.from(positions),
    positions: Uint32Array.from(positions),
  };
}
