import { hitsAt } from "./hits.ts";
import type { RankingMetric } from "./metric.ts";

/** Spotlight's recall: hits divided by the user's distinct targets. */
export function recallAtK(k: number): RankingMetric {
  return {
    kind: "ranking",
    name: `recall_at_${k}`,
    description: `Share of the items that the user rated found among the first ${k} recommended.`,
    better: "higher",
    perUser: (ranking) => hitsAt(k, ranking) / ranking.targets.length,
  };
}
