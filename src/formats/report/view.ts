import { adviceForMissing, missingArtifact } from "./artifact-view.ts";
import type { ErrorOutcome, EvaluatedOutcome, NoDataOutcome, RunOutcome } from "../../core/outcome.ts";
import { undelivered } from "../../core/history.ts";
import { NO_CHANCE, chanceOf, type ChanceView } from "./chance-view.ts";
import { adviceOf, deliveriesOf, failure, heldPayload, type Advice, type Delivery } from "./delivery-view.ts";
import { comparisonOf } from "./comparison-view.ts";
import { detailRows, type DetailRow } from "./details-view.ts";
import { furtherNotes } from "./further-view.ts";
import { findingRows, furtherMetrics, type FindingRow, type MetricRow } from "./findings-view.ts";
import { reasonsOf } from "./reasons.ts";
import { dataRows, honestyOf, keptRows, leftOutRows, mapProblemRows, type DataRow } from "./health-view.ts";
import { historyDeliveries } from "./history-view.ts";
import { openInMlflow, type MlflowHelp } from "./open-in-mlflow.ts";
import { name, say, sentence, type Phrase } from "./phrase.ts";
import { timeText } from "./rounding.ts";
import { NO_DATA_SENTENCES } from "./sentences.ts";
import { NO_TREND, trendView, type TrendView } from "./trend-view.ts";

/** What a reader is told, in words and rounded numbers: the same wherever it is printed. */
export interface View {
  readonly verdict: Verdict;
  /** One sentence, or one for each finding that fired. */
  readonly why: readonly Phrase[];
  /** To be read before any number. */
  readonly warnings: readonly Phrase[];
  readonly advice: Advice | null;
  /** What was done about it, and what could not be delivered. */
  readonly deliveries: readonly Delivery[];
  readonly findings: readonly FindingRow[];
  /** The previous run, and what has to be known about single findings. */
  readonly comparison: readonly Phrase[];
  readonly trend: TrendView;
  /** What chance alone could have done to the numbers. */
  readonly chance: ChanceView;
  readonly data: readonly DataRow[];
  readonly leftOut: readonly Phrase[];
  /** Rows that are odd but count. */
  readonly kept: readonly Phrase[];
  /** What is odd in the id maps. */
  readonly mapProblems: readonly Phrase[];
  /** What the numbers can and cannot say. */
  readonly honesty: readonly Phrase[];
  readonly furtherMetrics: readonly MetricRow[];
  /** What has to be known about them, and which could not be computed. */
  readonly furtherNotes: readonly Phrase[];
  readonly skippedRuns: EvaluatedOutcome["skippedRuns"];
  readonly details: readonly DetailRow[];
  readonly mlflow: MlflowHelp | null;
  /** The event that was held back, as lines of JSON; empty when there is none. */
  readonly heldPayload: readonly string[];
}

/** The headline. */
export interface Verdict {
  readonly symbol: string;
  readonly words: string;
}

/** Turns an outcome into what is said about it. Everything below this file prints; nothing below it rounds or decides. */
export function viewOf(outcome: RunOutcome): View {
  if (outcome.status === "evaluated") return evaluatedView(outcome);
  return outcome.status === "no-data" ? noDataView(outcome) : errorView(outcome);
}

/** The verdict of an evaluation; a run whose every check was skipped has not shown that the model fits. */
export function verdictOf(decision: EvaluatedOutcome["decision"]): Verdict {
  if (decision.retrain) return { symbol: "⚠️", words: "Retraining recommended" };
  if (decision.findings.some(({ reason }) => reason === "not-yet-confirmed"))
    return { symbol: "🟡", words: "Suspect, not confirmed yet" };
  return decision.findings.some((finding) => finding.outcome === "passed")
    ? { symbol: "✅", words: "The model still fits its users" }
    : { symbol: "⚪", words: "No verdict: nothing could be checked" };
}

function evaluatedView(outcome: EvaluatedOutcome): View {
  const { measurement, decision } = outcome;
  const firstSeen = measurement.settings.idMapping === "first-seen";
  return {
    ...EMPTY,
    verdict: verdictOf(decision),
    why: reasonsOf(decision.findings, { isNewModel: outcome.trend.at(-1)?.newModel === true }),
    warnings: firstSeen ? [FIRST_SEEN_WARNING] : [],
    deliveries: [...deliveriesOf(outcome), ...historyDeliveries(outcome.history)],
    findings: findingRows(decision.findings),
    comparison: comparisonOf(outcome),
    trend: trendView(outcome),
    chance: chanceOf(outcome),
    data: dataRows(measurement.health),
    leftOut: leftOutRows(measurement.health),
    kept: keptRows(measurement.health, measurement.settings),
    mapProblems: mapProblemRows(measurement.health),
    honesty: honestyOf(measurement),
    furtherMetrics: furtherMetrics(outcome),
    furtherNotes: furtherNotes(measurement),
    skippedRuns: outcome.skippedRuns,
    details: detailRows(outcome),
    mlflow: openInMlflow(outcome.trackingLocation, outcome.run),
    heldPayload: heldPayload(outcome.plan),
  };
}

function noDataView(outcome: NoDataOutcome): View {
  const { reason, database, artifact, health, filter, lastEvaluated, history } = outcome;
  const { why, whatToDo } = NO_DATA_SENTENCES[reason];
  const since =
    lastEvaluated === null
      ? say`No earlier evaluation is known.`
      : say`There has been nothing to evaluate since ${timeText(lastEvaluated)}, when the last evaluation ran.`;
  return {
    ...EMPTY,
    verdict: { symbol: "⚪", words: "No data to evaluate" },
    why: [artifact === null ? why(name(database), filter) : missingArtifact(artifact), since],
    advice: {
      sentence: artifact === null ? whatToDo : adviceForMissing(artifact, "database"),
      code: [],
    },
    deliveries: [
      { symbol: "", text: say`No run was logged and nothing was triggered.`, advice: null },
      ...[...undelivered(history.saved), ...(outcome.failedDeliveries ?? [])].map(failure),
      ...historyDeliveries(history),
    ],
    data: health === null ? [] : dataRows(health),
    leftOut: health === null ? [] : leftOutRows(health),
    kept: health === null ? [] : keptRows(health, filter),
    mapProblems: health === null ? [] : mapProblemRows(health),
  };
}

function errorView({ message, hint, run, failedDeliveries = [] }: ErrorOutcome): View {
  const logged =
    run === null
      ? say`No run was logged and nothing was triggered.`
      : say`The run ${name(run.runId)} was logged before the error; nothing was triggered.`;
  return {
    ...EMPTY,
    verdict: { symbol: "❌", words: "The evaluation failed" },
    // A message begins in lower case, as most do, or with the name of a file.
    why: [say`What happened: ${sentence(message)}`],
    advice: adviceOf(hint),
    deliveries: [{ symbol: "", text: logged, advice: null }, ...failedDeliveries.map(failure)],
  };
}

const FIRST_SEEN_WARNING = say`${name("id-mapping")} is ${name("first-seen")}: users and items are numbered by order of appearance, so these numbers describe arbitrary users of the model, not the people in the database. With the maps that the training wrote (${name("user-map")}, ${name("item-map")}) they describe the right ones.`;

const EMPTY: Omit<View, "verdict" | "why"> = {
  warnings: [],
  advice: null,
  deliveries: [],
  findings: [],
  comparison: [],
  trend: NO_TREND,
  chance: NO_CHANCE,
  data: [],
  leftOut: [],
  kept: [],
  mapProblems: [],
  honesty: [],
  furtherMetrics: [],
  furtherNotes: [],
  skippedRuns: [],
  details: [],
  mlflow: null,
  heldPayload: [],
};
