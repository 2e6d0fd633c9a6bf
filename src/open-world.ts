import { dirname, join, resolve } from "node:path";
import { readInputFile, readSmallFileIfPresent, writeWhole } from "./adapters/files.ts";
import { DEFAULT_RATINGS_QUERY } from "./adapters/sqlite-query.ts";
import { loadRatings } from "./adapters/sqlite.ts";
import { openTracking } from "./adapters/tracking/index.ts";
import type { Config } from "./config/config.ts";
import type { FactorModel } from "./core/factor-model.ts";
import { checkIdsFit, type IdMapping } from "./core/id-maps.ts";
import { groupInteractions, type Interactions } from "./core/interactions.ts";
import { readCheckpoint } from "./formats/checkpoint/index.ts";
import { sha256 } from "./formats/digests.ts";
import { readItemMap, readUserMap } from "./formats/id-maps.ts";
import { readTrainInteractions } from "./formats/train-interactions.ts";
import { MANIFEST_NAME, MAX_MANIFEST_BYTES, readTrainingManifest } from "./formats/training-manifest.ts";
import type { Shell } from "./main.ts";
import { VERSION } from "./version.ts";
import type { World } from "./world.ts";

/** Makes objects of names: everything that the configuration points at, opened when the monitor asks for it. */
export function openWorld(config: Config, shell: Shell): World {
  const { log, origin, workspace } = shell;
  const read = async (input: string, path: string, hintWhenMissing?: string) =>
    await readInputFile({
      path: resolve(workspace, path),
      shownAs: path,
      input,
      ...(hintWhenMissing === undefined ? {} : { hintWhenMissing }),
    });
  return {
    log,
    origin,
    now: Date.now,
    version: VERSION,
    tracking: openTracking(config.trackingUri, {
      workspace,
      now: Date.now,
      explicit: config.trackingUriExplicit,
    }),
    readRatings: async () => await readRatings(config, shell),
    readModel: async () => {
      const bytes = await read("model", config.model);
      const source = { path: config.model, digest: sha256(bytes), bytes: bytes.length };
      return { model: readCheckpoint(config.model, bytes), source };
    },
    readIdMapping: async (model) => {
      if (config.idMapping === "first-seen") return { kind: "first-seen" };
      const [users, items] = await Promise.all([
        read("user-map", config.userMap, HOW_TO_WRITE_MAPS),
        read("item-map", config.itemMap, HOW_TO_WRITE_MAPS),
      ]);
      return mappingFor(model, config, users, items);
    },
    readTrainInteractions: async (model) => {
      const file = config.trainInteractions;
      return file === null ? null : trainFor(model, file, await read("train-interactions", file));
    },
    readTrainingManifest: async (model) => {
      const shownAs = join(dirname(config.model), MANIFEST_NAME);
      const file = { path: resolve(workspace, shownAs), shownAs, input: "model" };
      const bytes = await readSmallFileIfPresent(file, MAX_MANIFEST_BYTES);
      return bytes === null ? null : readTrainingManifest(shownAs, bytes, model);
    },
    writeReport: async (json) => {
      const path = resolve(workspace, config.report, "report.json");
      await writeWhole(path, json);
      return path;
    },
    sendRetrainEvent: shell.sendRetrainEvent(config),
  };
}

/** Without maps nobody knows whom the model's numbers mean; guessing by order of appearance must be asked for. */
const HOW_TO_WRITE_MAPS = `Write both maps where the model is trained (or set \`id-mapping: first-seen\`, which describes arbitrary users):
import csv
with open("models/frontend_user_map.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows([("username", "internal_user_id"), *user_ids.items()])
with open("models/item_map.csv", "w", newline="", encoding="utf-8") as file:
    csv.writer(file).writerows([("internal_item_id", "movie_id", "title"), *items])`;

async function readRatings(config: Config, { log, workspace }: Shell): ReturnType<World["readRatings"]> {
  const loaded = await loadRatings({
    file: resolve(workspace, config.database),
    shownAs: config.database,
    query: config.ratingsQuery,
    timeoutMs: config.queryTimeoutMs,
    onProgress: (rows) => log.progress(`${rows} ratings read`),
  });
  if (loaded === null) return null;
  const { ratings, digest, bytes, walFramesReplayed } = loaded;
  // Not the SQL that ran: a column `timestamp` that an application adds one day does not make it another query.
  const query = config.ratingsQuery ?? DEFAULT_RATINGS_QUERY;
  return { ratings, query, source: { path: config.database, digest, bytes }, walFramesReplayed };
}

/** The maps, refused when they cannot belong to this model. */
function mappingFor(
  model: FactorModel,
  config: Config,
  userBytes: Uint8Array,
  itemBytes: Uint8Array,
): IdMapping {
  const users = readUserMap(config.userMap, userBytes);
  const items = readItemMap(config.itemMap, itemBytes);
  checkIdsFit(config.userMap, "user", users.maxId, model.numUsers);
  checkIdsFit(config.itemMap, "item", items.maxId, model.numItems);
  return { kind: "mapped", users, items };
}

function trainFor(model: FactorModel, file: string, bytes: Uint8Array): Interactions {
  const pairs = readTrainInteractions(file, bytes);
  checkIdsFit(file, "user", highest(pairs.users), model.numUsers);
  checkIdsFit(file, "item", highest(pairs.items), model.numItems);
  return groupInteractions(pairs.users, pairs.items);
}

/** A loop: spreading a million ids into Math.max overflows the stack. */
function highest(ids: Uint32Array): number {
  let highestYet = 0;
  for (const id of ids) if (id > highestYet) highestYet = id;
  return highestYet;
}
