import { MalformedFileError } from "../core/errors.ts";
import type { ItemMap, UserMap } from "../core/id-maps.ts";
import { normaliseTitle } from "../core/titles.ts";

/** What a Map of JavaScript holds: one entry more is a RangeError. A map of a service's users has some million. */
const MAX_ROWS = 2 ** 24 - 1;

/**
 * Collects the rows of a user map, wherever they come from. Usernames are kept byte by byte. What is odd is counted,
 * and what would guess a person's id is left out.
 */
export class UserMapBuilder {
  readonly #idOf = new Map<string, number>();
  readonly #conflicting = new Set<string>();
  readonly #ids: IdUse;
  #malformedRows = 0;

  /** @param mostRows well-formed rows that are taken */
  constructor(mostRows = MAX_ROWS) {
    this.#ids = new IdUse(mostRows);
  }

  /** @param id null: the row has none that is a non-negative integer */
  add(name: string | undefined, id: number | null): void {
    if (name === undefined || id === null) {
      this.#malformedRows++;
      return;
    }
    if (!this.#ids.add(id, name)) return;
    const known = this.#idOf.get(name);
    if (known !== undefined && known !== id) this.#conflicting.add(name);
    this.#idOf.set(name, id);
  }

  /** @throws MalformedFileError when no row is well formed, or too many are */
  finish(file: string): UserMap {
    checkRows(file, this.#ids, this.#malformedRows);
    for (const name of this.#conflicting) this.#idOf.delete(name);
    const problems = {
      malformedRows: this.#malformedRows,
      conflictingNames: this.#conflicting.size,
      sharedIds: this.#ids.shared,
    };
    return { idOf: this.#idOf, maxId: this.#ids.maxId, rows: this.#ids.rows, problems };
  }
}

/** Collects the rows of an item map; titles are normalised, and one that belongs to two items is ambiguous. */
export class ItemMapBuilder {
  readonly #idOfTitle = new Map<string, number>();
  readonly #ambiguousTitles = new Set<string>();
  readonly #ids: IdUse;
  #malformedRows = 0;

  /** @param mostRows well-formed rows that are taken */
  constructor(mostRows = MAX_ROWS) {
    this.#ids = new IdUse(mostRows);
  }

  /** @param id null: the row has none that is a non-negative integer */
  add(rawTitle: string | undefined, id: number | null): void {
    const title = normaliseTitle(rawTitle ?? "");
    // An item without a title must not catch the rows of the database that have none either.
    if (id === null || title === "") {
      this.#malformedRows++;
      return;
    }
    if (!this.#ids.add(id, title)) return;
    const known = this.#idOfTitle.get(title);
    if (known !== undefined && known !== id) this.#ambiguousTitles.add(title);
    this.#idOfTitle.set(title, id);
  }

  /** @throws MalformedFileError when no row is well formed, or too many are */
  finish(file: string): ItemMap {
    checkRows(file, this.#ids, this.#malformedRows);
    for (const title of this.#ambiguousTitles) this.#idOfTitle.delete(title);
    return {
      idOfTitle: this.#idOfTitle,
      ambiguousTitles: this.#ambiguousTitles,
      numIds: this.#ids.distinct,
      maxId: this.#ids.maxId,
      rows: this.#ids.rows,
      problems: { malformedRows: this.#malformedRows, sharedIds: this.#ids.shared },
    };
  }
}

/** Which names each id was given. */
class IdUse {
  readonly #nameOf = new Map<number, string>();
  readonly #shared = new Set<number>();
  readonly mostRows: number;
  rows = 0;
  maxId = -1;
  /** Whether there were more rows than are taken. */
  isTooLong = false;

  constructor(mostRows: number) {
    this.mostRows = mostRows;
  }

  /** @returns false for a row too many. */
  add(id: number, name: string): boolean {
    if (this.rows === this.mostRows) {
      this.isTooLong = true;
      return false;
    }
    const known = this.#nameOf.get(id);
    if (known === undefined) this.#nameOf.set(id, name);
    else if (known !== name) this.#shared.add(id);
    this.rows++;
    this.maxId = Math.max(this.maxId, id);
    return true;
  }

  get distinct(): number {
    return this.#nameOf.size;
  }

  /** Ids with several names. */
  get shared(): number {
    return this.#shared.size;
  }
}

/** A map without a row knows nobody: as an outcome it would look like a week in which only strangers came. */
function checkRows(
  file: string,
  { rows, mostRows, isTooLong }: Pick<IdUse, "rows" | "mostRows" | "isTooLong">,
  malformedRows: number,
): void {
  if (isTooLong)
    throw new MalformedFileError(
      file,
      `it has more than ${mostRows} rows`,
      "Check that this is the right file: a map has one row for each id of the model.",
    );
  if (rows > 0) return;
  throw new MalformedFileError(
    file,
    malformedRows === 0 ? "it has a header and no row" : `none of its ${malformedRows} rows is well formed`,
    "Write the map again at training time, one row for each id of the model.",
  );
}
