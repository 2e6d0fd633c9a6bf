import type { RunMean } from "./run-mean.ts";

/** How much the newest run counts, and how many standard errors below the target are an alarm. */
export interface EwmaSettings {
  readonly lambda: number;
  readonly limit: number;
}

/** Found where declines of a few per cent a run are seen and one bad run is not (Roberts 1959). */
const DEFAULT: EwmaSettings = { lambda: 0.3, limit: 2.7 };

/** The moving average after one run, in the unit of the means. */
export interface EwmaPoint {
  readonly average: number;
  readonly lowerLimit: number;
  readonly alarm: boolean;
}

/**
 * Exponentially weighted moving average of the run means, with its lower limit: one-sided, because a better model is no
 * cause for alarm. Each run brings its own standard error; were they taken as equal, a week with few users would alarm.
 */
export function ewma(
  target: number,
  runs: readonly RunMean[],
  { lambda, limit }: EwmaSettings = DEFAULT,
): readonly EwmaPoint[] {
  let average = target;
  let variance = 0;
  return runs.map(({ mean, standardError }) => {
    average = lambda * mean + (1 - lambda) * average;
    variance = (lambda * standardError) ** 2 + (1 - lambda) ** 2 * variance;
    const lowerLimit = target - limit * Math.sqrt(variance);
    return { average, lowerLimit, alarm: average < lowerLimit };
  });
}
