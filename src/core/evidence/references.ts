import { baselineRuns } from "../statistics/reference-windows.ts";
import type { EarlierRun } from "./earlier-runs.ts";

/** The earlier runs that this one is held against; each list is oldest first. */
export interface References {
  /** All that were measured as this one, whatever the model. */
  readonly comparable: readonly EarlierRun[];
  /** Of them the first ones of the current model, since it last changed. */
  readonly baseline: readonly EarlierRun[];
  /** Those of the current model that came after. */
  readonly sinceBaseline: readonly EarlierRun[];
  /** How many of the newest runs of the current model in a row were suspect. */
  readonly streak: number;
}

/** What identifies this run among the others. */
export interface ThisRun {
  readonly modelDigest: string;
  readonly measurementKey: string;
}

/**
 * Another model ends the search: what it did says nothing about this one, and neither does what this one did before it was
 * replaced and came back. Runs that measured the same thing again count once, this run first: the same ratings evaluated
 * twice are no second evidence.
 */
export function referencesOf(historyNewestFirst: readonly EarlierRun[], now: ThisRun): References {
  const seen = new Set([now.measurementKey]);
  const comparable: EarlierRun[] = [];
  let ofModel = 0;
  let sameModel = true;
  for (const run of historyNewestFirst) {
    // A run of somebody else, which does not say which model it is about, ends nothing.
    if (run.modelDigest !== null && run.modelDigest !== now.modelDigest) sameModel = false;
    if (!run.comparable || seen.has(run.measurementKey)) continue;
    seen.add(run.measurementKey);
    comparable.push(run);
    if (sameModel) ofModel = comparable.length;
  }
  const earlier = comparable.slice(0, ofModel);
  const calm = earlier.findIndex(({ suspect }) => !suspect);
  const oldestFirst = earlier.toReversed();
  const baseline = baselineRuns(oldestFirst);
  return {
    comparable: comparable.toReversed(),
    baseline,
    sinceBaseline: oldestFirst.slice(baseline.length),
    streak: calm === -1 ? earlier.length : calm,
  };
}
