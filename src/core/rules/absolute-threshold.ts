import type { Evidence } from "../decision.ts";
import type { Finding } from "../finding.ts";
import type { Rule } from "./rule.ts";

/** Fires when a metric is strictly below its minimum; each metric is a finding of its own (spec, "The rules"). */
export const absoluteThreshold: Rule = {
  id: "absolute-threshold",
  description:
    "A metric is strictly below its minimum (`thresholds`). Each metric is a finding of its own; one without a value is skipped.",
  compares: [],
  evaluate: (evidence, limits) =>
    [...limits.thresholds].map(([metric, minimum]) => compareWithMinimum(evidence, metric, minimum)),
};

/** The finding as the rule is written: strictly below. */
export function compareWithMinimum(evidence: Evidence, metric: string, minimum: number): Finding {
  const now = evidence.metrics.get(metric) ?? null;
  // The previous value decides nothing here; it is what a reader asks for first.
  const before = evidence.previous.get(metric)?.value ?? null;
  const finding = { rule: absoluteThreshold.id, metric, now, before, limit: minimum, change: null };
  if (now === null) return { ...finding, outcome: "skipped", reason: "metric-not-computed" };
  return now < minimum
    ? { ...finding, outcome: "fired", reason: "below-threshold" }
    : { ...finding, outcome: "passed", reason: "at-or-above-threshold" };
}
