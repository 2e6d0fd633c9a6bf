import { MalformedFileError, UnsupportedFileError } from "../../core/errors.ts";
import { artifactPath } from "../../formats/mlflow-rest/artifact-path.ts";
import {
  DOWNLOAD_URI,
  LOGGED_MODELS,
  MODEL_VERSION,
  RUN_EXPERIMENT,
} from "../../formats/mlflow-rest/model-answers.ts";
import { isSegment, parseRunUri, type ModelUri, type RunUri } from "../../formats/mlflow-rest/model-uri.ts";
import { MlflowServerError } from "../../formats/mlflow-rest/server-error.ts";
import { quote } from "../../formats/quote.ts";
import type { MlflowRest } from "../mlflow-rest/client.ts";
import { ProxyFolder, RunFolder, type ArtifactFolder } from "./artifact-folder.ts";

/** A version of a registered model. */
export interface ModelVersion {
  readonly name: string;
  readonly version: string;
}

/** Where a model's files are, and the version that it is. */
export interface ResolvedModel {
  readonly folder: ArtifactFolder;
  /** null for a model that was named by its run. */
  readonly version: ModelVersion | null;
}

/**
 * Finds where the server keeps a model.
 * @param shownAs as the user named it
 * @throws MalformedFileError when there is no such version, alias or run; UnsupportedFileError when the server cannot
 * hand out what is there; MlflowServerError otherwise
 */
export async function resolveModel(
  server: MlflowRest,
  uri: ModelUri,
  shownAs: string,
): Promise<ResolvedModel> {
  try {
    if (uri.kind === "run") return { folder: await ofRun(server, uri), version: null };
    const version =
      uri.kind === "alias"
        ? await server.getJson("registered-models/alias", { name: uri.name, alias: uri.alias }, MODEL_VERSION)
        : await server.getJson("model-versions/get", { name: uri.name, version: uri.version }, MODEL_VERSION);
    const { name, version: number, run_id: runId } = version;
    const source = await server.getJson(
      "model-versions/get-download-uri",
      { name, version: number },
      DOWNLOAD_URI,
    );
    const folder = await ofSource(server, { source, runId, shownAs });
    return { folder, version: { name, version: number } };
  } catch (error) {
    throw missing(server, shownAs, error) ?? error;
  }
}

/** Where the version was registered from: the server's own words. */
async function ofSource(
  server: MlflowRest,
  { source, runId, shownAs }: { source: string; runId: string | null; shownAs: string },
): Promise<ArtifactFolder> {
  const uri = parseRunUri(source);
  if (uri !== null) return await ofRun(server, uri);
  const place = artifactPath(source, server.location, "");
  if (place.kind === "through-server") return new ProxyFolder(server, place.segments);
  const below = runId === null || runId === "" ? null : await belowRun(server, runId, source);
  if (runId !== null && below !== null) return new RunFolder(server, runId, below);
  throw new UnsupportedFileError(
    shownAs,
    `it was registered from ${place.scheme}, which the MLflow server does not hand out`,
    "Register the model from a run of this server, or download it in a step before and set `model` to its path.",
  );
}

/** A folder of the run's artifacts; since MLflow 3 a model of that name that was logged from the run. */
async function ofRun(server: MlflowRest, { runId, path }: RunUri): Promise<ArtifactFolder> {
  const segments = path.split("/");
  const folder = new RunFolder(server, runId, segments);
  if ((await folder.list("")).length > 0) return folder;
  const run = await server.getJson("runs/get", { run_id: runId }, RUN_EXPERIMENT);
  const request = {
    experiment_ids: [run.experiment_id],
    filter: `name = '${path.replaceAll("'", "")}' AND source_run_id = '${runId}'`,
    max_results: 2,
  };
  const [logged] = await server.postJson("logged-models/search", request, LOGGED_MODELS).catch((error) => {
    // MLflow 2 has no such call.
    if (error instanceof MlflowServerError && error.facts.status !== null && error.facts.status < 500)
      return [];
    throw error;
  });
  const place = logged === undefined ? null : artifactPath(logged, server.location, "");
  return place?.kind === "through-server" ? new ProxyFolder(server, place.segments) : folder;
}

/** The path below a run's artifacts, where the version's source is such; the server reads those wherever they are. */
async function belowRun(
  server: MlflowRest,
  runId: string,
  source: string,
): Promise<readonly string[] | null> {
  const run = await server.getJson("runs/get", { run_id: runId }, RUN_EXPERIMENT);
  const root = `${withoutFile(run.artifact_uri).replace(/\/+$/, "")}/`;
  const place = withoutFile(source);
  if (root === "/" || !`${place}/`.startsWith(root)) return null;
  const below = place
    .slice(root.length)
    .split("/")
    .filter((segment) => segment !== "");
  return below.every(isSegment) ? below : null;
}

/** The same directory of a server can be written both ways. */
function withoutFile(uri: string): string {
  return uri.replace(/^file:(?:\/\/)?(?=\/)/, "");
}

/** MLflow answers a missing alias with 400 and everything else that is missing with 404. */
function missing(server: MlflowRest, shownAs: string, error: unknown): MalformedFileError | null {
  if (!(error instanceof MlflowServerError)) return null;
  const { errorCode } = error.facts;
  if (errorCode !== "RESOURCE_DOES_NOT_EXIST" && errorCode !== "INVALID_PARAMETER_VALUE") return null;
  return new MalformedFileError(
    shownAs,
    `there is no such model on ${server.location}`,
    `Compare ${quote(shownAs)} with the page "Models" of MLflow, and check that this is the right server.`,
    { cause: error },
  );
}
