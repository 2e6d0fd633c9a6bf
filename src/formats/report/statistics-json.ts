import type { Charts } from "../../core/evidence/charts.ts";
import type { Comparison } from "../../core/evidence/comparison.ts";
import type { MeanStatistics, Statistics } from "../../core/evidence/statistics.ts";
import { plainOf } from "./phrase.ts";
import { changeSentence, labelOf } from "./change-sentence.ts";
import { objectOf, type JsonObject } from "./measurement-json.ts";

/** The key `statistics` of `report.json`: everything that the evidence mode looks at. */
export function statisticsJson(statistics: Statistics | undefined): JsonObject | null {
  if (statistics === undefined) return null;
  const { ofMetric, lift, targets, cold, streak, baselineRuns } = statistics;
  const metrics = [...ofMetric].map(([metric, found]): [string, JsonObject] => {
    const label = labelOf(metric) ?? metric;
    return [
      metric,
      {
        ...trendJson(label, found),
        previous: found.previous === null ? null : comparisonJson(label, found.previous, "previous run"),
        previous_gap: found.previousGap,
        baseline_gap: found.baselineGap,
        since_best: found.sinceBest,
        since_median: found.sinceMedian,
      },
    ];
  });
  return {
    metrics: objectOf(new Map(metrics)),
    lift_mrr: lift === null ? null : trendJson("Lift", lift),
    targets:
      targets === null
        ? null
        : { are_harder: targets.areHarder, lift_fell_beyond_doubt: targets.liftFellBeyondDoubt },
    cold_users: cold,
    baseline_runs: baselineRuns,
    suspect_runs_before: streak,
  };
}

function trendJson(label: string, { mean, users, interval, baseline, charts }: MeanStatistics): JsonObject {
  return {
    mean,
    users,
    interval,
    baseline: baseline === null ? null : comparisonJson(label, baseline, "baseline"),
    charts: charts === null ? null : chartsJson(charts),
  };
}

function comparisonJson(label: string, comparison: Comparison, reference: string): JsonObject {
  const { before, users, usersBefore, change, interval, oneSided, smallestDrop } = comparison;
  const bounded = interval.kind === "bounded" ? { low: interval.low, high: interval.high } : null;
  return {
    before,
    users,
    users_before: usersBefore,
    change,
    interval: bounded,
    interval_kind: interval.kind,
    upper_end: oneSided.kind === "bounded" ? oneSided.high : null,
    smallest_drop: smallestDrop,
    sentence: plainOf(changeSentence([label], comparison, reference)),
  };
}

function chartsJson({ target, runs, ewma, cusum }: Charts): JsonObject {
  return {
    target,
    runs,
    ewma: { average: ewma.average, lower_limit: ewma.lowerLimit, alarm: ewma.alarm },
    cusum: { sum: cusum.sum, alarm: cusum.alarm },
  };
}
