import { MalformedFileError } from "../core/errors.ts";
import type { ItemMap, UserMap } from "../core/id-maps.ts";
import { normaliseTitle } from "../core/titles.ts";
import { readCsv } from "./csv.ts";
import { parseId } from "./ids.ts";

const USER_COLUMNS = ["username", "internal_user_id"];
/** `movie_id` may be there and is not read: ids of a catalogue are neither the model's nor in the database. */
const ITEM_COLUMNS = ["internal_item_id", "title"];

/**
 * Reads the user map that training wrote (spec, "Ids"): CSV with the columns `username` and `internal_user_id`.
 * Usernames are kept byte by byte. What is odd is counted, and what would guess a person's id is left out.
 *
 * @throws MalformedFileError when the file is no such CSV, or no row of it is well formed
 */
export function readUserMap(file: string, bytes: Uint8Array): UserMap {
  const idOf = new Map<string, number>();
  const conflicting = new Set<string>();
  const ids = new IdUse();
  let malformedRows = 0;
  readCsv(file, bytes, [USER_COLUMNS], (cells) => {
    const [name, idText] = cells ?? [];
    const id = idText === undefined ? null : parseId(idText);
    if (name === undefined || id === null) {
      malformedRows++;
      return;
    }
    ids.add(id, name);
    const known = idOf.get(name);
    if (known !== undefined && known !== id) conflicting.add(name);
    idOf.set(name, id);
  });
  checkSomeRows(file, ids.rows, malformedRows);
  for (const name of conflicting) idOf.delete(name);
  const problems = { malformedRows, conflictingNames: conflicting.size, sharedIds: ids.shared };
  return { idOf, maxId: ids.maxId, rows: ids.rows, problems };
}

/**
 * Reads the item map that training wrote (spec, "Ids"): CSV with the columns `internal_item_id` and `title`, titles
 * normalised. A normalised title that belongs to two items is ambiguous.
 *
 * @throws MalformedFileError when the file is no such CSV, or no row of it is well formed
 */
export function readItemMap(file: string, bytes: Uint8Array): ItemMap {
  const idOfTitle = new Map<string, number>();
  const ambiguousTitles = new Set<string>();
  const ids = new IdUse();
  let malformedRows = 0;
  readCsv(file, bytes, [ITEM_COLUMNS], (cells) => {
    const [idText, rawTitle] = cells ?? [];
    const id = idText === undefined ? null : parseId(idText);
    const title = normaliseTitle(rawTitle ?? "");
    // An item without a title must not catch the rows of the database that have none either.
    if (id === null || title === "") {
      malformedRows++;
      return;
    }
    ids.add(id, title);
    const known = idOfTitle.get(title);
    if (known !== undefined && known !== id) ambiguousTitles.add(title);
    idOfTitle.set(title, id);
  });
  checkSomeRows(file, ids.rows, malformedRows);
  for (const title of ambiguousTitles) idOfTitle.delete(title);
  const problems = { malformedRows, sharedIds: ids.shared };
  return { idOfTitle, ambiguousTitles, maxId: ids.maxId, rows: ids.rows, problems };
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
