import { avgRatingsPerUser } from "./avg-ratings-per-user.ts";
import { coverageAtK } from "./coverage-at-k.ts";
import { evaluatedRatings } from "./evaluated-ratings.ts";
import { evaluatedUsers } from "./evaluated-users.ts";
import { giniAtK } from "./gini-at-k.ts";
import { hitRateAtK } from "./hit-rate-at-k.ts";
import { mapAtK } from "./map-at-k.ts";
import { meanReciprocalRank } from "./mean-reciprocal-rank.ts";
import type { CatalogueMetric, DataMetric, RankingMetric, RatingMetric, SequenceMetric } from "./metric.ts";
import { mrrFirstAtK } from "./mrr-first-at-k.ts";
import { ndcgAtK } from "./ndcg-at-k.ts";
import { noveltyAtK } from "./novelty-at-k.ts";
import { numRatings } from "./num-ratings.ts";
import { numUsers } from "./num-users.ts";
import { personalisationAtK } from "./personalisation-at-k.ts";
import { precisionAtK } from "./precision-at-k.ts";
import { rPrecision } from "./r-precision.ts";
import { recallAtK } from "./recall-at-k.ts";
import { rmse } from "./rmse.ts";
import { sequenceMrr } from "./sequence-mrr.ts";
import { sequencePrecisionAtK } from "./sequence-precision-at-k.ts";
import { sequenceRecallAtK } from "./sequence-recall-at-k.ts";

/** Metrics at a cut-off that every run has, at 10 and at the `k` that was asked for. */
const AT_K: readonly ((k: number) => RankingMetric)[] = [precisionAtK, recallAtK];

/** Metrics at a cut-off that are computed only when the input `metrics` names them. */
const CHOSEN_AT_K: readonly ((k: number) => RankingMetric)[] = [hitRateAtK, ndcgAtK, mapAtK, mrrFirstAtK];

/** Metrics without a cut-off that are computed only when the input `metrics` names them. */
const CHOSEN: readonly RankingMetric[] = [rPrecision];

/** The same at a cut-off, of the lists of all users together instead of one by one. */
const CATALOGUE_AT_K: readonly ((k: number) => CatalogueMetric)[] = [
  coverageAtK,
  giniAtK,
  noveltyAtK,
  personalisationAtK,
];

/** What every run of a sequence model has at a cut-off, at 10 and at `k`. */
const SEQUENCE_AT_K: readonly ((k: number) => SequenceMetric)[] = [sequencePrecisionAtK, sequenceRecallAtK];

/** The cut-off of the metrics that have thresholds by default: it is always there, whatever `k` is. */
const ALWAYS_AT = 10;

/**
 * The ranking metrics of a run, in the order of the report. A new metric is one file and one line here or above.
 */
export function rankingMetrics(k: number): readonly RankingMetric[] {
  const cutOffs = [...new Set([ALWAYS_AT, k])];
  return [meanReciprocalRank, ...cutOffs.flatMap((cutOff) => AT_K.map((metric) => metric(cutOff)))];
}

/** What a sequence model has instead, in the same order. */
export function sequenceMetrics(k: number): readonly SequenceMetric[] {
  const cutOffs = [...new Set([ALWAYS_AT, k])];
  return [sequenceMrr, ...cutOffs.flatMap(sequenceMetricsAt)];
}

/** Those at one cut-off. */
export function sequenceMetricsAt(k: number): readonly SequenceMetric[] {
  return SEQUENCE_AT_K.map((metric) => metric(k));
}

/** What a model of explicit ratings has in addition. A new one is one file and one line here. */
export const RATING_METRICS: readonly RatingMetric[] = [rmse];

/** The numbers about the data, in the order of the report. A new one is one file and one line here. */
export const DATA_METRICS: readonly DataMetric[] = [
  numUsers,
  numRatings,
  avgRatingsPerUser,
  evaluatedUsers,
  evaluatedRatings,
];

/**
 * What the input `metrics` can name at this cut-off, and what it can name without one, in the order of the report. A new
 * one is one file and one line above.
 */
export function choosableMetrics(k: number): readonly (RankingMetric | CatalogueMetric)[] {
  const perUser = [...AT_K, ...CHOSEN_AT_K].map((metric) => metric(k));
  return [...perUser, ...CHOSEN, ...CATALOGUE_AT_K.map((metric) => metric(k))];
}
