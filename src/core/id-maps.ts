import { MalformedFileError } from "./errors.ts";

/** Usernames of the database to the model's user ids, as training wrote them. */
export interface UserMap {
  /** By exact username: case and Unicode form count. */
  readonly idOf: ReadonlyMap<string, number>;
  /** The largest id of any row. */
  readonly maxId: number;
  /** Well-formed rows. */
  readonly rows: number;
  readonly problems: UserMapProblems;
}

/** What a user map holds beside one id for one name. */
interface UserMapProblems {
  /** Rows with another number of columns than the header, or an id that is not a non-negative integer. */
  readonly malformedRows: number;
  /** Usernames with two different ids; they are in no map, for nobody knows which one the model means. */
  readonly conflictingNames: number;
  /** Ids that several usernames share; all of them are kept. */
  readonly sharedIds: number;
}

/** Titles of the database to the model's item ids, as training wrote them. */
export interface ItemMap {
  /** By normalised title; those that belong to several items are left out. */
  readonly idOfTitle: ReadonlyMap<string, number>;
  /** Normalised titles that belong to several items. */
  readonly ambiguousTitles: ReadonlySet<string>;
  /** Distinct ids. */
  readonly numIds: number;
  /** The largest id of any row. */
  readonly maxId: number;
  /** Well-formed rows. */
  readonly rows: number;
  readonly problems: ItemMapProblems;
}

/** What an item map holds beside one title for one id. */
interface ItemMapProblems {
  /**
   * Rows with another number of columns than the header, without a title, or with an id that is not a non-negative
   * integer.
   */
  readonly malformedRows: number;
  /** Ids with several different titles; every title leads to the item. */
  readonly sharedIds: number;
}

/** What both maps hold beside one name for one id. */
export interface MapProblems {
  readonly users: UserMapProblems;
  readonly items: ItemMapProblems;
}

/** How the names of the database become the model's ids. */
export type IdMapping =
  | { readonly kind: "mapped"; readonly users: UserMap; readonly items: ItemMap }
  /** Numbered by first appearance, as the reference script does: the ids mean arbitrary users and items. */
  | { readonly kind: "first-seen" };

/**
 * Refuses ids that the model has no row for: the file and the model come from different trainings then, and every
 * other id of the file is as likely to mean somebody else.
 *
 * @param maxId the largest id in the file
 * @param count rows of the model's table
 * @throws MalformedFileError with both numbers
 */
export function checkIdsFit(file: string, kind: "user" | "item", maxId: number, count: number): void {
  if (maxId < count) return;
  throw new MalformedFileError(
    file,
    `it holds the ${kind} id ${maxId}; the model has ${count} ${kind}s, ids 0 to ${count - 1}`,
    "Use the file that was written together with this model.",
  );
}

/**
 * Refuses an item map that names fewer items than the model has: training writes one row an item, so it is the map of
 * another training. A malformed row may have been any of them. (A user map may be a part: not everybody whom training
 * saw has a name in the application.)
 *
 * @throws MalformedFileError with both numbers
 */
export function checkCoversItems(file: string, { numIds, problems }: ItemMap, count: number): void {
  if (numIds + problems.malformedRows >= count) return;
  throw new MalformedFileError(
    file,
    `it holds ${numIds} items; the model has ${count}`,
    "Use the item map that was written together with this model, one row for each of its items.",
  );
}
