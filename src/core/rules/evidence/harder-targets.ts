import type { MeanStatistics, Statistics } from "../../evidence/statistics.ts";

/**
 * Whether a fall of the metric says nothing against the model, because the lift over the popularity list on the same
 * targets stood the same test. Where the list itself has fallen, there is another explanation, and the lift must have fallen
 * beyond doubt: else every week of hard targets would be a week in which the lift alone, which is as
 * noisy as the metric, raises the flag. Where no popularity is known, or no earlier lift, the question cannot be asked and
 * stops nothing.
 */
export function areTargetsHarder(
  statistics: Pick<Statistics, "lift" | "targets"> | undefined,
  hasFallen: (lift: MeanStatistics) => boolean,
): boolean {
  const { lift, targets } = statistics ?? { lift: null, targets: null };
  if (lift === null || targets === null) return false;
  return !hasFallen(lift) || (targets.areHarder && !targets.liftFellBeyondDoubt);
}
