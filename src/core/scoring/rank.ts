import { firstFrom } from "../first-from.ts";
import { FLOAT32_MAX } from "./dot.ts";

/** Where one user's target items stand among all items of the model. Rank 1 is the highest score. */
export interface UserRanking {
  /** Items of the model, masked ones included. */
  readonly numItems: number;
  /** Distinct target items, ascending. */
  readonly targets: Uint32Array;
  /** For each target its average-tie rank (`scipy.stats.rankdata` of the negated scores): halves occur. */
  readonly ranks: Float64Array;
  /**
   * For each target its 1-based place in the list where equal scores stand in the order of their ids: what a
   * cut-off counts.
   */
  readonly positions: Uint32Array;
}

/** One user's items, ascending and distinct. */
interface UserItems {
  readonly targets: Uint32Array;
  /** Items that were known at training time. */
  readonly masked: Uint32Array;
}

/**
 * Ranks a user's targets as Spotlight's `mrr_score` and `precision_recall_score` do. Masked items are not taken
 * out: their score becomes the lowest finite float32, so they share the bottom ranks, above −Infinity; a masked
 * target is ranked there too.
 *
 * Spotlight's cut-offs follow an unstable argsort; here ties are broken by item id, so that a number can be had
 * twice.
 *
 * @param scores one finite or infinite number an item; masked entries are overwritten
 */
export function rankTargets(scores: Float64Array, { targets, masked }: UserItems): UserRanking {
  for (const item of masked) scores[item] = -FLOAT32_MAX;
  const levels = Float64Array.from(targets, (item) => scores[item]!).sort();
  const tally = tallyScores(scores, levels, targets);
  const ranks = new Float64Array(targets.length);
  const positions = new Uint32Array(targets.length);
  for (let index = 0; index < targets.length; index++) {
    const level = firstFrom(levels, scores[targets[index]!]!);
    const above = tally.above[level]!;
    ranks[index] = above + (tally.equal[level]! + 1) / 2;
    positions[index] = above + tally.equalBefore[index]! + 1;
  }
  return { numItems: scores.length, targets, ranks, positions };
}

/**
 * Per entry of `levels` (only the first of equal ones is used): items with a higher score, and with the same score.
 */
interface Tally {
  readonly above: Uint32Array;
  readonly equal: Uint32Array;
  /** Per target: items of a smaller id with its score. */
  readonly equalBefore: Uint32Array;
}

/**
 * One sweep over all items, whatever the number of targets; comparing every item with every target would be
 * quadratic for a user who rated everything.
 */
function tallyScores(scores: Float64Array, levels: Float64Array, targets: Uint32Array): Tally {
  const above = new Uint32Array(levels.length);
  const equal = new Uint32Array(levels.length);
  const equalBefore = new Uint32Array(targets.length);
  const lowest = levels[0]!;
  let nextTarget = 0;
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item]!;
    if (score < lowest) continue;
    const level = firstFrom(levels, score);
    // Beats every level below the one it reaches: noted at the highest of them, summed up afterwards.
    if (level > 0) above[level - 1]!++;
    if (levels[level] !== score) continue;
    if (targets[nextTarget] === item) equalBefore[nextTarget++] = equal[level]!;
    equal[level]!++;
  }
  for (let level = levels.length - 2; level >= 0; level--) above[level]! += above[level + 1]!;
  return { above, equal, equalBefore };
}
