import { hasTooFewUsers, type Comparison } from "../../evidence/comparison.ts";
import type { EvidenceVerdict, FindingEvidence } from "../../finding.ts";

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

/** A comparison as it stands beside a finding. */
export function evidenceOf(
  comparison: Comparison,
  { suspect, reason }: Pick<FindingEvidence, "suspect" | "reason">,
): FindingEvidence {
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
