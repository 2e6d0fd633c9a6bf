import type { RankingMetric } from "./metric.ts";

/** What others call MRR at k. Ties share their average rank, as in `test_mrr`: equal scores for all items are no hit. */
export function mrrFirstAtK(k: number): RankingMetric {
  return {
    kind: "ranking",
    name: `mrr_first_at_${k}`,
    description: `Reciprocal rank of the first item that the user rated: what other tools call MRR at ${k}.`,
    convention: `first rated item only, 0 beyond rank ${k}, average ranks for ties`,
    better: "higher",
    perUser({ ranks }) {
      let first = Infinity;
      for (const rank of ranks) if (rank < first) first = rank;
      return first <= k ? 1 / first : 0;
    },
  };
}
