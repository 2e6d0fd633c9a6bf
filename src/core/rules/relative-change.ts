import type { Comparability, Evidence, Previous } from "../decision.ts";
import type { Finding, Reason } from "../finding.ts";

/**
 * A change is beyond its limit only by more than this, so that exactly 10 % does not fire, whatever binary
 * rounding says: 0.10 → 0.09 is 0.10000000000000009 in float64, 0.03 → 0.027 is 0.09999999999999995.
 */
const TOLERANCE = 1e-9;

/** How one rule looks at one metric's change against the previous run. */
export interface RelativeChangeRule {
  readonly id: string;
  readonly metric: string;
  /** "fall": (previous − current) / previous counts. "growth": (current − previous) / previous counts. */
  readonly direction: "fall" | "growth";
  readonly limit: number | null;
}

/** The one finding of a rule that compares a metric with the previous run; the denominator is always the previous value. */
export function judgeRelativeChange(rule: RelativeChangeRule, evidence: Evidence): Finding {
  const now = evidence.metrics.get(rule.metric) ?? null;
  const previous = evidence.previous.get(rule.metric);
  const change = now === null || previous === undefined ? null : relativeChange(previous.value, now);
  const finding = {
    rule: rule.id,
    metric: rule.metric,
    now,
    before: previous?.value ?? null,
    limit: rule.limit,
    change,
  };
  const missing = evidence.historyUnreadable === true ? "history-unreadable" : "no-previous-run";
  const obstacle = whyNotComparable(rule.limit, now, previous ?? missing);
  if (obstacle !== null) return { ...finding, outcome: "skipped", reason: obstacle };
  const beyond = isBeyond(rule.direction === "fall" ? -change! : change!, rule.limit!);
  return { ...finding, outcome: beyond ? "fired" : "passed", reason: reasonFor(rule, beyond, previous!) };
}

/** Whether a change, in the direction that is looked at, is more than its limit. */
export function isBeyond(change: number, limit: number): boolean {
  return change > limit + TOLERANCE;
}

/** (now − before) / before, null when before is 0: a growth from nothing has no size. */
export function relativeChange(before: number, now: number): number | null {
  return before === 0 ? null : (now - before) / before;
}

function whyNotComparable(
  limit: number | null,
  now: number | null,
  previous: Previous | Reason,
): Reason | null {
  if (limit === null) return "rule-is-off";
  if (now === null) return "metric-not-computed";
  if (typeof previous === "string") return previous;
  if (isDifference(previous.comparability)) return previous.comparability;
  return previous.value === 0 ? "previous-is-zero" : null;
}

function isDifference(
  comparability: Comparability,
): comparability is Extract<Comparability, `different-${string}`> {
  return comparability.startsWith("different-");
}

function reasonFor(rule: RelativeChangeRule, beyond: boolean, previous: Previous): Reason {
  const known = previous.comparability !== "settings-unknown";
  if (!beyond) {
    if (previous.comparability === "same-measurement") return "same-measurement";
    return known ? "within-limit" : "within-limit-settings-unknown";
  }
  if (rule.direction === "fall")
    return known ? "fell-more-than-limit" : "fell-more-than-limit-settings-unknown";
  return known ? "grew-more-than-limit" : "grew-more-than-limit-settings-unknown";
}
