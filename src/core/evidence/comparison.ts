import { relativeChange } from "../rules/relative-change.ts";
import { changeInterval, type ChangeInterval } from "../statistics/change-interval.ts";
import type { Sample } from "../statistics/sample.ts";
import { smallestDrop } from "../statistics/smallest-drop.ts";

/** Fewer users on either side give no verdict: four lucky ones would decide. */
export const MIN_USERS = 10;

/** The probability that gives `high` of an interval as the end of a one-sided one of 95 %. */
export const ONE_SIDED = 0.95;

/** A mean held against an earlier one. */
export interface Comparison {
  readonly now: number;
  readonly before: number;
  readonly usersBefore: number;
  readonly users: number;
  /** null: the earlier mean is 0. */
  readonly change: number | null;
  /** Of the change, 95 %, both ends. */
  readonly interval: ChangeInterval;
  /** One-sided, 95 %: `high` is its end. */
  readonly oneSided: ChangeInterval;
  /** The smallest drop that these two would show four times out of five; null where there is no interval. */
  readonly smallestDrop: number | null;
}

/** Holds the mean of this run against an earlier one, users of both taken into account. */
export function compareSamples(before: Sample, now: Sample): Comparison {
  return {
    now: now.mean,
    before: before.mean,
    usersBefore: before.size,
    users: now.size,
    change: relativeChange(before.mean, now.mean),
    interval: changeInterval(before, now),
    oneSided: changeInterval(before, now, ONE_SIDED),
    smallestDrop: smallestDrop(before, now),
  };
}

/** Whether either side has fewer users than a verdict needs. */
export function hasTooFewUsers({ users, usersBefore }: Pick<Comparison, "users" | "usersBefore">): boolean {
  return users < MIN_USERS || usersBefore < MIN_USERS;
}

/** Whether the mean is lower now, by a one-sided interval; a change that cannot be bounded is not shown to be a fall. */
export function isShownToFall(oneSided: ChangeInterval): boolean {
  return oneSided.kind === "bounded" && oneSided.high < 0;
}
