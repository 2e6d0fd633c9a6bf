import type { Trend } from "../../evidence/statistics.ts";

/**
 * Whether a fall of the metric says nothing against the model, because the lift over the popularity list on the same
 * targets stood the same test. Where no popularity is known, or no earlier lift, the question cannot be asked and stops
 * nothing.
 */
export function areTargetsHarder(lift: Trend | null, hasFallen: (lift: Trend) => boolean): boolean {
  return lift !== null && lift.baseline !== null && !hasFallen(lift);
}
