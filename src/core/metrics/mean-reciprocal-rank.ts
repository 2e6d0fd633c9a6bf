import type { RankingMetric } from "./metric.ts";

/**
 * Spotlight's `mrr_score`: the mean of 1/rank over *all* the user's targets, with average ranks for ties. Elsewhere
 * "MRR" is 1/rank of the first hit; this one cannot reach 1 with two or more targets (see `mrrCeiling`).
 */
export const meanReciprocalRank: RankingMetric = {
  kind: "ranking",
  name: "test_mrr",
  description:
    "Mean reciprocal rank as Spotlight defines it: 1/rank, averaged over all items that the user rated.",
  better: "higher",
  perUser({ ranks }) {
    let sum = 0;
    for (const rank of ranks) sum += 1 / rank;
    return sum / ranks.length;
  },
};
