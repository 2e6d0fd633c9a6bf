import type { IdMapping } from "./id-maps.ts";
import { groupInteractions } from "./interactions.ts";
import { AMBIGUOUS, idsOf, UNKNOWN, type NameIds } from "./name-ids.ts";
import { NO_FILTER, whyLeftOut, type FilteredRows, type RatingFilter } from "./rating-filter.ts";
import type { Ratings } from "./ratings.ts";
import type { RecommenderModel } from "./recommender-model.ts";
import type { DataHealth, DroppedRows, NoDataReason, ScoredRows, Validation } from "./validation.ts";

interface ValidationRequest {
  readonly ratings: Ratings;
  readonly mapping: IdMapping;
  readonly model: Pick<RecommenderModel, "numUsers" | "numItems">;
  /** Which ratings are relevant items; all of them unless said otherwise. */
  readonly filter?: RatingFilter;
}

/**
 * Turns the rows of the query into interactions in the model's ids and says what was found on the way (spec, "The
 * numbers and their names" and "Ids"). Nothing to evaluate is an outcome with its reason, not an error.
 *
 * Mapped ids have been checked against the model's tables (`checkIdsFit`). In first-seen mode the id of a user is
 * the index of the name in `ratings.users`.
 *
 * @throws ConfigError when first-seen numbering gives more ids than the model has: Spotlight dies there.
 */
export function validate({ ratings, mapping, model, filter = NO_FILTER }: ValidationRequest): Validation {
  const ids = idsOf(ratings, mapping, model);
  const rows = keepKnownRows(ratings, ids, filter);
  const interactions = groupInteractions(rows.users, rows.items);
  const cold = groupInteractions(rows.cold.users, rows.cold.items);
  const health: DataHealth = {
    counts: countRows(ratings),
    problems: ratings.problems,
    dropped: rows.dropped,
    filtered: rows.filtered,
    unknownUsers: countOf(ids.users, UNKNOWN),
    coldUsers: rows.cold.numUsers,
    unknownItems: countOf(ids.items, UNKNOWN),
    ambiguousItems: countOf(ids.items, AMBIGUOUS),
    numItemNames: ratings.items.length,
    evaluatedRatings: rows.users.length,
    evaluatedUsers: interactions.users.length,
    duplicateRows: rows.users.length - interactions.items.length,
    mapProblems:
      mapping.kind === "mapped" ? { users: mapping.users.problems, items: mapping.items.problems } : null,
    newestRating: newestOf(ratings.timestamps),
  };
  const reason = reasonForNoData(ratings, health);
  return reason === null
    ? { kind: "ok", health, interactions, cold, scoredRows: rows }
    : { kind: "no-data", reason, health };
}

/** Rows of known items by unknown users, with the index of the name for the user. */
class ColdRows {
  readonly #names = new Set<number>();
  readonly users: number[] = [];
  readonly items: number[] = [];

  /** @param counts whether the filter lets the row through; the user is counted all the same */
  add(user: number, item: number, counts: boolean): void {
    this.#names.add(user);
    if (!counts) return;
    this.users.push(user);
    this.items.push(item);
  }

  get numUsers(): number {
    return this.#names.size;
  }
}

interface KnownRows extends ScoredRows {
  readonly cold: ColdRows;
  readonly dropped: DroppedRows;
  readonly filtered: FilteredRows;
}

/** A row that is left out counts once: ambiguous title, unmatched title, unknown user, then what the filter says. */
function keepKnownRows(ratings: Ratings, ids: NameIds, filter: RatingFilter): KnownRows {
  const { userOfRow, itemOfRow } = ratings;
  const users = new Uint32Array(userOfRow.length);
  const items = new Uint32Array(userOfRow.length);
  const rows = new Uint32Array(userOfRow.length);
  const dropped = { ambiguousTitle: 0, unmatchedTitle: 0, unknownUser: 0 };
  const filtered = { belowMinRating: 0, withoutTime: 0, tooOld: 0 };
  const cold = new ColdRows();
  let kept = 0;
  for (let row = 0; row < userOfRow.length; row++) {
    const user = ids.users[userOfRow[row]!]!;
    const item = ids.items[itemOfRow[row]!]!;
    if (item === AMBIGUOUS) dropped.ambiguousTitle++;
    else if (item === UNKNOWN) dropped.unmatchedTitle++;
    else if (user === UNKNOWN) {
      dropped.unknownUser++;
      cold.add(userOfRow[row]!, item, whyLeftOut(ratings, row, filter) === null);
    } else {
      const why = whyLeftOut(ratings, row, filter);
      if (why !== null) {
        filtered[why]++;
        continue;
      }
      rows[kept] = row;
      users[kept] = user;
      items[kept++] = item;
    }
  }
  return {
    users: users.subarray(0, kept),
    items: items.subarray(0, kept),
    rows: rows.subarray(0, kept),
    cold,
    dropped,
    filtered,
  };
}

function countRows(ratings: Ratings): DataHealth["counts"] {
  const numUsers = ratings.users.length;
  const numRatings = ratings.userOfRow.length;
  return { numUsers, numRatings, avgRatingsPerUser: numUsers === 0 ? 0 : numRatings / numUsers };
}

function countOf(ids: Int32Array, wanted: number): number {
  let count = 0;
  for (const id of ids) if (id === wanted) count++;
  return count;
}

function newestOf(timestamps: Float64Array | null): number | null {
  let newest = -Infinity;
  for (const time of timestamps ?? []) if (time > newest) newest = time;
  return newest === -Infinity ? null : newest;
}

/** What took the last rows away: a single old rating by somebody known means that the model's users made no new one. */
function reasonForNoData(
  { problems }: Ratings,
  { counts, evaluatedRatings, filtered }: DataHealth,
): NoDataReason | null {
  if (evaluatedRatings > 0) return null;
  if (counts.numRatings === 0) return problems.malformedRows > 0 ? "no-usable-rows" : "no-rows";
  if (filtered.tooOld > 0) return "nothing-new";
  if (filtered.withoutTime > 0) return "no-usable-times";
  return filtered.belowMinRating > 0 ? "below-min-rating" : "no-known-rows";
}
