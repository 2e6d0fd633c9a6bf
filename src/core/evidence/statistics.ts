import type { Interval } from "../statistics/mean-interval.ts";
import type { Count } from "../statistics/proportion.ts";
import type { Charts } from "./charts.ts";
import type { Comparison } from "./comparison.ts";
import type { Gap } from "./run-samples.ts";

/** Why there is no comparison with the baseline: a closed list. */
export type BaselineGap = Gap | "no-earlier-run-of-model" | "metric-not-kept";

/** One mean of this run, held against the runs before. */
export interface MeanStatistics {
  readonly mean: number;
  readonly users: number;
  /** t interval of the mean, 95 %; null for a single user. */
  readonly interval: Interval | null;
  /** With the pooled first runs of the current model. */
  readonly baseline: Comparison | null;
  /** null: nobody knows how much runs differ by chance, or there is no baseline. */
  readonly charts: Charts | null;
}

/** What is known of a metric that is a mean over users. */
export interface MetricStatistics extends MeanStatistics {
  /** With the previous run; null: none that can be compared, or its users' values are not there. */
  readonly previous: Comparison | null;
  readonly previousGap: Gap | null;
  readonly baselineGap: BaselineGap | null;
  /** Relative changes against the best and the median of the last four runs. */
  readonly sinceBest: number | null;
  readonly sinceMedian: number | null;
}

/** Users whom the model does not know, now and in the previous run. */
export interface ColdUsers {
  readonly now: Count;
  readonly before: Count | null;
}

/** Whether the ratings to be found became harder for anybody. */
interface Targets {
  /** The popularity list, which nobody retrains, is below its baseline: by its moving average, or this run clearly. */
  readonly areHarder: boolean;
  /** The lift has fallen all the same, one-sided with 99.9 %. */
  readonly liftFellBeyondDoubt: boolean;
}

/** What chance alone could have done to this run's numbers: what the evidence mode decides on, and the report tells. */
export interface Statistics {
  readonly ofMetric: ReadonlyMap<string, MetricStatistics>;
  /** `test_mrr` / that of a popularity list on the same targets; null: nobody knows what was popular. */
  readonly lift: MeanStatistics | null;
  /** Of the popularity list alone, against its baseline; null where the lift has none. */
  readonly targets: Targets | null;
  /** null: nobody can be unknown to the model, or nobody counted. */
  readonly cold: ColdUsers | null;
  /** Earlier runs of this model, the newest ones in a row, that were suspect. */
  readonly streak: number;
  /** How many runs the baseline holds. */
  readonly baselineRuns: number;
}
