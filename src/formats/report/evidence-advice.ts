import type { Finding } from "../../core/finding.ts";
import { SHORT_EVIDENCE_REASONS } from "./evidence-reasons.ts";
import { countOf } from "./rounding.ts";

/** For a table cell: what the evidence would make of a finding that was decided by its limit; "" where it agrees in silence. */
export function adviceBeside({ outcome, reason, evidence }: Finding): string {
  if (evidence === undefined || reason === "not-yet-confirmed" || outcome === "skipped") return "";
  const { suspect, users, verdict } = evidence;
  const why = evidence.reason === "harder-targets" ? ` (${SHORT_EVIDENCE_REASONS["harder-targets"]})` : "";
  const of = users === null ? "" : `: ${countOf(users, "user", "users")}`;
  if (suspect === null) return verdict === "too-few-users" ? `too few users for evidence${of}` : "";
  if (outcome === "fired")
    return suspect ? `the evidence agrees${of}` : `would not fire on evidence${why}${of}`;
  return suspect ? `would fire on evidence${of}` : "";
}
