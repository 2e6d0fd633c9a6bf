import type { EvaluatedOutcome } from "../../core/outcome.ts";
import { BRANCH_TAG, PARAMS } from "../../core/run-labels.ts";
import type { PastRun } from "../../core/run.ts";
import { name, say, type Phrase } from "./phrase.ts";
import { dateText } from "./rounding.ts";

/**
 * What the numbers were held against, and what has changed since: in a pull request the newest evaluation of the default
 * branch. A history that could not be read must never look like a beginning.
 */
export function baseOf(outcome: EvaluatedOutcome): readonly Phrase[] {
  const { evidence, decision, isFirst } = outcome;
  if (isFirst) return [say`There is no earlier evaluation to compare with yet.`];
  if (evidence.historyUnreadable === true)
    return [say`The earlier evaluations could not be read, so nothing was compared with them.`];
  const compared = decision.findings.find(
    ({ before, metric }) => before !== null && evidence.previous.has(metric),
  );
  const run = compared === undefined ? undefined : evidence.previous.get(compared.metric)?.run;
  if (run === undefined) return [say`No earlier evaluation has a metric to compare with.`];
  return [say`Compared with ${which(run)}, ${dateText(run.startTime)}.`, ...changesSince(run, outcome)];
}

function which({ tags }: PastRun): Phrase {
  const branch = tags.get(BRANCH_TAG) ?? "";
  return branch === "" ? say`the newest evaluation` : say`the newest evaluation of ${name(branch)}`;
}

/** Nothing where the earlier run does not say what it evaluated. */
function changesSince(
  { params }: PastRun,
  { measurement: { model, database } }: EvaluatedOutcome,
): readonly Phrase[] {
  const [pastModel, pastDatabase] = [params.get(PARAMS.modelDigest), params.get(PARAMS.databaseDigest)];
  if (pastModel === undefined || pastDatabase === undefined) return [];
  const hasOtherModel = pastModel !== model.digest;
  const hasOtherDatabase = pastDatabase !== database.digest;
  if (hasOtherModel && hasOtherDatabase) return [say`Model and database have changed since.`];
  if (hasOtherModel) return [say`The model has changed since, the database has not.`];
  return hasOtherDatabase
    ? [say`The database has changed since, the model has not.`]
    : [say`Neither model nor database has changed since.`];
}
