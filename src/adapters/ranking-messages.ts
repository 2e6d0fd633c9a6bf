import type { ItemTable, RankedBatch, RankingBatch } from "../core/scoring/user-ranker.ts";

/** What a ranking thread is told when it starts. */
export interface RankingTask {
  readonly items: ItemTable;
}

/** What it is asked, any number of times. */
export interface RankingQuestion {
  readonly index: number;
  readonly batch: RankingBatch;
}

/** What it says, once for each question, in their order. */
export interface RankingAnswer {
  readonly index: number;
  readonly ranked: RankedBatch;
}

/** Buffers of typed arrays, to be moved to another thread instead of copied; each once. */
export function buffersOf(arrays: readonly (ArrayBufferView | null)[]): ArrayBuffer[] {
  const buffers = arrays.map((array) => array?.buffer);
  return [...new Set(buffers)].filter((buffer) => buffer instanceof ArrayBuffer);
}
