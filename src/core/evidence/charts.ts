import { meanOf } from "../mean.ts";
import { cusum, type CusumPoint } from "../statistics/cusum.ts";
import { ewma, type EwmaPoint } from "../statistics/ewma.ts";
import type { RunMean } from "../statistics/run-mean.ts";

/** Without users' values the spread of the run means stands in, from this many runs on. */
const MIN_RUNS_WITHOUT_SPREAD = 8;

/** Where the charts stand after this run; the EWMA decides, the CUSUM is told. */
export interface Charts {
  /** The mean of the baseline. */
  readonly target: number;
  /** Runs since the baseline, this one included. */
  readonly runs: number;
  readonly ewma: EwmaPoint;
  readonly cusum: CusumPoint;
}

/** One run on a chart: its mean, and how many users it is of. */
export interface ChartedRun {
  readonly mean: number;
  readonly users: number;
}

/**
 * @param spread standard deviation between users; null: unknown, then that of the means serves where there are enough
 * @returns null: no chart, because nobody knows how much runs differ by chance
 */
export function chartsOf(
  target: number,
  spread: number | null,
  runs: readonly ChartedRun[],
  earlierMeans: readonly number[],
): Charts | null {
  const standardError = spread === null ? errorOfMeans(earlierMeans) : null;
  const means = runs.map(({ mean, users }): RunMean => ({
    mean,
    standardError: standardError ?? (spread ?? 0) / Math.sqrt(users),
  }));
  // Without any spread every run below the target is infinitely many standard errors below it.
  if (means.some((run) => !(run.standardError > 0))) return null;
  return {
    target,
    runs: runs.length,
    ewma: ewma(target, means).at(-1)!,
    cusum: cusum(target, means).at(-1)!,
  };
}

function errorOfMeans(means: readonly number[]): number | null {
  if (means.length < MIN_RUNS_WITHOUT_SPREAD) return null;
  const mean = meanOf(means);
  const squares = means.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(squares / (means.length - 1));
}
