import { MIN_USERS } from "../../evidence/comparison.ts";
import type { MetricStatistics, Statistics } from "../../evidence/statistics.ts";
import type { Finding, Outcome, Reason } from "../../finding.ts";
import type { Rule } from "../rule.ts";
import { evidenceOf, suspectBy } from "./found-by-evidence.ts";
import { areTargetsHarder } from "./harder-targets.ts";

/**
 * By evidence: the moving average of `test_mrr` over the runs since the baseline is below what chance alone would do to it;
 * where popularity is known, so is that of its lift. Sees declines that are within the limit from one run to the next.
 */
export const slowDecline: Rule = {
  id: "slow-decline",
  description:
    "The moving average (EWMA) of `test_mrr` over the runs since the baseline is below its control limit. Only with `decision: evidence`; off when `max-mrr-drop` is.",
  compares: [],
  evaluate: ({ metrics, statistics }, { maxMrrDrop }) => {
    const now = metrics.get("test_mrr") ?? null;
    const found = statistics?.ofMetric.get("test_mrr");
    const [outcome, reason] = judge(maxMrrDrop === null, now, found, statistics);
    const charts = found?.charts ?? null;
    const baseline = found?.baseline ?? null;
    const finding: Finding = {
      rule: slowDecline.id,
      metric: "test_mrr",
      outcome,
      now: charts?.ewma.average ?? null,
      before: charts?.target ?? null,
      limit: charts?.ewma.lowerLimit ?? null,
      change: null,
      reason,
      evidence: evidenceOf(baseline, { suspect: suspectBy(outcome), reason }),
    };
    return [finding];
  },
};

function judge(
  isOff: boolean,
  now: number | null,
  found: MetricStatistics | undefined,
  statistics: Statistics | undefined,
): readonly [Outcome, Reason] {
  if (isOff) return ["skipped", "rule-is-off"];
  if (now === null) return ["skipped", "metric-not-computed"];
  if (found === undefined) return ["skipped", "metric-not-kept"];
  const { charts, baselineGap, users } = found;
  if (baselineGap === "no-earlier-run-of-model") return ["skipped", baselineGap];
  if (charts === null) return ["skipped", "no-chart"];
  if (users < MIN_USERS) return ["skipped", "too-few-users"];
  if (!charts.ewma.alarm) return ["passed", "no-slow-decline"];
  return areTargetsHarder(statistics, (lift) => lift.charts?.ewma.alarm === true)
    ? ["passed", "harder-targets"]
    : ["fired", "slow-decline"];
}
