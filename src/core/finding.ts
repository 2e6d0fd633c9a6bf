/** Why a finding has its outcome: a closed list, so that workflows can rely on it. Sentences are made in the report. */
export type Reason =
  // fired
  | "below-threshold"
  | "fell-more-than-limit"
  | "grew-more-than-limit"
  // passed
  | "at-or-above-threshold"
  | "within-limit"
  | "same-measurement"
  // fired or passed against a run whose settings are unknown (not written by this product)
  | "fell-more-than-limit-settings-unknown"
  | "grew-more-than-limit-settings-unknown"
  | "within-limit-settings-unknown"
  // skipped
  | "rule-is-off"
  | "metric-not-computed"
  | "no-previous-run"
  | "history-unreadable"
  | "previous-is-zero"
  | "different-train-mask"
  | "different-id-mapping"
  | "different-min-rating"
  | "different-query"
  | "different-since";

export type Outcome = "fired" | "passed" | "skipped";

/** What one rule found about one metric. Numbers are null where there is none. */
export interface Finding {
  readonly rule: string;
  /** MLflow name of the metric. */
  readonly metric: string;
  readonly outcome: Outcome;
  readonly now: number | null;
  readonly before: number | null;
  /** The rule's limit: a minimum, or the allowed relative change. */
  readonly limit: number | null;
  /** Relative change against `before`, signed: −0.467 is a fall of 46.7 %. */
  readonly change: number | null;
  readonly reason: Reason;
}
