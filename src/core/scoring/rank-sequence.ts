import { rankTargets, type UserRanking } from "./rank.ts";

/** One sequence, split into what the model sees and what it is to find. */
export interface SplitSequence {
  /** Zeros are padding. */
  readonly seen: Uint32Array;
  /** Distinct, ascending; padding counts as an item, as in Spotlight. */
  readonly targets: Uint32Array;
}

/** Splits off the last items of a sequence. */
export function splitSequence(sequence: Uint32Array, targets: number): SplitSequence {
  const at = sequence.length - targets;
  return { seen: sequence.subarray(0, at), targets: Uint32Array.from(new Set(sequence.subarray(at))).sort() };
}

/**
 * Ranks the targets of a sequence as Spotlight's `sequence_mrr_score` and `sequence_precision_recall_score` do.
 *
 * @param scores of all items, padding included; overwritten where items are excluded
 * @param excludePreceding ranks the items of the sequence last, and the padding with them
 */
export function rankSequence(
  scores: Float64Array,
  { seen, targets }: SplitSequence,
  excludePreceding = false,
): UserRanking {
  return rankTargets(scores, { targets, masked: excludePreceding ? seen : new Uint32Array(0) });
}
