import { ConfigError } from "./errors.ts";
import type { IdMapping, ItemMap, UserMap } from "./id-maps.ts";
import type { Ratings } from "./ratings.ts";
import type { RecommenderModel } from "./recommender-model.ts";
import { normaliseTitle } from "./titles.ts";

type ModelSize = Pick<RecommenderModel, "numUsers" | "numItems">;

/** In place of an id: the name is in no map, or it means several items. */
export const UNKNOWN = -1;
export const AMBIGUOUS = -2;

/** For each name of the ratings its id in the model, or one of the two above. */
export interface NameIds {
  readonly users: Int32Array;
  readonly items: Int32Array;
}

/**
 * The ids of all names: by the maps, or in first-seen mode the index of the name.
 * @throws ConfigError when first-seen numbering gives more ids than the model has: Spotlight dies there
 */
export function idsOf(ratings: Ratings, mapping: IdMapping, model: ModelSize): NameIds {
  return mapping.kind === "mapped" ? lookUp(ratings, mapping) : numberByAppearance(ratings, model);
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
function numberByAppearance(ratings: Ratings, model: ModelSize): NameIds {
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
