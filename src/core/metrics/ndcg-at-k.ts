import type { RankingMetric } from "./metric.ts";

/**
 * Normalised discounted cumulative gain with binary gains. The ideal list is as long as there are targets to put in it
 * (trec_eval, ranx, implicit); an ideal of k places (RecTools' default) would punish users with few targets.
 */
export function ndcgAtK(k: number): RankingMetric {
  return {
    kind: "ranking",
    name: `ndcg_at_${k}`,
    description: `Discounted cumulative gain of the first ${k} recommended items, divided by that of a perfect list.`,
    convention: `binary gains, log2 discount, perfect list of min(rated items, ${k}) places`,
    better: "higher",
    perUser({ positions }) {
      let gain = 0;
      for (const position of positions) if (position <= k) gain += discount(position);
      let ideal = 0;
      for (let place = 1; place <= Math.min(positions.length, k); place++) ideal += discount(place);
      return gain / ideal;
    },
  };
}

function discount(place: number): number {
  return 1 / Math.log2(place + 1);
}
