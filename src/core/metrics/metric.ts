import type { SkipReason } from "../further-metrics.ts";
import type { Popularity } from "../popularity.ts";
import type { UserRanking } from "../scoring/rank.ts";
import type { ShownItems } from "../shown-items.ts";
import type { DataHealth } from "../validation.ts";

interface MetricFacts {
  /** Its name in MLflow. */
  readonly name: string;
  /** For the README table: what it says, one sentence. */
  readonly description: string;
  /** Where tools disagree under one name: what is done here, in a phrase without a full stop. */
  readonly convention?: string;
  readonly better: "higher" | "lower" | "neither";
}

/** A metric of one user's ranking; the metric of a run is the mean over the evaluated users. */
export interface RankingMetric extends MetricFacts {
  readonly kind: "ranking";
  /** Between 0 and 1. The ranking has at least one target. */
  perUser(ranking: UserRanking): number;
}

/** A metric of the lists of all users together. */
export interface CatalogueMetric extends MetricFacts {
  readonly kind: "catalogue";
  /** How long the lists are. */
  readonly k: number;
  /** The value, not negative; or why there is none. */
  overall(shown: ShownItems, popularity: Popularity): number | SkipReason;
}

/** Ratings of the scored rows that are numbers, and what a model of explicit ratings says instead; equally long, not empty. */
interface PredictedRatings {
  readonly ratings: Float64Array;
  readonly predictions: Float64Array;
}

/** A metric of the ratings themselves, which only models of explicit ratings predict. */
export interface RatingMetric extends MetricFacts {
  readonly kind: "rating";
  overall(predicted: PredictedRatings): number;
}

/** A metric of one sequence's ranking; the metric of a run is the mean over the sequences. */
export interface SequenceMetric extends MetricFacts {
  readonly kind: "sequence";
  /** The ranking metric that rules and thresholds know: it gets the same value. */
  readonly standsFor: string;
  /** How many items at the end of a sequence are to be found. */
  readonly targets: number;
  /** Between 0 and 1. */
  perSequence(ranking: UserRanking): number;
}

/** A number about the ratings, whatever the model says. */
export interface DataMetric extends MetricFacts {
  readonly kind: "data";
  overall(health: DataHealth): number;
}
