import { avgRatingsPerUser } from "./avg-ratings-per-user.ts";
import { evaluatedRatings } from "./evaluated-ratings.ts";
import { evaluatedUsers } from "./evaluated-users.ts";
import { meanReciprocalRank } from "./mean-reciprocal-rank.ts";
import type { DataMetric, RankingMetric } from "./metric.ts";
import { numRatings } from "./num-ratings.ts";
import { numUsers } from "./num-users.ts";
import { precisionAtK } from "./precision-at-k.ts";
import { recallAtK } from "./recall-at-k.ts";

/** Metrics at a cut-off; each is computed at 10 and at the `k` that was asked for. */
const AT_K: readonly ((k: number) => RankingMetric)[] = [precisionAtK, recallAtK];

/** The cut-off of the metrics that have thresholds by default: it is always there, whatever `k` is. */
const ALWAYS_AT = 10;

/**
 * The ranking metrics of a run, in the order of the report. A new metric is one file and one line here or above.
 */
export function rankingMetrics(k: number): readonly RankingMetric[] {
  const cutOffs = [...new Set([ALWAYS_AT, k])];
  return [meanReciprocalRank, ...cutOffs.flatMap((cutOff) => AT_K.map((metric) => metric(cutOff)))];
}

/** The numbers about the data, in the order of the report. A new one is one file and one line here. */
export const DATA_METRICS: readonly DataMetric[] = [
  numUsers,
  numRatings,
  avgRatingsPerUser,
  evaluatedUsers,
  evaluatedRatings,
];
