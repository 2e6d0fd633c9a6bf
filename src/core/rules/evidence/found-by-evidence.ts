import { hasTooFewUsers, type Comparison } from "../../evidence/comparison.ts";
import type { EvidenceVerdict, FindingEvidence, Outcome } from "../../finding.ts";

/** No number at all. */
export const NOT_EVALUABLE: FindingEvidence = {
  verdict: "not-evaluable",
  suspect: null,
  reason: null,
  users: null,
  users_before: null,
  low: null,
  high: null,
  smallest_drop: null,
};

/** Whether a run is suspect by a rule of the evidence mode; null where the rule cannot say. */
export function suspectBy(outcome: Outcome): boolean | null {
  return outcome === "skipped" ? null : outcome === "fired";
}

/**
 * A comparison as it stands beside a finding.
 * @param comparison null: there is nothing to compare with, or its users' values are not there
 */
export function evidenceOf(
  comparison: Comparison | null,
  { suspect, reason }: Pick<FindingEvidence, "suspect" | "reason">,
): FindingEvidence {
  if (comparison === null) return { ...NOT_EVALUABLE, suspect, reason };
  const { interval, users, usersBefore, smallestDrop } = comparison;
  const bounded = interval.kind === "bounded" ? interval : null;
  return {
    verdict: verdictOf(comparison),
    suspect,
    reason,
    users,
    users_before: usersBefore,
    low: bounded?.low ?? null,
    high: bounded?.high ?? null,
    smallest_drop: smallestDrop,
  };
}

function verdictOf(comparison: Comparison): EvidenceVerdict {
  const { interval } = comparison;
  if (hasTooFewUsers(comparison) || interval.kind === "too-few-users") return "too-few-users";
  if (interval.kind === "unbounded") return "cannot-be-bounded";
  return interval.high < 0 || interval.low > 0 ? "significant" : "not-significant";
}
