import type { Finding } from "./finding.ts";
import type { Statistics } from "./evidence/statistics.ts";
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
  /** What chance alone could have done; not there where nobody asked. */
  readonly statistics?: Statistics;
}

/** The verdict, as data. */
export interface Decision {
  readonly retrain: boolean;
  /** Ids of the rules that fired, unique, in table order. */
  readonly triggers: readonly string[];
  readonly findings: readonly Finding[];
  /** Whether the evidence is against the model in this run, whatever decides; null: nobody asked. */
  readonly suspect: boolean | null;
}

/** What decides: the three rules as they are written, or size and statistical evidence together. */
export const DECISION_MODES = ["limits", "evidence"] as const;
export type DecisionMode = (typeof DECISION_MODES)[number];

/** The limits of the rules, null is off; and how they are applied. */
export interface Limits {
  /** MLflow metric name → minimum. */
  readonly thresholds: ReadonlyMap<string, number>;
  readonly maxMrrDrop: number | null;
  readonly maxUserGrowth: number | null;
  readonly decision: DecisionMode;
  /** By evidence: consecutive suspect runs, this one included, before the flag. At least 1. */
  readonly patience: number;
}
