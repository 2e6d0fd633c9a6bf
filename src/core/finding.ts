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
  | EvidenceReason
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

/** Reasons of the rules that decide by evidence. */
export type EvidenceReason =
  // fired
  | "below-baseline"
  | "slow-decline"
  | "clearly-below-threshold"
  | "cold-share-above-limit"
  // passed
  | "within-limit-of-baseline"
  | "no-slow-decline"
  | "not-significant"
  | "harder-targets"
  | "not-yet-confirmed"
  | "cold-share-within-limit"
  | "too-few-cold-users"
  // skipped
  | "too-few-users"
  | "cannot-be-bounded"
  | "no-earlier-run-of-model"
  | "metric-not-kept"
  | "values-not-kept"
  | "values-damaged"
  | "values-unreadable"
  | "no-chart"
  | "nobody-is-cold";

/** How a rule answered: "skipped" is one that could not be asked, or is off. */
export type Outcome = "fired" | "passed" | "skipped";

/** Whether chance alone explains a finding: a closed list. */
export type EvidenceVerdict =
  | "significant"
  | "not-significant"
  | "too-few-users"
  | "cannot-be-bounded"
  /** Nothing to compare with, or users' values that are not there; the report says which. */
  | "not-evaluable";

/** What stands beside a finding: how sure its number is. Keys as in the output `findings`; numbers are null where there is none. */
export interface FindingEvidence {
  readonly verdict: EvidenceVerdict;
  /** Whether this rule would count the run as suspect in evidence mode; null: it cannot say. */
  readonly suspect: boolean | null;
  /** Why, in the words of that rule; null where no such rule was asked. */
  readonly reason: Reason | null;
  readonly users: number | null;
  readonly users_before: number | null;
  /** 95 % interval: of the change, or of the metric or share itself where a rule holds it against a minimum or maximum. */
  readonly low: number | null;
  readonly high: number | null;
  /** The smallest relative drop that these users would show four times out of five; above 1 there is none. */
  readonly smallest_drop: number | null;
}

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
  readonly evidence?: FindingEvidence;
}
