import type { PublishedRun } from "../../core/run.ts";
import { name, say, type Phrase } from "./phrase.ts";

/** How to look at the runs: what to do, and the lines to copy. */
export interface MlflowHelp {
  readonly sentence: Phrase;
  readonly code: readonly string[];
}

/** The database that `mlflow migrate-filestore` makes, which a plain `mlflow ui` (MLflow ≥ 3.7) opens. */
const CONVERTED = "sqlite:///mlflow.db";

/**
 * What to type, or where to look, to see a run in MLflow's own pages.
 * @param location the store as people are shown it: `mlruns/`, `sqlite:///mlflow.db`, `https://…`
 */
export function openInMlflow(location: string, run: PublishedRun): MlflowHelp {
  if (/^https?:/iu.test(location)) return onServer(location, run);
  return /^sqlite:/iu.test(location) ? inDatabase(location) : inDirectory(location);
}

/** MLflow's pages are one document; what follows `#` is theirs. */
function onServer(location: string, { experimentId, runId }: PublishedRun): MlflowHelp {
  const page = `${withoutCredentials(location)}/#/experiments/${encodeURIComponent(experimentId)}/runs/${encodeURIComponent(runId)}`;
  return { sentence: say`The run's page in MLflow:`, code: [page] };
}

/** A query can hold a token as well as the part before the host. */
function withoutCredentials(location: string): string {
  return location
    .replace(/[?#].*$/su, "")
    .replace(/^(?<scheme>https?:\/\/)[^/]*@/iu, "$<scheme>")
    .replace(/\/+$/u, "");
}

/** The locations of artifacts in it are relative to where its URI starts. */
function inDatabase(location: string): MlflowHelp {
  return {
    sentence: say`In the workspace, that is the directory from which the path of the database starts:`,
    code: [`mlflow ui --backend-store-uri ${shellWord(location)}`],
  };
}

/**
 * MLflow 3.13 and later open a directory of runs only with this variable, or after a conversion to SQLite, which
 * needs no variable; the paths inside the runs are relative to the directory that contains it.
 */
function inDirectory(location: string): MlflowHelp {
  const folder = baseName(location);
  // MLflow looks in `mlruns` by itself.
  const option = folder === "mlruns" ? "" : ` --backend-store-uri ${shellWord(`./${folder}`)}`;
  return {
    sentence: say`In the directory that contains ${name(`${folder}/`)}, the first line shows the runs, the second converts them for good:`,
    code: [
      `MLFLOW_ALLOW_FILE_STORE=true mlflow ui${option}`,
      `mlflow migrate-filestore --source ${shellWord(folder)} --target ${CONVERTED}`,
    ],
  };
}

function baseName(location: string): string {
  const parts = location.split(/[/\\]/u).filter((part) => part !== "" && part !== ".");
  return parts.at(-1) ?? "mlruns";
}

/** These lines are copied into a shell: anything but a plain word is quoted. */
function shellWord(text: string): string {
  return /^[\w./:-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
