import type { FoldIn } from "./fold-in.ts";
import type { LeaveOneOut } from "./leave-one-out.ts";
import type { PlannedRanking } from "./ranking-job.ts";
import type { ItemTable, RankingBatch } from "./scoring/user-ranker.ts";

/**
 * Folds users in from all of their items but one and ranks that one, for each of their items.
 * @param items without a rating output: what is folded in predicts no ratings
 * @returns finish gives the mean over the users; null when any user's vector cannot be had (infinite weights)
 */
export function planFoldIn(
  items: Omit<ItemTable, "ratingOutput">,
  foldIn: FoldIn,
  tasks: LeaveOneOut,
): PlannedRanking<number | null> {
  let isSolvable = true;
  return {
    job: {
      items,
      numUsers: tasks.numTasks,
      numBatches: tasks.numBatches,
      batch(index) {
        const batch = foldInBatch(items, foldIn, tasks.batch(index));
        isSolvable &&= batch !== null;
        return batch;
      },
      take(index, ranked) {
        isSolvable &&= ranked.nanUsers === 0;
        const { targets, masked } = tasks.batch(index);
        tasks.take(index, { ranks: ranked.ranks.map(withoutMasked) });

        /** Ranking puts what is masked above −Infinity, and here it is no candidate. */
        function withoutMasked(rank: number, task: number): number {
          const isBelow = items.itemBiases[targets.ids[task]!] === -Infinity;
          return isBelow ? rank - (masked.offsets[task + 1]! - masked.offsets[task]!) : rank;
        }
      },
    },
    finish: () => (isSolvable ? tasks.finish() : null),
  };
}

/** Biases are no part of the fold-in; that of the user would shift all scores alike. */
function foldInBatch(
  { dim }: Pick<ItemTable, "dim">,
  foldIn: FoldIn,
  { users, targets, masked }: ReturnType<LeaveOneOut["batch"]>,
): RankingBatch | null {
  const factors = new Float64Array(targets.ids.length * dim);
  let task = 0;
  for (const { rated, heldOut } of users) {
    const equations = foldIn.equationsOf(rated);
    for (const item of heldOut) {
      const vector = foldIn.vectorWithout(equations, item);
      if (vector === null) return null;
      factors.set(vector, dim * task++);
    }
  }
  return { factors, biases: new Float64Array(task), targets, masked, topK: 0 };
}
