import { hasTooFewUsers, isShownToFall } from "../../evidence/comparison.ts";
import type { MeanStatistics, MetricStatistics, Statistics } from "../../evidence/statistics.ts";
import type { Finding, Outcome, Reason } from "../../finding.ts";
import { isBeyond } from "../relative-change.ts";
import { relativeDrop } from "../relative-drop.ts";
import type { Rule } from "../rule.ts";
import { evidenceOf, suspectBy } from "./found-by-evidence.ts";
import { areTargetsHarder } from "./harder-targets.ts";

/**
 * By evidence: `test_mrr` is more than the limit below the baseline, and the one-sided 95 % interval of the change lies
 * below zero; where popularity is known, so is its lift.
 */
export const belowBaseline: Rule = {
  id: relativeDrop.id,
  description:
    "`test_mrr` is more than `max-mrr-drop` below the baseline (the first up to four runs of the current model, pooled), and the one-sided 95 % upper end of the change is below zero.",
  compares: [],
  evaluate: ({ metrics, statistics }, { maxMrrDrop: limit }) => {
    const now = metrics.get("test_mrr") ?? null;
    const found = statistics?.ofMetric.get("test_mrr");
    const baseline = found?.baseline ?? null;
    const [outcome, reason] = judge(limit, now, found, statistics);
    const finding: Finding = {
      rule: relativeDrop.id,
      metric: "test_mrr",
      outcome,
      now,
      before: baseline?.before ?? null,
      limit,
      change: baseline?.change ?? null,
      reason,
      evidence: evidenceOf(baseline, { suspect: suspectBy(outcome), reason }),
    };
    return [finding];
  },
};

function judge(
  limit: number | null,
  now: number | null,
  found: MetricStatistics | undefined,
  statistics: Statistics | undefined,
): readonly [Outcome, Reason] {
  if (limit === null) return ["skipped", "rule-is-off"];
  if (now === null) return ["skipped", "metric-not-computed"];
  if (found === undefined) return ["skipped", "metric-not-kept"];
  const { baseline, baselineGap } = found;
  if (baseline === null) return ["skipped", baselineGap ?? "no-earlier-run-of-model"];
  if (baseline.change === null) return ["skipped", "previous-is-zero"];
  if (hasTooFewUsers(baseline)) return ["skipped", "too-few-users"];
  if (!isBeyond(-baseline.change, limit)) return ["passed", "within-limit-of-baseline"];
  if (baseline.oneSided.kind !== "bounded") return ["skipped", "cannot-be-bounded"];
  if (!isShownToFall(baseline.oneSided)) return ["passed", "not-significant"];
  const hasFallen = (lift: MeanStatistics) => isClearlyBelow(lift, limit);
  if (areTargetsHarder(statistics, hasFallen)) return ["passed", "harder-targets"];
  return ["fired", "below-baseline"];
}

function isClearlyBelow({ baseline }: MeanStatistics, limit: number): boolean {
  return baseline !== null && isBeyond(-(baseline.change ?? 0), limit) && isShownToFall(baseline.oneSided);
}
