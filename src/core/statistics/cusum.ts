import type { RunMean } from "./run-mean.ts";

/** What is allowed below the target in every run, and the alarm, both in standard errors. */
export interface CusumSettings {
  readonly allowance: number;
  readonly limit: number;
}

const DEFAULT: CusumSettings = { allowance: 0.5, limit: 4 };

/** The cumulative sum after one run. */
export interface CusumPoint {
  /** In standard errors of a run. */
  readonly sum: number;
  readonly alarm: boolean;
}

/** One-sided cumulative sum of what the run means lie below the target (Page 1954). Every standard error is above 0. */
export function cusum(
  target: number,
  runs: readonly RunMean[],
  { allowance, limit }: CusumSettings = DEFAULT,
): readonly CusumPoint[] {
  let sum = 0;
  return runs.map(({ mean, standardError }) => {
    sum = Math.max(0, sum + (target - mean) / standardError - allowance);
    return { sum, alarm: sum > limit };
  });
}
