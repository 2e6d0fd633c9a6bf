import type { Finding } from "./finding.ts";
import type { PastRun } from "./run.ts";

/** Why a metric cannot be compared with the run that has it, or how it can. */
export type Comparability =
  | "comparable"
  | "settings-unknown"
  | "same-measurement"
  | "different-train-mask"
  | "different-id-mapping"
  | "different-min-rating"
  | "different-query"
  | "different-since";

/** The previous value of one metric. */
export interface Previous {
  readonly run: PastRun;
  readonly value: number;
  readonly comparability: Comparability;
}

/** What the rules look at: this run's metrics and, per metric, the newest earlier run that has it. */
export interface Evidence {
  readonly metrics: ReadonlyMap<string, number>;
  readonly previous: ReadonlyMap<string, Previous>;
  /** The earlier runs could not be read: that there is no previous value then says nothing. */
  readonly historyUnreadable?: boolean;
}

/** The verdict, as data. */
export interface Decision {
  readonly retrain: boolean;
  /** Ids of the rules that fired, unique, in table order. */
  readonly triggers: readonly string[];
  readonly findings: readonly Finding[];
}

/** The limits of the three rules; null is off. */
export interface Limits {
  /** MLflow metric name → minimum. */
  readonly thresholds: ReadonlyMap<string, number>;
  readonly maxMrrDrop: number | null;
  readonly maxUserGrowth: number | null;
}
