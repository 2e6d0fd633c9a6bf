import { relativeChange } from "../rules/relative-change.ts";
import { changeInterval, type ChangeInterval } from "../statistics/change-interval.ts";
import type { Sample } from "../statistics/sample.ts";
import { smallestDrop } from "../statistics/smallest-drop.ts";

/** Fewer users on either side give no verdict: four lucky ones would decide. */
export const MIN_USERS = 10;

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
  /** The end of the one-sided 95 % interval of the change; null where the change cannot be bounded. */
  readonly upperEnd: number | null;
  /** The smallest drop that these two would show four times out of five; null where there is no interval. */
  readonly smallestDrop: number | null;
}

export function compareSamples(before: Sample, now: Sample): Comparison {
  const oneSided = changeInterval(before, now, 0.95);
  return {
    now: now.mean,
    before: before.mean,
    usersBefore: before.size,
    users: now.size,
    change: relativeChange(before.mean, now.mean),
    interval: changeInterval(before, now),
    upperEnd: oneSided.kind === "bounded" ? oneSided.high : null,
    smallestDrop: smallestDrop(before, now),
  };
}

export function hasTooFewUsers({ users, usersBefore }: Pick<Comparison, "users" | "usersBefore">): boolean {
  return users < MIN_USERS || usersBefore < MIN_USERS;
}

/** Whether the mean is lower now, by the one-sided 95 % interval; a change that cannot be bounded is not shown to be a fall. */
export function isShownToFall({ upperEnd }: Comparison): boolean {
  return upperEnd !== null && upperEnd < 0;
}
