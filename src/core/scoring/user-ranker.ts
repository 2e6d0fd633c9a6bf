import type { FactorModel, RatingOutput } from "../factor-model.ts";

/** What is ranked: the item side of a factorisation model. */
export interface ItemTable {
  readonly numItems: number;
  readonly dim: number;
  /** numItems × dim, row-major */
  readonly itemFactors: Float32Array;
  /** numItems */
  readonly itemBiases: Float32Array;
  /** What is applied to each score before ranking; absent: nothing. */
  readonly ratingOutput?: RatingOutput;
}

/** One list of item ids a user, in one array: those of user u are `ids[offsets[u]]` up to `ids[offsets[u + 1]]`. */
export interface IdLists {
  /** users + 1, ascending; the first need not be 0, so that a part of longer lists needs no copy of the ids */
  readonly offsets: Uint32Array;
  readonly ids: Uint32Array;
}

/** The items of one user. */
export function listOf({ offsets, ids }: IdLists, user: number): Uint32Array {
  return ids.subarray(offsets[user], offsets[user + 1]);
}

/** The vectors of users: those of the model, or others that were found for users whom it does not know. */
export interface UserVectors {
  /** users × dim, row-major */
  readonly factors: Float32Array | Float64Array;
  /** users */
  readonly biases: Float32Array | Float64Array;
}

/** Users whose items are ranked together. */
export interface RankingBatch extends UserVectors {
  /** Of each user distinct, ascending, ids of the table. */
  readonly targets: IdLists;
  /** Items known at training time, of each user distinct and ascending. */
  readonly masked: IdLists;
  /** The length of the lists that users are recommended; 0: no lists. */
  readonly topK: number;
}

export interface RankedBatch {
  /** For each target, in the order of the batch from the first offset on, its average-tie rank: `UserRanking.ranks`. */
  readonly ranks: Float64Array;
  /** The same for `UserRanking.positions`. */
  readonly positions: Uint32Array;
  /** For each user the list of `topItems`, as long as there are items that are not masked, at most `topK`; offsets from 0. */
  readonly lists: IdLists;
  /** Users with a NaN score; their ranks and positions are 0, their lists empty. */
  readonly nanUsers: number;
  /** One flag an item: scores NaN for one of these users, masked or not. null when `nanUsers` is 0. */
  readonly nanItems: Uint8Array | null;
}

/**
 * Ranks all items of a table for users: ranks of their targets, and the best of the rest. Every implementation gives the
 * same numbers, to the last bit, as `ScalarRanker`, however the users are cut into batches.
 */
export interface UserRanker {
  rank(batch: RankingBatch): RankedBatch;
}

/** The vectors of some users of a model, in this order. */
export function vectorsOf(model: FactorModel, users: Uint32Array): UserVectors {
  const { dim } = model;
  const factors = new Float32Array(users.length * dim);
  for (const [index, user] of users.entries())
    factors.set(model.userFactors.subarray(user * dim, (user + 1) * dim), index * dim);
  return { factors, biases: Float32Array.from(users, (user) => model.userBiases[user]!) };
}
