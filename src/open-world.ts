import { dirname, join, relative, resolve } from "node:path";
import { fileInside, readInputFile, readSmallFileIfPresent, writeWhole } from "./adapters/files.ts";
import { loadRatings } from "./adapters/sqlite.ts";
import { openTracking } from "./adapters/tracking/index.ts";
import type { Config } from "./config/config.ts";
import { checkIdsFit } from "./core/id-maps.ts";
import { DEFAULT_RATINGS_QUERY } from "./core/ratings-query.ts";
import { groupInteractions, type Interactions } from "./core/interactions.ts";
import type { RecommenderModel } from "./core/recommender-model.ts";
import { readCheckpoint } from "./formats/checkpoint/index.ts";
import { foreignDirectory, MODEL_FILES_OF_DIRECTORY } from "./formats/checkpoint/model-directory.ts";
import { sha256 } from "./formats/digests.ts";
import { readTrainInteractions } from "./formats/train-interactions.ts";
import { MANIFEST_NAME, MAX_MANIFEST_BYTES, readTrainingManifest } from "./formats/training-manifest.ts";
import type { Shell } from "./main.ts";
import { openMaps } from "./open-maps.ts";
import { VERSION } from "./version.ts";
import type { World } from "./world.ts";

/** Makes objects of names: everything that the configuration points at, opened when the monitor asks for it. */
export function openWorld(config: Config, shell: Shell): World {
  const { log, origin, workspace } = shell;
  const read = async (input: string, path: string) =>
    await readInputFile({ path: resolve(workspace, path), shownAs: path, input });
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
    history: shell.openHistory(config),
    readRatings: async () => await readRatings(config, shell),
    readModel: async () => {
      const path = await modelFile(config, workspace);
      const bytes = await read("model", path);
      const source = { path, digest: sha256(bytes), bytes: bytes.length };
      return { ...readCheckpoint(path, bytes), source };
    },
    readIdMapping: async (loaded) => await openMaps(config, workspace, loaded),
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

/** The file to read: of a directory the one in which MLflow keeps the model. */
async function modelFile({ model }: Config, workspace: string): Promise<string> {
  const directory = resolve(workspace, model);
  const file = await fileInside(directory, MODEL_FILES_OF_DIRECTORY);
  if (file === null) throw foreignDirectory(model);
  return file === directory ? model : `${model.replace(/[\\/]+$/, "")}/${relative(directory, file)}`;
}

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

function trainFor(model: RecommenderModel, file: string, bytes: Uint8Array): Interactions {
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
