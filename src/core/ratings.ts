/**
 * The rows of the ratings query, dictionary-encoded: one entry per row in the typed arrays, names stored once,
 * so that memory follows the number of rows and not the length of the names. Rows stand in the query's order.
 */
export interface Ratings {
  /** Distinct user names in the order of their first row. */
  readonly users: readonly string[];
  /** Distinct item names (titles) in the order of their first row. */
  readonly items: readonly string[];
  /** For each row, the index into `users`. */
  readonly userOfRow: Uint32Array;
  /** For each row, the index into `items`. */
  readonly itemOfRow: Uint32Array;
  /** For each row, the rating; NaN where it is not a number. */
  readonly values: Float64Array;
  /** For each row, milliseconds since 1970 UTC, NaN where there is none; null when the query returns no fourth column. */
  readonly timestamps: Float64Array | null;
  readonly problems: RowProblems;
}

/** Rows that are not what the query promises. */
export interface RowProblems {
  /** User or item is NULL or a blob: the row is dropped and counted in no `num_*`. */
  readonly malformedRows: number;
  /** NULL, text or blob as rating: the row stays an interaction (Spotlight's ranking metrics ignore ratings). */
  readonly nonNumericRatings: number;
  /** A timestamp in none of the accepted forms: the row stays, without a time. */
  readonly malformedTimestamps: number;
}
