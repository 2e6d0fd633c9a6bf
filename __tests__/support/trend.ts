import type { TrendPoint } from "../../src/core/trend.ts";

const WEEK = 7 * 24 * 60 * 60 * 1000;
/** Monday, 2 November 2026, 05:17 UTC: when the evaluations of the tests start. */
const MONDAY = Date.UTC(2026, 10, 2, 5, 17);

const FIRST_MODEL = `sha256:${"0123456789abcdef".repeat(4)}`;
export const SECOND_MODEL = `sha256:${"fedcba9876543210".repeat(4)}`;

/** A week each up to this Monday, one model and nothing odd; `changes` by number of the week, from 0. */
export function aTrend(
  values: readonly number[],
  changes: Readonly<Record<number, Partial<TrendPoint>>> = {},
): readonly TrendPoint[] {
  return values.map((value, week) => ({
    startTime: MONDAY - (values.length - 1 - week) * WEEK,
    value,
    comparability: "comparable",
    modelDigest: FIRST_MODEL,
    newModel: false,
    dispatch: null,
    ...changes[week],
  }));
}
