import type { Previous } from "../decision.ts";
import { relativeChange } from "../rules/relative-change.ts";
import { meanInterval } from "../statistics/mean-interval.ts";
import { windowValues } from "../statistics/reference-windows.ts";
import { ratioSample } from "../statistics/ratio-sample.ts";
import { pool, type Sample } from "../statistics/sample.ts";
import { chartsOf, type ChartedRun } from "./charts.ts";
import { compareSamples } from "./comparison.ts";
import type { HistoryRun } from "./history.ts";
import type { References } from "./references.ts";
import type { Gap, RunSamples } from "./run-samples.ts";
import type { BaselineGap, MetricStatistics, Statistics, Trend } from "./statistics.ts";

/** Of an earlier run: its users' values as samples, or why there are none. */
export type PastSamples = RunSamples | { readonly gap: Gap };

export interface RunComparison {
  /** Metrics that rules look at. */
  readonly metrics: readonly string[];
  readonly now: RunSamples;
  readonly previous: ReadonlyMap<string, Previous>;
  readonly references: References;
  /** Run id → what it kept; of the previous and the baseline runs. */
  readonly kept: ReadonlyMap<string, PastSamples>;
}

/** The runs whose users' values a comparison needs, each once. */
export function runsToRead(
  metrics: readonly string[],
  previous: ReadonlyMap<string, Previous>,
  { baseline }: References,
): readonly string[] {
  const compared = metrics.flatMap((metric) => {
    const found = previous.get(metric);
    return found !== undefined && isComparable(found) ? [found.run.runId] : [];
  });
  return [...new Set([...compared, ...baseline.map(({ runId }) => runId)])];
}

/** Holds this run against the previous one, the baseline and the last few, with what chance alone could have done. */
export function compareRuns(comparison: RunComparison): Statistics {
  const { metrics, now, references } = comparison;
  const ofMetric = new Map<string, MetricStatistics>();
  for (const metric of metrics) {
    const sample = now.ofMetric.get(metric);
    if (sample !== undefined) ofMetric.set(metric, metricStatistics(comparison, metric, sample));
  }
  return {
    ofMetric,
    lift: liftTrend(comparison),
    cold: now.cold === null ? null : { now: now.cold, before: coldBefore(comparison) },
    streak: references.streak,
    baselineRuns: references.baseline.length,
  };
}

function metricStatistics(comparison: RunComparison, metric: string, now: Sample): MetricStatistics {
  const { references } = comparison;
  const { baseline, gap } = baselineOf(comparison, (run) => run.ofMetric.get(metric) ?? null);
  const earlier = references.comparable.flatMap((run) => run.metrics.get(metric) ?? []);
  const { best, median } = windowValues(earlier);
  return {
    ...trend(metric, now, baseline, references),
    ...previousOf(comparison, metric, now),
    baselineGap: gap,
    sinceBest: best === null ? null : relativeChange(best, now.mean),
    sinceMedian: median === null ? null : relativeChange(median, now.mean),
  };
}

function trend(metric: string, now: Sample, baseline: Sample | null, references: References): Trend {
  return {
    mean: now.mean,
    users: now.size,
    interval: meanInterval(now),
    baseline: baseline === null ? null : compareSamples(baseline, now),
    charts: chartsFor(metric, now, baseline, references),
  };
}

/** Also without users' values: means of many runs show how much runs differ. */
function chartsFor(metric: string, now: Sample, baseline: Sample | null, references: References) {
  const ofBaseline = meansOf(references.baseline, metric);
  const since = references.sinceBaseline.flatMap((run): ChartedRun[] => {
    const mean = run.metrics.get(metric);
    return mean === undefined ? [] : [{ mean, users: run.metrics.get("evaluated_users") ?? now.size }];
  });
  const target = baseline?.mean ?? average(ofBaseline);
  if (target === null) return null;
  const spread = baseline === null || baseline.size < 2 ? null : Math.sqrt(baseline.variance);
  const earlier = [...ofBaseline, ...since.map(({ mean }) => mean)];
  return chartsOf(target, spread, [...since, { mean: now.mean, users: now.size }], earlier);
}

function meansOf(runs: readonly HistoryRun[], metric: string): readonly number[] {
  return runs.flatMap((run) => run.metrics.get(metric) ?? []);
}

function average(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** All runs of the baseline or none: without one of them it would be another baseline. */
function baselineOf(
  { references, kept }: RunComparison,
  select: (run: RunSamples) => Sample | null,
): { readonly baseline: Sample | null; readonly gap: BaselineGap | null } {
  if (references.baseline.length === 0) return { baseline: null, gap: "no-earlier-run-of-model" };
  const samples: Sample[] = [];
  for (const { runId } of references.baseline) {
    const run = kept.get(runId) ?? { gap: "values-not-kept" as const };
    if ("gap" in run) return { baseline: null, gap: run.gap };
    const sample = select(run);
    if (sample === null) return { baseline: null, gap: "metric-not-kept" };
    samples.push(sample);
  }
  return { baseline: pool(samples), gap: null };
}

function previousOf({ previous, kept }: RunComparison, metric: string, now: Sample) {
  const found = previous.get(metric);
  if (found === undefined || !isComparable(found)) return { previous: null, previousGap: null };
  const run = kept.get(found.run.runId) ?? { gap: "values-not-kept" as const };
  if ("gap" in run) return { previous: null, previousGap: run.gap };
  const sample = run.ofMetric.get(metric);
  if (sample === undefined) return { previous: null, previousGap: "values-not-kept" as const };
  return { previous: compareSamples(sample, now), previousGap: null };
}

/** Whose settings are unknown may be compared, but keeps no values anyway. */
function isComparable({ comparability }: Previous): boolean {
  return !comparability.startsWith("different-");
}

/** The same tests for the lift; the baseline's lift is that of its pooled users, not the mean of its runs' lifts. */
function liftTrend(comparison: RunComparison): Trend | null {
  const now = liftSample(comparison.now.ofMetric.get("test_mrr") ?? null, comparison.now.popularity);
  if (now === null) return null;
  const model = baselineOf(comparison, (run) => run.ofMetric.get("test_mrr") ?? null).baseline;
  const popularity = baselineOf(comparison, (run) => run.popularity).baseline;
  return trend("lift_mrr", now, liftSample(model, popularity), comparison.references);
}

function liftSample(model: Sample | null, popularity: Sample | null): Sample | null {
  return model === null || popularity === null ? null : ratioSample(model, popularity);
}

function coldBefore({ previous, kept }: RunComparison) {
  const run = kept.get(previous.get("test_mrr")?.run.runId ?? "");
  return run === undefined || "gap" in run ? null : run.cold;
}
