import type { FoldIn } from "./fold-in.ts";

/** Held-out items of one user at most, evenly spread over the items: somebody who rated the whole catalogue must not cost minutes. */
const MAX_HELD_OUT = 200;

/** For a user's items: fills in one score an item from all of them but one; false when it cannot. */
export type ScoreWithout = (rated: Uint32Array) => (heldOut: number, scores: Float64Array) => boolean;

/** Fold-in as a way to score. */
export function foldInScores(foldIn: FoldIn): ScoreWithout {
  return (rated) => {
    const equations = foldIn.equationsOf(rated);
    return (heldOut, scores) => {
      const vector = foldIn.vectorWithout(equations, heldOut);
      if (vector !== null) foldIn.score(vector, scores);
      return vector !== null;
    };
  };
}

/** The popularity list: the same scores, whatever is known of the user. */
export function popularityScores(counts: Float64Array): ScoreWithout {
  return () => (_, scores) => {
    scores.set(counts);
    return true;
  };
}

/**
 * Leave one out: for each of the user's items the scores from all the others, and its reciprocal rank among all
 * items except those others. An item that was used to make the scores is never ranked: it would find itself.
 *
 * @param rated distinct, ascending
 * @returns one reciprocal rank a held-out item, null when the scores cannot be made
 */
export function leaveOneOut(
  rated: Uint32Array,
  numItems: number,
  scoreWithout: ScoreWithout,
): Float64Array | null {
  const scoreFor = scoreWithout(rated);
  const scores = new Float64Array(numItems);
  const heldOut = evenlySpaced(rated, MAX_HELD_OUT);
  const reciprocalRanks = new Float64Array(heldOut.length);
  for (const [index, item] of heldOut.entries()) {
    const others = rated.filter((other) => other !== item);
    if (!scoreFor(item, scores)) return null;
    reciprocalRanks[index] = 1 / rankAmong(scores, item, others);
  }
  return reciprocalRanks;
}

/** Average-tie rank of one item among all items that are not left out (ascending). */
export function rankAmong(scores: Float64Array, item: number, leftOut: Uint32Array): number {
  const own = scores[item]!;
  let above = 0;
  let equal = 0;
  let next = 0;
  for (let other = 0; other < scores.length; other++) {
    if (leftOut[next] === other) next++;
    else if (scores[other]! > own) above++;
    else if (scores[other] === own) equal++;
  }
  return above + (equal + 1) / 2;
}

/** All entries when there are at most `count`. */
export function evenlySpaced(entries: Uint32Array, count: number): Uint32Array {
  if (entries.length <= count) return entries;
  return Uint32Array.from({ length: count }, (_, index) => {
    return entries[Math.floor((index * entries.length) / count)]!;
  });
}
