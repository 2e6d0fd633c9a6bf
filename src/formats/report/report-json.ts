import type { Evidence, Limits } from "../../core/decision.ts";
import type { Finding } from "../../core/finding.ts";
import type { RetrainTarget } from "../../core/dispatch.ts";
import type { EvaluatedOutcome } from "../../core/outcome.ts";
import type { TrendPoint } from "../../core/trend.ts";
import { changeSentence, labelOf } from "./change-sentence.ts";
import { sentenceOf } from "./findings-view.ts";
import { measurementJson, objectOf, type JsonObject } from "./measurement-json.ts";
import { plainOf } from "./phrase.ts";
import { statisticsJson } from "./statistics-json.ts";
import { remarkOn } from "./sentences.ts";

/** Of what `writeReport` writes. */
export const SCHEMA = 1;

/** What is known when the report is written: before the event is sent, so that the report is there when it is. */
export interface ReportedRun extends Pick<
  EvaluatedOutcome,
  | "measurement"
  | "run"
  | "experiment"
  | "trackingLocation"
  | "isFirst"
  | "evidence"
  | "trend"
  | "decision"
  | "plan"
> {
  readonly limits: Limits;
}

/**
 * `report.json`: what was measured, what it was compared with, the limits, and what follows. Enough to decide once
 * more without the database, the model or the history. A number that JSON does not have (a change against a value
 * close to 0 can be infinite) is null.
 */
export function writeReport({
  measurement,
  run,
  experiment,
  trackingLocation,
  isFirst,
  evidence,
  trend,
  decision,
  plan,
  limits,
}: ReportedRun): string {
  const report = {
    schema: SCHEMA,
    status: "evaluated",
    run: { run_id: run.runId, experiment_id: run.experimentId, experiment, tracking: trackingLocation },
    measurement: measurementJson(measurement),
    is_first: isFirst,
    history_unreadable: evidence.historyUnreadable ?? false,
    previous: previousJson(evidence.previous),
    trend: trend.map(trendJson),
    statistics: statisticsJson(evidence.statistics),
    limits: {
      thresholds: objectOf(limits.thresholds),
      max_mrr_drop: limits.maxMrrDrop,
      max_user_growth: limits.maxUserGrowth,
      decision: limits.decision,
      patience: limits.patience,
    },
    decision: {
      retrain: decision.retrain,
      suspect: decision.suspect,
      triggers: decision.triggers,
      findings: decision.findings.map((finding) => findingJson(finding, evidence, limits)),
    },
    plan: planJson(plan),
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function findingJson(finding: Finding, evidence: Evidence, limits: Limits): JsonObject {
  const remark = remarkOn(finding.reason) ?? [];
  const sentences = [sentenceOf(finding), remark].filter((phrase) => phrase.length > 0);
  return {
    ...finding,
    ...toldEvidence(finding, evidence, limits),
    sentence: sentences.map(plainOf).join(" "),
  };
}

/** How sure the change is, in a sentence too: here a person may read it, in the output `findings` only programs do. */
function toldEvidence({ metric, evidence: found }: Finding, { statistics }: Evidence, { decision }: Limits) {
  if (found === undefined) return {};
  const metricFound = statistics?.ofMetric.get(metric);
  const [comparison, reference] =
    decision === "limits"
      ? [metricFound?.previous, "previous run"]
      : [metricFound?.baseline, "first runs of this model"];
  if (comparison == null) return { evidence: { ...found, sentence: null } };
  const sentence = plainOf(changeSentence([labelOf(metric) ?? metric], comparison, reference));
  return { evidence: { ...found, sentence } };
}

function previousJson(previous: ReportedRun["evidence"]["previous"]): JsonObject {
  const entries = [...previous].map(([metric, { run, value, comparability }]): [string, JsonObject] => [
    metric,
    { run_id: run.runId, start_time: run.startTime, value, comparability },
  ]);
  return objectOf(new Map(entries));
}

/** The event of this run, the last one, is not yet sent. */
function trendJson({ startTime, modelDigest, newModel, ...same }: TrendPoint): JsonObject {
  return { start_time: startTime, model_digest: modelDigest, new_model: newModel, ...same };
}

function planJson(plan: ReportedRun["plan"]): JsonObject {
  const { kind, target, payload } = plan;
  const what = { target: target === null ? null : targetJson(target), payload };
  return plan.kind === "send" ? { kind, ...what } : { kind, why: plan.why, ...what };
}

function targetJson(target: RetrainTarget): JsonObject {
  const { kind, repository } = target;
  return target.kind === "repository_dispatch"
    ? { kind, repository, event_type: target.eventType }
    : { kind, repository, workflow: target.workflow, ref: target.ref };
}
