import type { Finding } from "../../core/finding.ts";
import { SHORT_EVIDENCE_REASONS } from "./evidence-reasons.ts";
import { countOf } from "./rounding.ts";

/** For a table cell: what the evidence would make of a finding that was decided by its limit; "" where it agrees in silence. */
export function adviceBeside({ outcome, reason, evidence }: Finding): string {
  if (evidence === undefined || reason === "not-yet-confirmed" || outcome === "skipped") return "";
  const { suspect, users, verdict } = evidence;
  const of = users === null ? "" : `: ${countOf(users, "user", "users")}`;
  if (suspect === null) return verdict === "too-few-users" ? `too few users for evidence${of}` : "";
  const why = WHY[evidence.reason ?? ""];
  const because = why === undefined ? "" : ` (${why})`;
  if (outcome === "fired")
    return suspect ? `the evidence agrees${of}` : `would not fire on evidence${of}${because}`;
  return suspect ? `would fire on evidence${of}${because}` : "";
}

/** Why the evidence comes to another end than the limit, in plain words; nothing where a reason says no more than that. */
const WHY: Readonly<Partial<Record<string, string>>> = {
  "harder-targets": SHORT_EVIDENCE_REASONS["harder-targets"],
  "not-significant": SHORT_EVIDENCE_REASONS["not-significant"],
  "within-limit-of-baseline": "within the limit of this model's first runs",
  "below-baseline": SHORT_EVIDENCE_REASONS["below-baseline"],
  "slow-decline": SHORT_EVIDENCE_REASONS["slow-decline"],
};

/** Whether the limit has decided otherwise than the evidence would have. */
export function isDisputed({ outcome, reason, evidence }: Finding): boolean {
  if (reason === "not-yet-confirmed" || outcome === "skipped") return false;
  return evidence?.suspect === (outcome !== "fired");
}
