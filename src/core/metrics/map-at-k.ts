import type { RankingMetric } from "./metric.ts";

/**
 * Mean average precision, divided by the hits that are possible (implicit, RecBole, Microsoft's `map_at_k`). trec_eval
 * divides by all targets, with which a user of more than k targets cannot reach 1.
 */
export function mapAtK(k: number): RankingMetric {
  return {
    kind: "ranking",
    name: `map_at_${k}`,
    description: `Average precision at the hits among the first ${k} recommended items.`,
    convention: `divided by min(rated items, ${k})`,
    better: "higher",
    perUser({ positions }) {
      const hits = positions.filter((position) => position <= k).sort();
      let sum = 0;
      for (const [before, position] of hits.entries()) sum += (before + 1) / position;
      return sum / Math.min(positions.length, k);
    },
  };
}
