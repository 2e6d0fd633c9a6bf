/** How many runs a window looks back, and how many of the first runs of a model are its baseline. */
const WINDOW = 4;
const BASELINE_RUNS = 4;

/** Earlier values that a run can be held against; null where there is none. */
export interface WindowValues {
  readonly best: number | null;
  readonly median: number | null;
}

/** The best and the median of the last few runs: a step is seen by both, a slow decline by the best alone. */
export function windowValues(earlierOldestFirst: readonly number[], window = WINDOW): WindowValues {
  const last = earlierOldestFirst.slice(-window).sort((one, other) => one - other);
  if (last.length === 0) return { best: null, median: null };
  const middle = (last.length - 1) / 2;
  return { best: last.at(-1)!, median: (last[Math.floor(middle)]! + last[Math.ceil(middle)]!) / 2 };
}

/** The runs of a model that its later ones are held against: its first ones. They decide whether it still does what it did. */
export function baselineRuns<Run>(
  earlierOfModelOldestFirst: readonly Run[],
  count = BASELINE_RUNS,
): readonly Run[] {
  return earlierOfModelOldestFirst.slice(0, count);
}
