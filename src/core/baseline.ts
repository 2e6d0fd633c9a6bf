import { skipAll, type FurtherMetrics, type SkippedMetric } from "./further-metrics.ts";
import type { Interactions } from "./interactions.ts";
import { meanOf, measureUsers } from "./measure-users.ts";
import { rankingMetrics } from "./metrics/index.ts";
import type { Popularity } from "./popularity.ts";

/** The cut-off of the baseline, whatever `k` is: one list of names that every run has. */
const CUT_OFF = 10;

/** The metrics that are repeated for a popularity list. */
export const BASELINE_METRICS = rankingMetrics(CUT_OFF);

/** `test_mrr` is about the model under test; of anything else it is an MRR. */
export function nameWithout(metric: string): string {
  return metric === "test_mrr" ? "mrr" : metric;
}

const popularityName = (metric: string): string => `popularity_${nameWithout(metric)}`;
const liftName = (metric: string): string => `lift_${nameWithout(metric)}`;

/** Kept for single users, so that a later change of the lift can be given an interval. */
const KEPT_PER_USER = popularityName("test_mrr");

interface BaselineRequest {
  readonly popularity: Popularity;
  /** Those that the model was measured on, and the same mask. */
  readonly interactions: Interactions;
  readonly train: Interactions | null;
  /** Of the model, by MLflow name. */
  readonly metrics: ReadonlyMap<string, number>;
}

/**
 * The same metrics for a list of the most popular items, on the same targets with the same mask, and the lift:
 * metric / popularity metric. When the metric falls and the lift does not, the targets became harder and not the
 * model worse. A lift over 0 does not exist.
 */
export function measureBaseline({
  popularity,
  interactions,
  train,
  metrics,
}: BaselineRequest): FurtherMetrics {
  const names = BASELINE_METRICS.map(({ name }) => name);
  if (popularity.kind === "unknown")
    return skipAll([...names.map(popularityName), ...names.map(liftName)], popularity.reason);
  const { counts } = popularity;
  const values = measureUsers({
    numItems: counts.length,
    interactions,
    train,
    metrics: BASELINE_METRICS,
    score: (_, scores) => scores.set(counts),
  });
  const baseline = new Map([...values].map(([name, perUser]) => [name, meanOf(perUser)]));
  const found = new Map([...baseline].map(([name, value]) => [popularityName(name), value]));
  const skipped: SkippedMetric[] = [];
  for (const [name, value] of baseline) {
    if (value === 0) skipped.push({ metric: liftName(name), reason: "baseline-is-zero" });
    else found.set(liftName(name), metrics.get(name)! / value);
  }
  return { metrics: found, perUser: new Map([[KEPT_PER_USER, values.get("test_mrr")!]]), skipped };
}
