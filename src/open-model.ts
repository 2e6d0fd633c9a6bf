import { basename, dirname, join, relative } from "node:path";
import { fileInside, readInputFile, readSmallFileIfPresent } from "./adapters/files.ts";
import { MlflowModel, type DownloadedModel } from "./adapters/mlflow-models/index.ts";
import type { Config } from "./config/config.ts";
import { ConfigError } from "./core/errors.ts";
import { checkIdsFit } from "./core/id-maps.ts";
import { groupInteractions, type Interactions } from "./core/interactions.ts";
import type { RecommenderModel } from "./core/recommender-model.ts";
import { isUnseen } from "./core/plan-logging.ts";
import { readCheckpoint } from "./formats/checkpoint/index.ts";
import { foreignDirectory, MODEL_FILES_OF_DIRECTORY } from "./formats/checkpoint/model-directory.ts";
import { sha256 } from "./formats/digests.ts";
import { parseModelUri } from "./formats/mlflow-rest/model-uri.ts";
import { readTrainInteractions } from "./formats/train-interactions.ts";
import { MANIFEST_NAME, MAX_MANIFEST_BYTES, readTrainingManifest } from "./formats/training-manifest.ts";
import type { Shell } from "./main.ts";
import {
  firstPlace,
  hasArtifact,
  openModelArtifact,
  workspacePlace,
  type Located,
  type Place,
} from "./open-artifacts.ts";
import { openMaps } from "./open-maps.ts";
import { USER_AGENT } from "./version.ts";
import type { LoadedModel, World } from "./world.ts";

/** Everything that belongs to the model. */
type ModelWorld = Pick<
  World,
  "readModel" | "readIdMapping" | "readTrainInteractions" | "readTrainingManifest" | "linkModel"
>;

/**
 * The model and what was left beside it: in files of the workspace or of an artifact, or on an MLflow server.
 * @throws ConfigError for a URI of another form than MLflow's, or when no server is named
 */
export function openModel(config: Config, shell: Shell): ModelWorld {
  const uri = parseModelUri(config.model);
  if (uri === null) return modelInFiles(config, shell);
  if (hasArtifact(config.modelArtifact, "model"))
    throw new ConfigError(
      'the inputs "model" and "model-artifact" name two places: an MLflow server and a workflow artifact',
      "Remove one of them; with `model-artifact`, `model` is a path inside the artifact.",
    );
  if (config.modelServer !== null) {
    const server = { ...config.modelServer, userAgent: USER_AGENT };
    return modelOnServer(config, shell, new MlflowModel(server, uri, config.model));
  }
  throw new ConfigError(
    'input "model" names a model of an MLflow server, and no server is named',
    "Set `tracking-uri` or the environment variable MLFLOW_TRACKING_URI to the http: or https: address of the server.",
  );
}

function modelInFiles(config: Config, shell: Shell): ModelWorld {
  const inWorkspace = workspacePlace(shell.workspace);
  const open = async () =>
    hasArtifact(config.modelArtifact, "model")
      ? [await openModelArtifact(config, shell), inWorkspace]
      : [inWorkspace];
  // Opened once, when the first of its files is asked for.
  let opened: Promise<readonly Place[]> | null = null;
  const places = async () => await (opened ??= open());
  return {
    readModel: async () => {
      const located = await modelFile(config, (await places())[0]!);
      return modelOf(located.shownAs, await readInputFile({ ...located, input: "model" }), located.shownAs);
    },
    readIdMapping: async (loaded) => await openMaps(config, await places(), loaded),
    readTrainInteractions: async (model) => await readTrain(config, await places(), model),
    readTrainingManifest: async (model) => {
      // Beside the model, and nowhere else: it speaks of this checkpoint.
      const located = (await places())[0]!(join(dirname(config.model), MANIFEST_NAME));
      const bytes = await readSmallFileIfPresent({ ...located, input: "model" }, MAX_MANIFEST_BYTES);
      return bytes === null ? null : readTrainingManifest(located.shownAs, bytes, model);
    },
  };
}

function modelOnServer(config: Config, { workspace, origin }: Shell, server: MlflowModel): ModelWorld {
  const places = [workspacePlace(workspace)];
  let downloaded: DownloadedModel | null = null;
  return {
    readModel: async () => {
      downloaded = await server.download(companionsOf(config));
      const { shownAs, bytes } = downloaded.checkpoint;
      return modelOf(shownAs, bytes, config.model);
    },
    readIdMapping: async (loaded) => await openMaps(config, places, loaded, downloaded?.companions),
    readTrainInteractions: async (model) => await readTrain(config, places, model),
    readTrainingManifest: async (model) => {
      const found = downloaded?.companions.get(MANIFEST_NAME);
      return found === undefined ? null : readTrainingManifest(found.shownAs, found.bytes, model);
    },
    ...(isUnseen(config.dryRun, origin) ? {} : { linkModel: async (tags) => await server.setTags(tags) }),
  };
}

/** @param path as the user named the model: it stays when the file behind it moves */
function modelOf(shownAs: string, bytes: Uint8Array, path: string): LoadedModel {
  return { ...readCheckpoint(shownAs, bytes), source: { path, digest: sha256(bytes), bytes: bytes.length } };
}

/** What is looked for beside a model on a server: under the names that it has in a workspace. */
function companionsOf({ userMap, itemMap }: Config): readonly string[] {
  return [basename(userMap), basename(itemMap), MANIFEST_NAME];
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

async function readTrain(
  { trainInteractions }: Config,
  places: readonly Place[],
  model: RecommenderModel,
): Promise<Interactions | null> {
  if (trainInteractions === null) return null;
  const located = firstPlace(places, trainInteractions);
  const bytes = await readInputFile({ ...located, input: "train-interactions" });
  const pairs = readTrainInteractions(located.shownAs, bytes);
  checkIdsFit(located.shownAs, "user", highest(pairs.users), model.numUsers);
  checkIdsFit(located.shownAs, "item", highest(pairs.items), model.numItems);
  return groupInteractions(pairs.users, pairs.items);
}

/** A loop: spreading a million ids into Math.max overflows the stack. */
function highest(ids: Uint32Array): number {
  let highestYet = 0;
  for (const id of ids) if (id > highestYet) highestYet = id;
  return highestYet;
}
