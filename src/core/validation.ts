import type { MapProblems } from "./id-maps.ts";
import type { Interactions } from "./interactions.ts";
import type { FilteredRows } from "./rating-filter.ts";
import type { RowProblems } from "./ratings.ts";

/** The active users and their ratings: every well-formed row of the query, before anything is dropped by the maps. */
interface DataCounts {
  readonly numUsers: number;
  readonly numRatings: number;
  readonly avgRatingsPerUser: number;
}

/** Rows that could not be scored; each counts once, in this order. Zero everywhere in first-seen mode. */
export interface DroppedRows {
  readonly ambiguousTitle: number;
  readonly unmatchedTitle: number;
  readonly unknownUser: number;
}

/** What the ratings look like beside the model: reported, never a verdict. */
export interface DataHealth {
  readonly counts: DataCounts;
  readonly problems: RowProblems;
  readonly dropped: DroppedRows;
  /** Rows of known users and items that `min-rating` and `since` leave out; counted after those that were dropped. */
  readonly filtered: FilteredRows;
  /** Distinct user names of the query that the model does not know. */
  readonly unknownUsers: number;
  /** Those of them who rated an item that the model knows; their rows are `dropped.unknownUser`. 0 in first-seen mode. */
  readonly coldUsers: number;
  /** Distinct item names that match no item of the model, and those that match several. */
  readonly unknownItems: number;
  readonly ambiguousItems: number;
  /** Distinct item names of the query. */
  readonly numItemNames: number;
  /** Rows that were scored. */
  readonly evaluatedRatings: number;
  /** Users that were scored. */
  readonly evaluatedUsers: number;
  /** Scored rows that repeat a (user, item) pair and count once as a target. */
  readonly duplicateRows: number;
  /** What is odd in the id maps; null in first-seen mode, which has none. */
  readonly mapProblems: MapProblems | null;
  /** Newest rating of the query, milliseconds since 1970 UTC; null when unknown. */
  readonly newestRating: number | null;
}

/** The rows that are scored, in the model's ids and the order of the query: entry n of each array is the same row. */
export interface ScoredRows {
  readonly users: Uint32Array;
  readonly items: Uint32Array;
  /** Its index among all rows of the ratings. */
  readonly rows: Uint32Array;
}

/** Nothing to evaluate is an outcome, with its reason from a closed list. */
export type NoDataReason =
  | "database-missing"
  | "artifact-missing"
  | "not-in-artifact"
  | "no-rows"
  | "no-usable-rows"
  | "no-known-rows"
  | "below-min-rating"
  | "no-usable-times"
  | "nothing-new";

/** What users rated, in the model's ids. */
interface RatedItems {
  readonly interactions: Interactions;
  /**
   * Items that the model knows, rated by users whom it does not: a user here is the index of the name in
   * `ratings.users`. Empty in first-seen mode.
   */
  readonly cold: Interactions;
}

/**
 * In first-seen mode a user of `interactions` is the index of the name in `ratings.users`, in mapped mode the
 * model's own id.
 */
export type Validation =
  | ({ readonly kind: "ok"; readonly health: DataHealth; readonly scoredRows: ScoredRows } & RatedItems)
  | { readonly kind: "no-data"; readonly reason: NoDataReason; readonly health: DataHealth };
