import { ConfigError } from "./errors.ts";
import type { FactorModel } from "./factor-model.ts";
import type { IdMapping, ItemMap, UserMap } from "./id-maps.ts";
import { groupInteractions } from "./interactions.ts";
import type { Ratings } from "./ratings.ts";
import { normaliseTitle } from "./titles.ts";
import type { DataHealth, DroppedRows, NoDataReason, Validation } from "./validation.ts";

interface ValidationRequest {
  readonly ratings: Ratings;
  readonly mapping: IdMapping;
  readonly model: Pick<FactorModel, "numUsers" | "numItems">;
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
export function validate({ ratings, mapping, model }: ValidationRequest): Validation {
  const ids = mapping.kind === "mapped" ? lookUp(ratings, mapping) : numberByAppearance(ratings, model);
  const rows = keepKnownRows(ratings, ids);
  const interactions = groupInteractions(rows.users, rows.items);
  const cold = groupInteractions(rows.coldUsers, rows.coldItems);
  const health: DataHealth = {
    counts: countRows(ratings),
    problems: ratings.problems,
    dropped: rows.dropped,
    unknownUsers: countOf(ids.users, UNKNOWN),
    coldUsers: cold.users.length,
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
  return reason === null ? { kind: "ok", health, interactions, cold } : { kind: "no-data", reason, health };
}

/** In place of an id: the name is in no map, or it means several items. */
const UNKNOWN = -1;
const AMBIGUOUS = -2;

/** For each name of the ratings its id in the model, or one of the two above. */
interface NameIds {
  readonly users: Int32Array;
  readonly items: Int32Array;
}

/** Once per name, not per row: normalising is the expensive part. */
function lookUp(
  ratings: Ratings,
  { users, items }: { readonly users: UserMap; readonly items: ItemMap },
): NameIds {
  return {
    users: Int32Array.from(ratings.users, (name) => users.idOf.get(name) ?? UNKNOWN),
    items: Int32Array.from(ratings.items, (name) => {
      const title = normaliseTitle(name);
      return items.ambiguousTitles.has(title) ? AMBIGUOUS : (items.idOfTitle.get(title) ?? UNKNOWN);
    }),
  };
}

/** Names already stand in the order of their first row. */
function numberByAppearance(ratings: Ratings, model: ValidationRequest["model"]): NameIds {
  checkNumbering("user", ratings.users.length, model.numUsers);
  checkNumbering("item", ratings.items.length, model.numItems);
  return {
    users: Int32Array.from(ratings.users, (_, index) => index),
    items: Int32Array.from(ratings.items, (_, index) => index),
  };
}

function checkNumbering(kind: "user" | "item", names: number, count: number): void {
  if (names <= count) return;
  throw new ConfigError(
    `id-mapping first-seen numbers ${names} ${kind}s of the database, but the model has ${count}: the ${kind} id ${count} is outside its table`,
    "Write the id maps at training time and use id-mapping: mapped; first-seen ids describe arbitrary users anyway.",
  );
}

interface KnownRows {
  readonly users: Uint32Array;
  readonly items: Uint32Array;
  /** Rows of known items by unknown users, with the index of the name for the user. */
  readonly coldUsers: readonly number[];
  readonly coldItems: readonly number[];
  readonly dropped: DroppedRows;
}

/** A dropped row counts once: ambiguous title, then unmatched title, then unknown user. */
function keepKnownRows({ userOfRow, itemOfRow }: Ratings, ids: NameIds): KnownRows {
  const users = new Uint32Array(userOfRow.length);
  const items = new Uint32Array(userOfRow.length);
  const dropped = { ambiguousTitle: 0, unmatchedTitle: 0, unknownUser: 0 };
  const coldUsers: number[] = [];
  const coldItems: number[] = [];
  let kept = 0;
  for (let row = 0; row < userOfRow.length; row++) {
    const user = ids.users[userOfRow[row]!]!;
    const item = ids.items[itemOfRow[row]!]!;
    if (item === AMBIGUOUS) dropped.ambiguousTitle++;
    else if (item === UNKNOWN) dropped.unmatchedTitle++;
    else if (user === UNKNOWN) {
      dropped.unknownUser++;
      coldUsers.push(userOfRow[row]!);
      coldItems.push(item);
    } else {
      users[kept] = user;
      items[kept++] = item;
    }
  }
  return { users: users.subarray(0, kept), items: items.subarray(0, kept), coldUsers, coldItems, dropped };
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

function reasonForNoData(
  { problems }: Ratings,
  { counts, evaluatedRatings }: DataHealth,
): NoDataReason | null {
  if (evaluatedRatings > 0) return null;
  if (counts.numRatings > 0) return "no-known-rows";
  return problems.malformedRows > 0 ? "no-usable-rows" : "no-rows";
}
