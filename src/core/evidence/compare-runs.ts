import type { Previous } from "../decision.ts";
import { meanOf } from "../mean.ts";
import { relativeChange } from "../rules/relative-change.ts";
import { changeInterval } from "../statistics/change-interval.ts";
import { meanInterval } from "../statistics/mean-interval.ts";
import { windowValues } from "../statistics/reference-windows.ts";
import { ratioSample } from "../statistics/ratio-sample.ts";
import type { Sample } from "../statistics/sample.ts";
import type { BaselineSamples } from "./baseline-samples.ts";
import { chartsOf, type ChartedRun } from "./charts.ts";
import { ONE_SIDED, compareSamples, isShownToFall } from "./comparison.ts";
import type { EarlierRun } from "./earlier-runs.ts";
import type { References } from "./references.ts";
import type { PastSamples, RunSamples } from "./run-samples.ts";
import type { BaselineGap, MeanStatistics, MetricStatistics, Statistics } from "./statistics.ts";

/** This run, and everything that it is held against. */
export interface RunComparison {
  /** Metrics that rules look at. */
  readonly metrics: readonly string[];
  readonly now: RunSamples;
  readonly previous: ReadonlyMap<string, Previous>;
  readonly references: References;
  /** Run id → what it kept; of the previous runs. */
  readonly kept: ReadonlyMap<string, PastSamples>;
  /** The first runs of this model, pooled. */
  readonly baseline: BaselineSamples;
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
    ...liftOf(comparison),
    cold: now.cold === null ? null : { now: now.cold, before: coldBefore(comparison) },
    streak: references.streak,
    baselineRuns: references.baseline.length,
  };
}

function metricStatistics(comparison: RunComparison, metric: string, now: Sample): MetricStatistics {
  const { references } = comparison;
  const { sample: baseline, gap } = baselineOf(comparison, metric);
  const earlier = references.comparable.flatMap((run) => run.metrics.get(metric) ?? []);
  const { best, median } = windowValues(earlier);
  return {
    ...meanStatistics(metric, now, baseline, references),
    ...previousOf(comparison, metric, now),
    baselineGap: gap,
    sinceBest: best === null ? null : relativeChange(best, now.mean),
    sinceMedian: median === null ? null : relativeChange(median, now.mean),
  };
}

function meanStatistics(
  metric: string,
  now: Sample,
  baseline: Sample | null,
  references: References,
): MeanStatistics {
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
  if (baseline === null && ofBaseline.length === 0) return null;
  const target = baseline?.mean ?? meanOf(ofBaseline);
  const spread = baseline === null || baseline.size < 2 ? null : Math.sqrt(baseline.variance);
  const earlier = [...ofBaseline, ...since.map(({ mean }) => mean)];
  return chartsOf(target, spread, [...since, { mean: now.mean, users: now.size }], earlier);
}

function meansOf(runs: readonly EarlierRun[], metric: string): readonly number[] {
  return runs.flatMap((run) => run.metrics.get(metric) ?? []);
}

function baselineOf(
  { baseline }: RunComparison,
  metric: string,
): { readonly sample: Sample | null; readonly gap: BaselineGap | null } {
  if ("gap" in baseline) return { sample: null, gap: baseline.gap };
  const sample = baseline.ofMetric.get(metric) ?? null;
  return { sample, gap: sample === null ? "metric-not-kept" : null };
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
function liftOf(comparison: RunComparison): Pick<Statistics, "lift" | "targets"> {
  const { popularity: listNow } = comparison.now;
  const now = liftSample(comparison.now.ofMetric.get("test_mrr") ?? null, listNow);
  if (now === null || listNow === null) return { lift: null, targets: null };
  const model = baselineOf(comparison, "test_mrr").sample;
  const list = "gap" in comparison.baseline ? null : comparison.baseline.popularity;
  const before = liftSample(model, list);
  const lift = meanStatistics("lift_mrr", now, before, comparison.references);
  if (before === null || list === null) return { lift, targets: null };
  const areHarder = hasListFallen(comparison, list, listNow);
  const liftFellBeyondDoubt = areHarder && isShownToFall(changeInterval(before, now, BEYOND_DOUBT));
  return { lift, targets: { areHarder, liftFellBeyondDoubt } };
}

const BEYOND_DOUBT = 0.999;

/**
 * The list's moving average counts as soon as it is below its baseline. It excuses nothing by itself, only asks more of the
 * lift; were the list asked for certainty, targets too little harder to be certain would raise flags that calm weeks do not.
 */
function hasListFallen({ references }: RunComparison, before: Sample, now: Sample): boolean {
  const chart = chartsFor("popularity_mrr", now, before, references);
  const isLow = chart !== null && chart.ewma.average < chart.target;
  return isLow || isShownToFall(changeInterval(before, now, ONE_SIDED));
}

function liftSample(model: Sample | null, popularity: Sample | null): Sample | null {
  return model === null || popularity === null ? null : ratioSample(model, popularity);
}

function coldBefore({ previous, kept }: RunComparison) {
  const run = kept.get(previous.get("test_mrr")?.run.runId ?? "");
  return run === undefined || "gap" in run ? null : run.cold;
}
