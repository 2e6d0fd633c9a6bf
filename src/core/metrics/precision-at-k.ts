import { hitsAt } from "./hits.ts";
import type { RankingMetric } from "./metric.ts";

/**
 * Spotlight's precision: hits divided by the length of the list, which is shorter than k when the model has fewer
 * items.
 */
export function precisionAtK(k: number): RankingMetric {
  return {
    kind: "ranking",
    name: `precision_at_${k}`,
    description: `Share of the first ${k} recommended items that the user rated.`,
    better: "higher",
    perUser: (ranking) => hitsAt(k, ranking) / Math.min(k, ranking.numItems),
  };
}
