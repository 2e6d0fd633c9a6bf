import type { Settings, TrainingTimes } from "../../core/measurement.ts";
import type { EvaluatedOutcome } from "../../core/outcome.ts";
import { name, say, type Phrase } from "./phrase.ts";
import { countOf, countText, durationText, metricText, shortDigest, timeText } from "./rounding.ts";

/** One line about what was evaluated, with what and where it was logged. */
export interface DetailRow {
  readonly label: string;
  readonly value: Phrase;
}

/** How to look at the runs: what to do, and the lines to copy. */
export interface MlflowHelp {
  readonly sentence: Phrase;
  readonly code: readonly string[];
}

const MAX_QUERY_CODE_POINTS = 500;

export function detailRows({
  measurement,
  run,
  experiment,
  trackingLocation,
  reportPath,
}: EvaluatedOutcome): readonly DetailRow[] {
  const { model, database, training, settings, startedAt, endedAt } = measurement;
  return [
    {
      label: "Model",
      value: say`${name(model.path)}, ${name(shortDigest(model.digest))}, ${countOf(model.bytes, "byte", "bytes")}`,
    },
    {
      label: "Model size",
      value: say`${usersOf(model)} × ${countOf(model.numItems, "item", "items")}, ${countOf(model.dim, "dimension", "dimensions")}`,
    },
    ...(training === null ? [] : [{ label: "Trained", value: trainingPhrase(training) }]),
    {
      label: "Database",
      value: say`${name(database.path)}, ${name(shortDigest(database.digest))}, ${countOf(database.bytes, "byte", "bytes")}`,
    },
    { label: "Query", value: say`${name(settings.query, MAX_QUERY_CODE_POINTS)}` },
    { label: "Settings", value: settingsPhrase(settings) },
    {
      label: "Run",
      value: say`${name(run.runId)} in experiment ${name(experiment)} at ${name(trackingLocation)}`,
    },
    { label: "Evaluated", value: say`${timeText(startedAt)}, in ${durationText(endedAt - startedAt)}` },
    ...(reportPath === null ? [] : [{ label: "Report", value: say`${name(reportPath)}` }]),
    { label: "Written by", value: say`model-monitor ${name(measurement.monitorVersion)}` },
  ];
}

/** A sequence model knows users by what they did. */
function usersOf({ kind, numUsers }: EvaluatedOutcome["measurement"]["model"]): string {
  return kind === "sequence" ? "sequences" : countOf(numUsers, "user", "users");
}

function trainingPhrase({ trainedAt, cutoff, ofThisCheckpoint }: TrainingTimes): Phrase {
  if (!ofThisCheckpoint)
    return say`unknown: ${name("monitor.json")} beside the model was written for another checkpoint`;
  const newest = cutoff === null ? "unknown" : timeText(cutoff);
  return say`${timeText(trainedAt)}; newest training rating: ${newest}`;
}

function settingsPhrase({ idMapping, trainMask, minRating, k, coldUsers, ...period }: Settings): Phrase {
  const minimum = minRating === null ? "none" : metricText(minRating);
  return say`id mapping ${idMapping}; train mask ${trainMask ? "used" : "not used"}; minimum rating ${minimum}; ratings since: ${sinceText(period)}; k = ${countText(k)}; cold users: ${coldUsers}`;
}

/** To the millisecond: two runs over the same ratings are told from two over almost the same. */
function sinceText({ since, newerThan }: Pick<Settings, "since" | "newerThan">): string {
  if (newerThan === null) return since === "previous-run" ? "the previous run (none yet: all)" : "all";
  const moment = new Date(newerThan).toISOString();
  return since === "previous-run" ? `the previous run (${moment})` : moment;
}

/**
 * MLflow 3.13 and later open a directory of runs only with this variable, or after a conversion to SQLite, which
 * needs no variable; the paths inside the runs are relative to the directory that contains it.
 */
export function mlflowHelp(trackingLocation: string): MlflowHelp {
  if (/^https?:/iu.test(trackingLocation))
    return { sentence: say`Open ${name(trackingLocation)}.`, code: [] };
  if (/^sqlite:/iu.test(trackingLocation))
    return {
      sentence: say`In the directory from which the path of the database starts:`,
      code: [`mlflow ui --backend-store-uri ${shellWord(trackingLocation)}`],
    };
  const folder = baseName(trackingLocation);
  const option = folder === "mlruns" ? "" : ` --backend-store-uri ${shellWord(folder)}`;
  return {
    sentence: say`In the directory that contains ${name(`${folder}/`)}, the first line shows the runs, the second converts them for good:`,
    code: [
      `MLFLOW_ALLOW_FILE_STORE=true mlflow ui${option}`,
      `mlflow migrate-filestore --source ${shellWord(folder)} --target sqlite:///mlflow.db`,
    ],
  };
}

function baseName(location: string): string {
  const parts = location
    .replace(/^file:/iu, "")
    .split(/[/\\]/u)
    .filter((part) => part !== "" && part !== ".");
  return parts.at(-1) ?? "mlruns";
}

/** These lines are copied into a shell: anything but a plain word is quoted. */
function shellWord(text: string): string {
  return /^[\w./:-]+$/u.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
