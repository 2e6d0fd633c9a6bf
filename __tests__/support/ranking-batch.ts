import type { RatingOutput } from "../../src/core/factor-model.ts";
import type { IdLists, ItemTable } from "../../src/core/scoring/user-ranker.ts";

/** One list a user. */
export function idLists(lists: readonly (readonly number[])[]): IdLists {
  const offsets = new Uint32Array(lists.length + 1);
  for (const [index, list] of lists.entries()) offsets[index + 1] = offsets[index]! + list.length;
  return { offsets, ids: Uint32Array.from(lists.flat()) };
}

interface ItemRows {
  /** One row an item. */
  readonly factors: readonly (readonly number[])[];
  /** Without them all are 0. */
  readonly biases?: readonly number[];
  readonly ratingOutput?: RatingOutput;
}

export function itemTable({ factors, biases, ratingOutput = "identity" }: ItemRows): ItemTable {
  return {
    numItems: factors.length,
    dim: factors[0]?.length ?? 0,
    itemFactors: Float32Array.from(factors.flat()),
    itemBiases: Float32Array.from(biases ?? factors.map(() => 0)),
    ratingOutput,
  };
}
