import { hitsAt } from "./hits.ts";
import type { RankingMetric } from "./metric.ts";

/**
 * Precision at as many places as the user has items to find (trec_eval's `Rprec`). A fixed cut-off would keep a user of
 * fewer items from ever reaching 1; this one is also the recall there.
 */
export const rPrecision: RankingMetric = {
  kind: "ranking",
  name: "r_precision",
  description: "Share of the first R recommended items that the user rated, R being how many the user rated.",
  convention: "no cut-off, each user's own R, masked rated items included",
  better: "higher",
  perUser: (ranking) => hitsAt(ranking.positions.length, ranking) / ranking.positions.length,
};
