import type { ItemTable, RankedBatch, RankingBatch, UserRanker } from "./scoring/user-ranker.ts";

/**
 * Users to be ranked, cut into batches: what has to be done and what becomes of it, but not where. The same results come
 * back however many threads rank the batches and wherever these were cut, because users do not depend on each other and
 * batches are taken in their order.
 */
export interface RankingJob {
  readonly items: ItemTable;
  /** Users of all batches together; one who is ranked several times counts as often. */
  readonly numUsers: number;
  readonly numBatches: number;
  /**
   * A batch with buffers of its own, which may be moved to another thread: may be asked for again. null: the job has come
   * to nothing, and nothing of it needs to be ranked any more.
   */
  readonly batch: (index: number) => RankingBatch | null;
  /** Gets each batch once, in ascending order. */
  readonly take: (index: number, ranked: RankedBatch) => void;
}

/** What is to be ranked before a result can be had. */
export interface PlannedRanking<Result> {
  /** null: nothing. */
  readonly job: RankingJob | null;
  /** After the last batch was taken. */
  readonly finish: () => Result;
}

/** Ranks one batch after the other, here and now. */
export function rankHere({ numBatches, batch, take }: RankingJobSteps, ranker: UserRanker): void {
  for (let index = 0; index < numBatches; index++) {
    const next = batch(index);
    if (next === null) return;
    take(index, ranker.rank(next));
  }
}

type RankingJobSteps = Pick<RankingJob, "numBatches" | "batch" | "take">;
