import { basename, dirname, join, relative, resolve } from "node:path";
import { fileInside, readInputFile, readSmallFileIfPresent, writeWhole } from "./adapters/files.ts";
import { MlflowModel, type DownloadedModel } from "./adapters/mlflow-models/index.ts";
import { loadRatings } from "./adapters/sqlite.ts";
import { openTracking } from "./adapters/tracking/index.ts";
import type { Config } from "./config/config.ts";
import { ConfigError } from "./core/errors.ts";
import { checkIdsFit } from "./core/id-maps.ts";
import { DEFAULT_RATINGS_QUERY } from "./core/ratings-query.ts";
import { groupInteractions, type Interactions } from "./core/interactions.ts";
import type { RecommenderModel } from "./core/recommender-model.ts";
import type { TrainingManifest } from "./core/training-manifest.ts";
import { readCheckpoint } from "./formats/checkpoint/index.ts";
import { foreignDirectory, MODEL_FILES_OF_DIRECTORY } from "./formats/checkpoint/model-directory.ts";
import { sha256 } from "./formats/digests.ts";
import { parseModelUri } from "./formats/mlflow-rest/model-uri.ts";
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
  const mlflowModel = openModel(config);
  let downloaded: DownloadedModel | null = null;
  return {
    log,
    origin,
    now: Date.now,
    version: VERSION,
    tracking: openTracking(config.trackingUri, {
      workspace,
      now: Date.now,
      explicit: config.trackingUriExplicit,
      dryRun: config.dryRun,
      server:
        config.mlflowServer === null
          ? null
          : { ...config.mlflowServer, userAgent: `model-monitor/${VERSION}` },
    }),
    readRatings: async () => await readRatings(config, shell),
    readModel: async () => {
      if (mlflowModel !== null) {
        downloaded = await mlflowModel.download(companionsOf(config));
        const { shownAs, bytes } = downloaded.checkpoint;
        const source = { path: config.model, digest: sha256(bytes), bytes: bytes.length };
        return { ...readCheckpoint(shownAs, bytes), source };
      }
      const path = await modelFile(config, workspace);
      const bytes = await read("model", path);
      const source = { path, digest: sha256(bytes), bytes: bytes.length };
      return { ...readCheckpoint(path, bytes), source };
    },
    readIdMapping: async (loaded) => await openMaps(config, workspace, loaded, downloaded?.companions),
    readTrainInteractions: async (model) => {
      const file = config.trainInteractions;
      return file === null ? null : trainFor(model, file, await read("train-interactions", file));
    },
    readTrainingManifest: async (model) => {
      if (mlflowModel !== null) return besideManifest(downloaded, model);
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
    ...(mlflowModel === null || config.dryRun
      ? {}
      : { linkModel: async (tags) => await mlflowModel.setTags(tags) }),
    sendRetrainEvent: shell.sendRetrainEvent(config),
  };
}

/**
 * The model of an MLflow server; null: the input `model` is a path.
 * @throws ConfigError for a URI of another form, or when no server is named
 */
function openModel({ model, modelServer }: Config): MlflowModel | null {
  const uri = parseModelUri(model);
  if (uri === null) return null;
  if (modelServer !== null)
    return new MlflowModel({ ...modelServer, userAgent: `model-monitor/${VERSION}` }, uri, model);
  throw new ConfigError(
    'input "model" names a model of an MLflow server, and no server is named',
    "Set `tracking-uri` or the environment variable MLFLOW_TRACKING_URI to the http: or https: address of the server.",
  );
}

/** What is looked for beside a model on a server: under the names that it has in a workspace. */
function companionsOf({ userMap, itemMap }: Config): readonly string[] {
  return [basename(userMap), basename(itemMap), MANIFEST_NAME];
}

function besideManifest(
  downloaded: DownloadedModel | null,
  model: RecommenderModel,
): TrainingManifest | null {
  const found = downloaded?.companions.get(MANIFEST_NAME);
  return found === undefined ? null : readTrainingManifest(found.shownAs, found.bytes, model);
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
