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
import {
  firstPlace,
  hasArtifact,
  openDatabaseArtifact,
  openModelArtifact,
  workspacePlace,
  type Located,
  type Place,
} from "./open-artifacts.ts";
import { openMaps } from "./open-maps.ts";
import { VERSION } from "./version.ts";
import type { World } from "./world.ts";

/** Makes objects of names: everything that the configuration points at, opened when the monitor asks for it. */
export function openWorld(config: Config, shell: Shell): World {
  const { log, origin, workspace } = shell;
  const inWorkspace = workspacePlace(workspace);
  // Opened once, when the first of its files is asked for.
  let places: Promise<readonly Place[]> | null = null;
  const modelPlaces = () => (places ??= openPlaces(config, shell, inWorkspace));
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
      const located = await modelFile(config, (await modelPlaces())[0]!);
      const bytes = await readInputFile({ ...located, input: "model" });
      const source = { path: located.shownAs, digest: sha256(bytes), bytes: bytes.length };
      return { ...readCheckpoint(located.shownAs, bytes), source };
    },
    readIdMapping: async (loaded) => await openMaps(config, await modelPlaces(), loaded),
    readTrainInteractions: async (model) => {
      const file = config.trainInteractions;
      if (file === null) return null;
      const located = firstPlace(await modelPlaces(), file);
      const bytes = await readInputFile({ ...located, input: "train-interactions" });
      return trainFor(model, located.shownAs, bytes);
    },
    readTrainingManifest: async (model) => {
      // Beside the model, and nowhere else: it speaks of this checkpoint.
      const located = (await modelPlaces())[0]!(join(dirname(config.model), MANIFEST_NAME));
      const bytes = await readSmallFileIfPresent({ ...located, input: "model" }, MAX_MANIFEST_BYTES);
      return bytes === null ? null : readTrainingManifest(located.shownAs, bytes, model);
    },
    writeReport: async (json) => {
      const path = resolve(workspace, config.report, "report.json");
      await writeWhole(path, json);
      return path;
    },
    sendRetrainEvent: shell.sendRetrainEvent(config),
  };
}

/** Where the model's files are looked for: in its artifact first. */
async function openPlaces(config: Config, shell: Shell, inWorkspace: Place): Promise<readonly Place[]> {
  return hasArtifact(config.modelArtifact, "model")
    ? [await openModelArtifact(config, shell), inWorkspace]
    : [inWorkspace];
}

/** The file to read: of a directory the one in which MLflow keeps the model. */
async function modelFile({ model }: Config, place: Place): Promise<Located> {
  const directory = place(model);
  const file = await fileInside(directory.path, MODEL_FILES_OF_DIRECTORY);
  if (file === null) throw foreignDirectory(directory.shownAs);
  if (file === directory.path) return directory;
  const shownAs = `${directory.shownAs.replace(/[\\/]+$/, "")}/${relative(directory.path, file)}`;
  return { path: file, shownAs };
}

async function readRatings(config: Config, shell: Shell): ReturnType<World["readRatings"]> {
  const located = hasArtifact(config.databaseArtifact, "database")
    ? await openDatabaseArtifact(config, shell)
    : workspacePlace(shell.workspace)(config.database);
  if ("missing" in located) return located;
  const { path: file, shownAs } = located;
  const loaded = await loadRatings({
    file,
    shownAs,
    query: config.ratingsQuery,
    timeoutMs: config.queryTimeoutMs,
    onProgress: (rows) => shell.log.progress(`${rows} ratings read`),
  });
  if (loaded === null) return { missing: "database-missing", database: shownAs, artifact: null };
  const { ratings, digest, bytes, walFramesReplayed } = loaded;
  // Not the SQL that ran: a column `timestamp` that an application adds one day does not make it another query.
  const query = config.ratingsQuery ?? DEFAULT_RATINGS_QUERY;
  return { ratings, query, source: { path: shownAs, digest, bytes }, walFramesReplayed };
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
