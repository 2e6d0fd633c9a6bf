import type { Ratings } from "./ratings.ts";

/** Which rows that the model knows are relevant items. It changes what is scored, never `num_*`. */
export interface RatingFilter {
  /** Ratings below it, and those that are not a number, are no relevant items; null: every rating is, as in Spotlight. */
  readonly minRating: number | null;
  /** Only strictly newer ratings count, milliseconds since 1970 UTC; null: ratings of every age. */
  readonly newerThan: number | null;
}

/** Spotlight's own view: every rating counts, whatever its value and age. */
export const NO_FILTER: RatingFilter = { minRating: null, newerThan: null };

/** Rows that the model knows and the filter leaves out; each counts once, in this order. */
export interface FilteredRows {
  /** Below the minimum, or not a number. */
  readonly belowMinRating: number;
  /** Without a time that can be read, where only newer ratings count. */
  readonly withoutTime: number;
  readonly tooOld: number;
}

/** Why the filter leaves out a row; null: it counts. */
export function whyLeftOut(
  { values, timestamps }: Pick<Ratings, "values" | "timestamps">,
  row: number,
  { minRating, newerThan }: RatingFilter,
): keyof FilteredRows | null {
  // Not `values < minRating`: a rating that is NaN is below nothing, and would count.
  if (minRating !== null && !(values[row]! >= minRating)) return "belowMinRating";
  if (newerThan === null) return null;
  const time = timestamps?.[row] ?? Number.NaN;
  if (Number.isNaN(time)) return "withoutTime";
  return time > newerThan ? null : "tooOld";
}
