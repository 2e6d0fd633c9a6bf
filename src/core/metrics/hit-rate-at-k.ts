import { hitsAt } from "./hits.ts";
import type { RankingMetric } from "./metric.ts";

/** trec_eval's `success`. */
export function hitRateAtK(k: number): RankingMetric {
  return {
    kind: "ranking",
    name: `hit_rate_at_${k}`,
    description: `Share of users with at least one item that they rated among the first ${k} recommended.`,
    convention: "1 for any hit, else 0",
    better: "higher",
    perUser: (ranking) => (hitsAt(k, ranking) > 0 ? 1 : 0),
  };
}
