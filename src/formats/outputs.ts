import { expiryOf } from "../core/history.ts";
import type { RunOutcome } from "../core/outcome.ts";

/** Outputs that carry one metric, with the metric's MLflow name. */
const METRIC_OUTPUTS = [
  ["test-mrr", "test_mrr"],
  ["precision-at-10", "precision_at_10"],
  ["recall-at-10", "recall_at_10"],
  ["num-users", "num_users"],
  ["num-ratings", "num_ratings"],
  ["avg-ratings-per-user", "avg_ratings_per_user"],
] as const;

/**
 * Every output of the step, by name (action interface, "Outputs"): numbers, enums, ids and paths only, no text
 * from the data. All are always set; what does not exist is the empty string.
 */
export function outputsOf(outcome: RunOutcome): ReadonlyMap<string, string> {
  const evaluated = outcome.status === "evaluated" ? outcome : null;
  const metrics = evaluated?.measurement.metrics ?? new Map<string, number>();
  const run = outcome.status === "no-data" ? null : outcome.run;
  const saved = outcome.status === "error" ? "" : outcome.history.saved.kind;
  return new Map<string, string>([
    ["status", outcome.status],
    ["should-retrain", String(evaluated?.decision.retrain ?? false)],
    ["triggers", JSON.stringify(evaluated?.decision.triggers ?? [])],
    ["findings", JSON.stringify(evaluated?.decision.findings ?? [])],
    ...METRIC_OUTPUTS.map(([output, metric]): [string, string] => [output, decimal(metrics.get(metric))]),
    ["metrics", JSON.stringify(Object.fromEntries(metrics))],
    ["run-id", run?.runId ?? ""],
    ["experiment-id", run?.experimentId ?? ""],
    ["previous-run-id", previousRunId(outcome)],
    ["dispatched", String(evaluated?.dispatched ?? false)],
    ["retrain-run-id", evaluated?.retrainRun?.id ?? ""],
    ["retrain-run-url", evaluated?.retrainRun?.url ?? ""],
    ["history-saved", String(saved === "saved" || saved === "directory")],
    ["history-expires-at", expiryText(outcome)],
    ["report-path", evaluated?.reportPath ?? ""],
  ]);
}

function expiryText(outcome: RunOutcome): string {
  if (outcome.status === "error" || outcome.history.saved.kind !== "saved") return "";
  const expiry = expiryOf(outcome.history.saved.copies);
  return expiry === null ? "" : new Date(expiry).toISOString();
}

/** The run that `relative-drop` compared with; none when that rule was skipped. */
function previousRunId(outcome: RunOutcome): string {
  if (outcome.status !== "evaluated") return "";
  const drop = outcome.decision.findings.find((finding) => finding.rule === "relative-drop");
  if (drop === undefined || drop.outcome === "skipped") return "";
  return outcome.evidence.previous.get(drop.metric)?.run.runId ?? "";
}

/** The shortest decimal that reads back as the same float64, without an exponent: shells and `bc` cannot read 1e-7. */
function decimal(value: number | undefined): string {
  if (value === undefined) return "";
  const [digits = "", exponent] = String(value).split("e");
  if (exponent === undefined) return digits;
  const places = Math.max(0, -Number(exponent) + (digits.split(".")[1]?.length ?? 0));
  return value.toFixed(Math.min(100, places));
}
