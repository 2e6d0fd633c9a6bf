import type { Week } from "./weekly.ts";

/** A slow wave with small steps on it: what four years of Mondays look like, the same every time. */
export function manyRuns(count: number): readonly Week[] {
  return Array.from({ length: count }, (_, week) => ({
    mrr: 0.042 + 0.004 * Math.sin(week / 17) + 0.001 * Math.sin(week * 2.3),
    users: 180 + Math.round(week / 2),
  }));
}
