import { changeStandardError } from "./change-interval.ts";
import { normalQuantile } from "./normal-quantile.ts";
import type { Sample } from "./sample.ts";

/** Two-sided 5 % and 80 % power. */
const STANDARD_ERRORS = normalQuantile(0.975) + normalQuantile(0.8);

/**
 * The smallest relative drop that a comparison of these two runs would find four times out of five. Above 1 there is
 * none: nothing falls by more than all of it.
 * @returns null below two users or for an earlier mean of 0
 */
export function smallestDrop(before: Sample, now: Sample): number | null {
  const error = changeStandardError(before, now);
  return error === null ? null : STANDARD_ERRORS * error;
}
