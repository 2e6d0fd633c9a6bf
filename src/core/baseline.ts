import { skipAll, type FurtherMetrics, type SkippedMetric } from "./further-metrics.ts";
import type { Interactions } from "./interactions.ts";
import { meanOf } from "./mean.ts";
import { UserMeasurement } from "./measure-users.ts";
import { rankingMetrics } from "./metrics/index.ts";
import type { Popularity } from "./popularity.ts";
import { ListRanker } from "./scoring/list-ranker.ts";

/** The cut-off of the baseline, whatever `k` is: one list of names that every run has. */
const CUT_OFF = 10;

/** The metrics that are repeated for a popularity list. */
export const BASELINE_METRICS = rankingMetrics(CUT_OFF);

/** The name of a metric of something else than the model under test, whose MRR alone is `test_mrr`. */
export function prefixed(prefix: "popularity" | "lift" | "cold_popularity", metric: string): string {
  return `${prefix}_${metric === "test_mrr" ? "mrr" : metric}`;
}

const popularityName = (metric: string): string => prefixed("popularity", metric);
const liftName = (metric: string): string => prefixed("lift", metric);

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
  const values = measureList(counts, { interactions, train });
  const baseline = new Map([...values].map(([name, perUser]) => [name, meanOf(perUser)]));
  const found = new Map([...baseline].map(([name, value]) => [popularityName(name), value]));
  const skipped: SkippedMetric[] = [];
  for (const [name, value] of baseline) {
    if (value === 0) skipped.push({ metric: liftName(name), reason: "baseline-is-zero" });
    else found.set(liftName(name), metrics.get(name)! / value);
  }
  return { metrics: found, perUser: new Map([[KEPT_PER_USER, values.get("test_mrr")!]]), skipped };
}

/** Small enough that what belongs to a batch is of no weight. */
const USERS_PER_BATCH = 1024;

/** The metrics of one list of items, by their counts, that is shown to everybody. */
export function measureList(
  counts: Float64Array,
  users: Pick<BaselineRequest, "interactions" | "train">,
): ReadonlyMap<string, Float64Array> {
  const ranker = new ListRanker(counts);
  const measurement = new UserMeasurement({
    ...users,
    numItems: counts.length,
    metrics: BASELINE_METRICS,
    usersPerBatch: USERS_PER_BATCH,
  });
  for (let index = 0; index < measurement.numBatches; index++)
    measurement.take(index, ranker.rank(measurement.batch(index)));
  return measurement.finish();
}
