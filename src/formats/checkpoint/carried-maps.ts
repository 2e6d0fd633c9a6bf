import type { ItemMap, UserMap } from "../../core/id-maps.ts";
import { ItemMapBuilder, UserMapBuilder } from "../id-map-builders.ts";
import { isKind, type PickleDict, type PickleValue } from "../pickle/values.ts";

/** Id maps that a checkpoint carries beside its model; null where it carries none. */
export interface CarriedMaps {
  readonly users: UserMap | null;
  readonly items: ItemMap | null;
}

export const NO_MAPS: CarriedMaps = { users: null, items: null };

/**
 * Finds the id maps that a training script saved with the model: `user_map` (dict username → internal id) and
 * `item_map` (dict title → internal id or internal id → title, or list of titles by id), as attributes of the outermost
 * object or keys of the outermost dict. Nowhere deeper, and under no other name: a dict of numbers that happens to lie
 * in some object would give people the ids of others.
 *
 * @throws MalformedFileError when a map is there and none of its entries is well formed
 */
export function carriedMaps(file: string, root: PickleValue): CarriedMaps {
  const parts = attributesOf(root);
  const users = parts?.get("user_map");
  const items = parts?.get("item_map");
  return {
    users: isKind(users, "dict") ? userMap(`${file}, user_map`, users) : null,
    items: items === undefined ? null : itemMap(`${file}, item_map`, items),
  };
}

function attributesOf(root: PickleValue): ReadonlyMap<PickleValue, PickleValue> | null {
  if (isKind(root, "dict")) return root.entries;
  if (!isKind(root, "object")) return null;
  return isKind(root.state, "dict") ? root.state.entries : root.entries;
}

function userMap(file: string, { entries }: PickleDict): UserMap {
  const map = new UserMapBuilder();
  for (const [name, id] of entries) map.add(textOf(name), idOf(id));
  return map.finish(file);
}

function itemMap(file: string, items: PickleValue): ItemMap | null {
  const map = new ItemMapBuilder();
  if (isKind(items, "list")) for (const [id, title] of items.items.entries()) map.add(textOf(title), id);
  else if (isKind(items, "dict"))
    for (const [key, value] of items.entries)
      // A title that is all digits is text all the same: the types tell the two directions apart.
      if (typeof key === "string") map.add(key, idOf(value));
      else map.add(textOf(value), idOf(key));
  else return null;
  return map.finish(file);
}

function textOf(value: PickleValue): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function idOf(value: PickleValue): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
