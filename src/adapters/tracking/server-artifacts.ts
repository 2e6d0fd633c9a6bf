import { HistoryError, MalformedFileError } from "../../core/errors.ts";
import type { StoreNote } from "../../core/run.ts";
import { ARTIFACTS, type RunPlace } from "../../formats/mlflow-rest/answers.ts";
import { artifactPath, artifactRoute, type ArtifactPath } from "../../formats/mlflow-rest/artifact-path.ts";
import { MlflowServerError } from "../../formats/mlflow-rest/server-error.ts";
import type { MlflowRest } from "../mlflow-rest/client.ts";

/** Ours are compared before they are written again; the largest holds one number per user and metric. */
const MAX_ARTIFACT_BYTES = 512 * 1024 * 1024;

/** Artifacts by their path below the run's artifacts. */
type Artifacts = ReadonlyMap<string, string>;

/**
 * Uploads the artifacts of a run through the server. Where the server keeps them in a place that it does not write for
 * others, nothing is uploaded: the run itself is of use without them.
 * @returns why nothing was uploaded; null: everything was
 */
export async function uploadArtifacts(
  server: MlflowRest,
  run: RunPlace,
  artifacts: Artifacts,
): Promise<string | null> {
  for (const [file, content] of artifacts) {
    const target = artifactPath(run.artifact_uri, server.location, file);
    if (target.kind === "elsewhere") return whereItIs(target);
    try {
      await server.putFile(artifactRoute(target.segments), content, contentType(file));
    } catch (error) {
      if (!(error instanceof MlflowServerError) || !error.facts.servesNoArtifacts) throw error;
      return "the server runs with --no-serve-artifacts";
    }
  }
  return null;
}

/** What to tell about files that were not uploaded. */
export function notStored(files: readonly string[], why: string): StoreNote {
  return {
    message: `the run has no ${files.join(" and no ")}: ${why}; metrics, params and tags are there`,
    hint: "Start the server with `--serve-artifacts` and `--artifacts-destination`, and let the experiment keep its artifacts at `mlflow-artifacts:/`.",
  };
}

/**
 * Those of the artifacts that the run does not have yet.
 * @throws HistoryError when it has one with other content: a published artifact never changes
 */
export async function missingArtifacts(
  server: MlflowRest,
  run: RunPlace,
  artifacts: Artifacts,
): Promise<Artifacts> {
  const missing = new Map(artifacts);
  for (const [file, content] of artifacts) {
    const target = artifactPath(run.artifact_uri, server.location, file);
    if (target.kind === "elsewhere") return artifacts;
    if (!(await hasArtifact(server, run.run_id, file))) continue;
    const bytes = await server.download(artifactRoute(target.segments), {}, MAX_ARTIFACT_BYTES);
    if (new TextDecoder().decode(bytes) !== content)
      throw new HistoryError(
        `${server.location}: the run ${run.run_id} has ${file} already, with other content; a published artifact never changes`,
        "Start a new run instead of adding to this one again.",
      );
    missing.delete(file);
  }
  return missing;
}

/**
 * The text of a run's artifact, wherever the server keeps it; null: the run has none of this path.
 * @throws MalformedFileError when it holds more than `maxBytes` or is not UTF-8
 */
export async function downloadText(
  server: MlflowRest,
  { runId, path }: { readonly runId: string; readonly path: string },
  maxBytes: number,
): Promise<string | null> {
  if (!(await hasArtifact(server, runId, path))) return null;
  const malformed = (found: string, cause: unknown) =>
    new MalformedFileError(`${path} of run ${runId}`, found, "Delete that run in MLflow.", { cause });
  const bytes = await server
    .download("get-artifact", { run_uuid: runId, path }, maxBytes)
    .catch((error: unknown) => {
      // What is wrong is the file, not the server.
      if (!(error instanceof MlflowServerError) || error.facts.tooLarge !== true) throw error;
      throw malformed(`holds more than ${maxBytes} bytes`, error);
    });
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    throw malformed("is not UTF-8 text", error);
  }
}

/** Asked before a download: a server answers 404 or 500 for a file that is missing, by its version. */
async function hasArtifact(server: MlflowRest, runId: string, path: string): Promise<boolean> {
  const folder = path.split("/").slice(0, -1).join("/");
  const query = { run_id: runId, ...(folder === "" ? {} : { path: folder }) };
  return (await server.getJson("artifacts/list", query, ARTIFACTS)).includes(path);
}

function whereItIs({ scheme }: ArtifactPath & { readonly kind: "elsewhere" }): string {
  return `the server keeps artifacts in a place that it does not write for others (${scheme})`;
}

function contentType(file: string): string {
  return file.endsWith(".json") ? "application/json" : "text/plain; charset=utf-8";
}
