import { basename, dirname, join } from "node:path";
import { isKind, readInputFile } from "./adapters/files.ts";
import type { Config } from "./config/config.ts";
import { checkCoversItems, checkIdsFit, type IdMapping } from "./core/id-maps.ts";
import { readItemMap, readUserMap } from "./formats/id-maps.ts";
import { firstPlace, type Located, type Place } from "./open-artifacts.ts";
import type { LoadedModel } from "./world.ts";

/** How one of the two maps is found. */
interface MapSearch<Map> {
  readonly input: "user-map" | "item-map";
  /** As the user named it, or the default. */
  readonly path: string;
  readonly isExplicit: boolean;
  readonly read: (file: string, bytes: Uint8Array) => Map;
  /** From inside the checkpoint. */
  readonly carried: Map | null;
}

/** A map and how messages name it. */
interface FoundMap<Map> {
  readonly shownAs: string;
  readonly map: Map;
}

/**
 * Opens what ties the names of the database to the model's ids. A map that the user names is read there and nowhere
 * else. Otherwise: the default path, beside the model (also below `artifacts/`, where MLflow keeps what a model was
 * logged with), inside the checkpoint.
 *
 * @throws MalformedFileError when a map is missing everywhere, damaged, or cannot belong to this model
 */
export async function openMaps(
  config: Config,
  places: readonly Place[],
  loaded: LoadedModel,
): Promise<IdMapping> {
  if (config.idMapping === "first-seen") return { kind: "first-seen" };
  const { model, maps } = loaded;
  const find = async <Map>(search: MapSearch<Map>) => await findMap(config.model, places, search);
  const [users, items] = await Promise.all([
    find({
      input: "user-map",
      path: config.userMap,
      isExplicit: config.userMapExplicit,
      read: readUserMap,
      carried: maps.users,
    }),
    find({
      input: "item-map",
      path: config.itemMap,
      isExplicit: config.itemMapExplicit,
      read: readItemMap,
      carried: maps.items,
    }),
  ]);
  checkIdsFit(users.shownAs, "user", users.map.maxId, model.numUsers);
  checkIdsFit(items.shownAs, "item", items.map.maxId, model.numItems);
  checkCoversItems(items.shownAs, items.map, model.numItems);
  return { kind: "mapped", users: users.map, items: items.map };
}

async function findMap<Map>(
  modelPath: string,
  places: readonly Place[],
  { input, path, isExplicit, read, carried }: MapSearch<Map>,
): Promise<FoundMap<Map>> {
  const found = isExplicit ? firstPlace(places, path) : await firstOf(places, path, modelPath);
  if (found === null && carried !== null) return { shownAs: `${modelPath}, the map inside`, map: carried };
  const located = found ?? places.at(-1)!(path);
  const { shownAs } = located;
  const file = { ...located, input, hintWhenMissing: HOW_TO_WRITE_MAPS };
  return { shownAs, map: read(shownAs, await readInputFile(file)) };
}

/** The default path, else a file of the same name beside the model; null when there is none. */
async function firstOf(places: readonly Place[], path: string, modelPath: string): Promise<Located | null> {
  const isFolder = await isKind(firstPlace(places, modelPath).path, "isDirectory");
  const folder = isFolder ? modelPath : dirname(modelPath);
  const name = basename(path);
  for (const place of places) {
    for (const candidate of [path, join(folder, name), join(folder, "artifacts", name)]) {
      const located = place(candidate);
      if (await isKind(located.path, "isFile")) return located;
    }
  }
  return null;
}

/** Without maps nobody knows whom the model's numbers mean; guessing by order of appearance must be asked for. */
const HOW_TO_WRITE_MAPS = `Write both maps where the model is trained (or set \`id-mapping: first-seen\`, which describes arbitrary users):
import csv
with open("models/frontend_user_map.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows([("username", "internal_user_id"), *user_ids.items()])
with open("models/item_map.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows([("internal_item_id", "movie_id", "title"), *items])`;
