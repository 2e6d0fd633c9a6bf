import { z } from "zod";
import type { Comparison } from "../../core/evidence/comparison.ts";
import type { MeanStatistics, MetricStatistics, Statistics } from "../../core/evidence/statistics.ts";
import { mapOf } from "./measurement-json.ts";

const NUMBER = z.number();
const COUNT = z.int().nonnegative();
const INTERVAL = z.object({ low: NUMBER, high: NUMBER });

const COMPARISON = z.object({
  before: NUMBER,
  users: COUNT,
  users_before: COUNT,
  change: NUMBER.nullable(),
  interval: INTERVAL.nullable(),
  interval_kind: z.enum(["bounded", "unbounded", "too-few-users"]),
  upper_end: NUMBER.nullable(),
  smallest_drop: NUMBER.nullable(),
});

const TREND = z.object({
  mean: NUMBER,
  users: COUNT,
  interval: INTERVAL.nullable(),
  baseline: COMPARISON.nullable(),
  charts: z
    .object({
      target: NUMBER,
      runs: COUNT,
      ewma: z.object({ average: NUMBER, lower_limit: NUMBER, alarm: z.boolean() }),
      cusum: z.object({ sum: NUMBER, alarm: z.boolean() }),
    })
    .nullable(),
});

const RUN_GAPS = [
  "values-not-kept",
  "values-damaged",
  "values-unreadable",
] as const satisfies readonly MetricStatistics["previousGap"][];
const BASELINE_GAPS = [
  ...RUN_GAPS,
  "no-earlier-run-of-model",
  "metric-not-kept",
] as const satisfies readonly MetricStatistics["baselineGap"][];

const METRIC = TREND.extend({
  previous: COMPARISON.nullable(),
  previous_gap: z.enum(RUN_GAPS).nullable(),
  baseline_gap: z.enum(BASELINE_GAPS).nullable(),
  since_best: NUMBER.nullable(),
  since_median: NUMBER.nullable(),
});

const SHARE = z.object({ some: COUNT, all: COUNT });

/** The key `statistics` of `report.json`, in the other direction of `statisticsJson`. */
export const STATISTICS = z
  .object({
    metrics: mapOf(METRIC),
    lift_mrr: TREND.nullable(),
    targets: z.object({ are_harder: z.boolean(), lift_fell_beyond_doubt: z.boolean() }).nullable(),
    cold_users: z.object({ now: SHARE, before: SHARE.nullable() }).nullable(),
    baseline_runs: COUNT,
    suspect_runs_before: COUNT,
  })
  .transform((json): Statistics => ({
    ofMetric: new Map([...json.metrics].map(([metric, found]) => [metric, metricOf(found)])),
    lift: json.lift_mrr === null ? null : trendOf(json.lift_mrr),
    targets:
      json.targets === null
        ? null
        : {
            areHarder: json.targets.are_harder,
            liftFellBeyondDoubt: json.targets.lift_fell_beyond_doubt,
          },
    cold: json.cold_users,
    streak: json.suspect_runs_before,
    baselineRuns: json.baseline_runs,
  }));

function metricOf(json: z.infer<typeof METRIC>): MetricStatistics {
  return {
    ...trendOf(json),
    previous: json.previous === null ? null : comparisonOf(json.previous, json.mean),
    previousGap: json.previous_gap,
    baselineGap: json.baseline_gap,
    sinceBest: json.since_best,
    sinceMedian: json.since_median,
  };
}

function trendOf({ mean, users, interval, baseline, charts }: z.infer<typeof TREND>): MeanStatistics {
  return {
    mean,
    users,
    interval,
    baseline: baseline === null ? null : comparisonOf(baseline, mean),
    charts:
      charts === null
        ? null
        : {
            ...charts,
            ewma: {
              average: charts.ewma.average,
              lowerLimit: charts.ewma.lower_limit,
              alarm: charts.ewma.alarm,
            },
          },
  };
}

function comparisonOf(json: z.infer<typeof COMPARISON>, now: number): Comparison {
  const { before, users, users_before: usersBefore, change, interval, upper_end: high } = json;
  const unknown = { kind: json.interval_kind === "bounded" ? "unbounded" : json.interval_kind } as const;
  return {
    now,
    before,
    users,
    usersBefore,
    change,
    interval: interval === null ? unknown : { kind: "bounded", ...interval },
    // Only the upper end of the one-sided interval is looked at, and kept.
    oneSided: high === null ? unknown : { kind: "bounded", low: -1, high },
    smallestDrop: json.smallest_drop,
  };
}
