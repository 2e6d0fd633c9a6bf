import type { Settings, TrainingTimes } from "../../core/measurement.ts";
import type { EvaluatedOutcome } from "../../core/outcome.ts";
import { name, say, type Phrase } from "./phrase.ts";
import { countOf, countText, durationText, metricText, shortDigest, timeText } from "./rounding.ts";

/** One line about what was evaluated, with what and where it was logged. */
export interface DetailRow {
  readonly label: string;
  readonly value: Phrase;
}

const MAX_QUERY_CODE_POINTS = 500;

/** What was evaluated, with what and where it was logged, a row each. */
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
