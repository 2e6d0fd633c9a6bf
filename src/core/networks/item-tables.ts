import { saturate } from "../scoring/dot.ts";

/** The item layers of a sequence network. Row 0 is the padding in front of short sequences. */
export interface ItemTables {
  /** Items, padding included. */
  readonly rows: number;
  readonly dim: number;
  /** rows × dim */
  readonly factors: Float32Array;
  /** rows */
  readonly biases: Float32Array;
}

/**
 * Scores every item against one vector that stands for the sequence: dot product + item bias.
 * @param vector dim entries
 * @param scores rows entries, overwritten
 */
export function scoreAgainst(
  { rows, dim, factors, biases }: ItemTables,
  vector: Float64Array,
  scores: Float64Array,
): void {
  for (let item = 0; item < rows; item++) {
    scores[item] = saturate(dotAt(factors, item * dim, vector) + biases[item]!);
  }
}

/** A sequence as its item vectors, oldest first. */
export function embed({ dim, factors }: ItemTables, sequence: Uint32Array): readonly Float64Array[] {
  return Array.from(sequence, (item) => Float64Array.from(factors.subarray(item * dim, (item + 1) * dim)));
}

/** Dot product of a row of a flat table, from this cell on, with a vector. */
export function dotAt(table: ArrayLike<number>, start: number, vector: Float64Array): number {
  let sum = 0;
  for (let axis = 0; axis < vector.length; axis++) sum += table[start + axis]! * vector[axis]!;
  return sum;
}
