/** Metrics beside those of the model on its known users. */
export interface FurtherMetrics {
  /** By MLflow name. */
  readonly metrics: ReadonlyMap<string, number>;
  /** Name of a metric → one value an evaluated user, in their order. */
  readonly perUser: ReadonlyMap<string, Float64Array>;
  /** What could not be computed: never 0, never silently absent. */
  readonly skipped: readonly SkippedMetric[];
}

/** A metric that has no value, and why. */
export interface SkippedMetric {
  readonly metric: string;
  readonly reason: SkipReason;
}

/** Why a metric has no value: a closed list. Sentences are made in the report. */
export const SKIP_REASONS = [
  /** Neither train interactions nor monitor.json. */
  "no-popularity-source",
  /** monitor.json was written for another checkpoint. */
  "popularity-of-another-checkpoint",
  /** Counts belong to the model's ids, and first-seen ids are not those. */
  "first-seen-ids",
  /** Its targets are the next items of sequences, which no popularity list was asked for. */
  "sequence-model",
  "baseline-is-zero",
  "no-cold-users",
  /** No cold user rated two known items. */
  "nobody-to-fold-in",
  /** Infinite weights. */
  "fold-in-has-no-solution",
  /** Every item of the model was known at training time to every user. */
  "nothing-recommended",
  /** There is nobody to compare the one list with. */
  "single-list",
  /** One user has as many lists as sequences. */
  "sequence-lists",
  /** No user has as many items to find and one before them. */
  "sequences-too-short",
] as const;

export type SkipReason = (typeof SKIP_REASONS)[number];

/** Where nobody asked for any. */
export const NO_FURTHER_METRICS: FurtherMetrics = { metrics: new Map(), perUser: new Map(), skipped: [] };

/** The same reason for several metrics. */
export function skipAll(metrics: readonly string[], reason: SkipReason): FurtherMetrics {
  return { ...NO_FURTHER_METRICS, skipped: metrics.map((metric) => ({ metric, reason })) };
}

/** Every name that can occur here and what it says, in the order of the report. */
export const FURTHER_METRICS: readonly { readonly name: string; readonly description: string }[] = [
  {
    name: "popularity_mrr",
    description: "`test_mrr` of a list of the items most popular in training, on the same ratings and mask.",
  },
  { name: "popularity_precision_at_10", description: "The same list's `precision_at_10`." },
  { name: "popularity_recall_at_10", description: "The same list's `recall_at_10`." },
  {
    name: "lift_mrr",
    description:
      "`test_mrr` / `popularity_mrr`: at 1 or below, the model is not shown to beat the popularity list.",
  },
  { name: "lift_precision_at_10", description: "`precision_at_10` / `popularity_precision_at_10`." },
  { name: "lift_recall_at_10", description: "`recall_at_10` / `popularity_recall_at_10`." },
  {
    name: "cold_users",
    description:
      "With `cold-users: popularity` or `fold-in`: users whom the model does not know, with a known item.",
  },
  { name: "cold_ratings", description: "Their ratings of known items." },
  {
    name: "cold_popularity_mrr",
    description:
      "With `cold-users: popularity`: MRR of the popularity list for them, which is what the application serves them.",
  },
  { name: "cold_popularity_precision_at_10", description: "The same list's precision at 10 for them." },
  { name: "cold_popularity_recall_at_10", description: "The same list's recall at 10 for them." },
  {
    name: "cold_fold_in_users",
    description: "With `cold-users: fold-in`: those of them with at least two known items.",
  },
  {
    name: "cold_fold_in_mrr",
    description:
      "What personalising for them would give: each item is ranked with their other items folded in (weighted least squares). Not comparable with `test_mrr`, which ranks among other candidates.",
  },
  {
    name: "cold_fold_in_popularity_mrr",
    description: "The popularity list on the same leave-one-out tasks.",
  },
];
