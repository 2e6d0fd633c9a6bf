import { MalformedFileError } from "../core/errors.ts";
import type { ItemMap, UserMap } from "../core/id-maps.ts";
import { normaliseTitle } from "../core/titles.ts";

/**
 * Collects the rows of a user map, wherever they come from. Usernames are kept byte by byte. What is odd is counted,
 * and what would guess a person's id is left out.
 */
export class UserMapBuilder {
  readonly #idOf = new Map<string, number>();
  readonly #conflicting = new Set<string>();
  readonly #ids = new IdUse();
  #malformedRows = 0;

  /** @param id null: the row has none that is a non-negative integer */
  add(name: string | undefined, id: number | null): void {
    if (name === undefined || id === null) {
      this.#malformedRows++;
      return;
    }
    this.#ids.add(id, name);
    const known = this.#idOf.get(name);
    if (known !== undefined && known !== id) this.#conflicting.add(name);
    this.#idOf.set(name, id);
  }

  /** @throws MalformedFileError when no row is well formed */
  finish(file: string): UserMap {
    checkSomeRows(file, this.#ids.rows, this.#malformedRows);
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
  readonly #ids = new IdUse();
  #malformedRows = 0;

  /** @param id null: the row has none that is a non-negative integer */
  add(rawTitle: string | undefined, id: number | null): void {
    const title = normaliseTitle(rawTitle ?? "");
    // An item without a title must not catch the rows of the database that have none either.
    if (id === null || title === "") {
      this.#malformedRows++;
      return;
    }
    this.#ids.add(id, title);
    const known = this.#idOfTitle.get(title);
    if (known !== undefined && known !== id) this.#ambiguousTitles.add(title);
    this.#idOfTitle.set(title, id);
  }

  /** @throws MalformedFileError when no row is well formed */
  finish(file: string): ItemMap {
    checkSomeRows(file, this.#ids.rows, this.#malformedRows);
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
  rows = 0;
  maxId = -1;

  add(id: number, name: string): void {
    const known = this.#nameOf.get(id);
    if (known === undefined) this.#nameOf.set(id, name);
    else if (known !== name) this.#shared.add(id);
    this.rows++;
    this.maxId = Math.max(this.maxId, id);
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
function checkSomeRows(file: string, rows: number, malformedRows: number): void {
  if (rows > 0) return;
  throw new MalformedFileError(
    file,
    malformedRows === 0 ? "it has a header and no row" : `none of its ${malformedRows} rows is well formed`,
    "Write the map again at training time, one row for each id of the model.",
  );
}
