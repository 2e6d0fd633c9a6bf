import { MIN_USERS, isShownToFall } from "../../evidence/comparison.ts";
import type { MeanStatistics, Statistics } from "../../evidence/statistics.ts";
import type { Evidence } from "../../decision.ts";
import type { Finding, FindingEvidence, Outcome, Reason } from "../../finding.ts";
import { absoluteThreshold, compareWithMinimum } from "../absolute-threshold.ts";
import type { Rule } from "../rule.ts";
import { NOT_EVALUABLE, suspectBy } from "./found-by-evidence.ts";
import { areTargetsHarder } from "./harder-targets.ts";

/**
 * By evidence: a minimum lies above the metric's 95 % interval; where popularity is known, the lift has fallen or the model
 * is clearly worse than the popularity list, which no difficulty of the targets explains. A metric that is no mean over
 * users has no interval and is decided as written.
 */
export const clearlyBelowThreshold: Rule = {
  id: absoluteThreshold.id,
  description:
    "A minimum (`thresholds`) lies above the 95 % interval of its metric. A metric that is no mean over users is decided as written.",
  compares: [],
  evaluate: (evidence, { thresholds }) =>
    [...thresholds].map(([metric, minimum]) => judge(evidence, metric, minimum)),
};

function judge(evidence: Evidence, metric: string, minimum: number): Finding {
  const asWritten = compareWithMinimum(evidence, metric, minimum);
  const found = evidence.statistics?.ofMetric.get(metric);
  if (found === undefined) {
    const suspect = suspectBy(asWritten.outcome);
    return { ...asWritten, evidence: { ...NOT_EVALUABLE, suspect, reason: asWritten.reason } };
  }
  const [outcome, reason] = outcomeOf(asWritten.outcome === "fired", minimum, found, evidence.statistics!);
  return { ...asWritten, outcome, reason, evidence: beside(found, minimum, [outcome, reason]) };
}

function outcomeOf(
  isBelow: boolean,
  minimum: number,
  { interval, users }: MeanStatistics,
  statistics: Statistics,
): readonly [Outcome, Reason] {
  if (!isBelow) return ["passed", "at-or-above-threshold"];
  if (users < MIN_USERS || interval === null) return ["skipped", "too-few-users"];
  if (interval.high >= minimum) return ["passed", "not-significant"];
  const isExcused = !isWorseThanPopularity(statistics.lift) && areTargetsHarder(statistics, hasLiftFallen);
  return isExcused ? ["passed", "harder-targets"] : ["fired", "clearly-below-threshold"];
}

/** No difficulty of the targets explains that. */
function isWorseThanPopularity(lift: MeanStatistics | null): boolean {
  return lift?.interval != null && lift.interval.high < 1;
}

function hasLiftFallen({ baseline }: MeanStatistics): boolean {
  return baseline !== null && isShownToFall(baseline.oneSided);
}

function beside(
  { interval, users }: MeanStatistics,
  minimum: number,
  [outcome, reason]: readonly [Outcome, Reason],
): FindingEvidence {
  const clear = interval !== null && (interval.high < minimum || interval.low >= minimum);
  const enough = users >= MIN_USERS && interval !== null;
  return {
    ...NOT_EVALUABLE,
    verdict: !enough ? "too-few-users" : clear ? "significant" : "not-significant",
    suspect: suspectBy(outcome),
    reason,
    users,
    low: interval?.low ?? null,
    high: interval?.high ?? null,
  };
}
