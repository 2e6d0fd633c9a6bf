import { MIN_USERS, hasTooFewUsers, type Comparison } from "../../core/evidence/comparison.ts";
import { join, say, type Phrase } from "./phrase.ts";
import { NO_VALUE, countOf, countText } from "./rounding.ts";

/** What stands before the ends of an interval. */
export const INTERVAL = "95 % interval";

/** "MRR" for people; `test_mrr` is its name in MLflow. */
export function labelOf(metric: string): string | null {
  if (metric === "test_mrr") return "MRR";
  const [, what, k] = /^(precision|recall)_at_(\d{1,9})$/u.exec(metric) ?? [];
  return what === undefined ? null : `${what} at ${k}`;
}

/**
 * A change with what chance alone does to it, in one sentence: "MRR 0.0279 (was 0.0317): drop of 12 %, 95 % interval
 * [−47 %, +76 %], not significant with 23 users (previous run 22)."
 *
 * @param reference what it was held against: "previous run"
 */
export function changeSentence(label: Phrase, comparison: Comparison, reference: string): Phrase {
  const { now, before, users, usersBefore, change, interval } = comparison;
  const start = say`${label} ${digits(now)} (was ${digits(before)})`;
  const people = countOf(users, "user", "users");
  if (hasTooFewUsers(comparison))
    return say`${start} with ${people}: too few users to tell a change from chance (minimum ${String(MIN_USERS)}).`;
  const moved = change === null ? "change without a percentage" : changeText(change);
  const others = say`${people} (${reference} ${countText(usersBefore)})`;
  if (interval.kind !== "bounded") return say`${start}: ${moved}, which cannot be bounded with ${others}.`;
  const { low, high } = interval;
  const found = low > 0 || high < 0 ? "significant" : "not significant";
  // Nothing falls by more than all of it.
  const ends = `[${changePercent(Math.max(-1, low))}, ${changePercent(high)}]`;
  return join([start, say`${moved}, ${INTERVAL} ${ends}, ${found} with ${others}.`], ": ");
}

/** "drop of 12 %". */
function changeText(change: number): string {
  if (Math.round(change * 100) === 0) return "change of 0 %";
  return `${change < 0 ? "drop" : "rise"} of ${wholePercent(Math.abs(change))}`;
}

/** "−12 %", "+3 %"; a dash where there is no number. */
export function changePercent(ratio: number | null): string {
  if (ratio === null) return NO_VALUE;
  const percent = Math.round(ratio * 100);
  return `${percent > 0 ? "+" : percent < 0 ? "−" : ""}${wholePercent(Math.abs(ratio))}`;
}

/** Whole percent: more digits would promise what the interval takes back. */
export function wholePercent(ratio: number): string {
  return `${countText(Math.round(ratio * 100))} %`;
}

/** Three significant digits, zeros at the end kept. */
function digits(value: number): string {
  return value.toPrecision(3).replace("-", "−");
}
