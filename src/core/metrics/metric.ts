import type { UserRanking } from "../scoring/rank.ts";
import type { DataHealth } from "../validation.ts";

interface MetricFacts {
  /** Its name in MLflow. */
  readonly name: string;
  /** For the README table: what it says, one sentence. */
  readonly description: string;
  readonly better: "higher" | "lower" | "neither";
}

/** A metric of one user's ranking; the metric of a run is the mean over the evaluated users. */
export interface RankingMetric extends MetricFacts {
  readonly kind: "ranking";
  /** Between 0 and 1. The ranking has at least one target. */
  perUser(ranking: UserRanking): number;
}

/** A number about the ratings, whatever the model says. */
export interface DataMetric extends MetricFacts {
  readonly kind: "data";
  overall(health: DataHealth): number;
}
