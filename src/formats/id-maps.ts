import type { ItemMap, UserMap } from "../core/id-maps.ts";
import { readCsv } from "./csv.ts";
import { ItemMapBuilder, UserMapBuilder } from "./id-map-builders.ts";
import { parseId } from "./ids.ts";

const USER_COLUMNS = ["username", "internal_user_id"];
/** `movie_id` may be there and is not read: ids of a catalogue are neither the model's nor in the database. */
const ITEM_COLUMNS = ["internal_item_id", "title"];

/**
 * Reads the user map that training wrote (spec, "Ids"): CSV with the columns `username` and `internal_user_id`.
 *
 * @throws MalformedFileError when the file is no such CSV, or no row of it is well formed
 */
export function readUserMap(file: string, bytes: Uint8Array): UserMap {
  const map = new UserMapBuilder();
  readCsv(file, bytes, [USER_COLUMNS], (cells) => {
    const [name, id] = cells ?? [];
    map.add(name, id === undefined ? null : parseId(id));
  });
  return map.finish(file);
}

/**
 * Reads the item map that training wrote (spec, "Ids"): CSV with the columns `internal_item_id` and `title`, titles
 * normalised. A normalised title that belongs to two items is ambiguous.
 *
 * @throws MalformedFileError when the file is no such CSV, or no row of it is well formed
 */
export function readItemMap(file: string, bytes: Uint8Array): ItemMap {
  const map = new ItemMapBuilder();
  readCsv(file, bytes, [ITEM_COLUMNS], (cells) => {
    const [id, title] = cells ?? [];
    map.add(title, id === undefined ? null : parseId(id));
  });
  return map.finish(file);
}
