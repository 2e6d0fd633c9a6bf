import type { Decision, Evidence, Limits } from "./decision.ts";
import type { Finding } from "./finding.ts";
import { EVIDENCE_RULES } from "./rules/evidence/index.ts";
import { evidenceOf } from "./rules/evidence/found-by-evidence.ts";
import { RULES } from "./rules/index.ts";
import type { Rule } from "./rules/rule.ts";

/**
 * Evaluates every rule. By limits, any rule that fires raises the retraining flag, and what the evidence says stands beside
 * it as advice; by evidence, the flag needs suspect runs in a row. Skipped findings stay visible.
 *
 * @param rules those of `decision: limits`; the rules of the evidence are always the same
 */
export function decide(evidence: Evidence, limits: Limits, rules: readonly Rule[] = RULES): Decision {
  const { statistics } = evidence;
  const byEvidence = EVIDENCE_RULES.flatMap((rule) => rule.evaluate(evidence, limits));
  const isSuspect = byEvidence.some(({ outcome }) => outcome === "fired");
  if (limits.decision === "evidence") {
    const confirmed = (statistics?.streak ?? 0) + 1 >= limits.patience;
    const findings = byEvidence.map((finding) => (confirmed ? finding : waiting(finding)));
    return { ...verdictOf(findings, EVIDENCE_RULES), suspect: isSuspect };
  }
  const findings = rules.flatMap((rule) => rule.evaluate(evidence, limits));
  if (statistics === undefined) return { ...verdictOf(findings, rules), suspect: null };
  const advised = findings.map((finding) => withAdvice(finding, evidence, byEvidence));
  return { ...verdictOf(advised, rules), suspect: isSuspect };
}

function verdictOf(
  findings: readonly Finding[],
  rules: readonly Rule[],
): Pick<Decision, "retrain" | "triggers" | "findings"> {
  const fired = new Set(
    findings.filter((finding) => finding.outcome === "fired").map((finding) => finding.rule),
  );
  const triggers = rules.map((rule) => rule.id).filter((id) => fired.has(id));
  return { retrain: triggers.length > 0, triggers, findings };
}

/** Suspect, and one run is not enough. */
function waiting(finding: Finding): Finding {
  return finding.outcome === "fired"
    ? { ...finding, outcome: "passed", reason: "not-yet-confirmed" }
    : finding;
}

/** A rule that the evidence has no question for, as the growth of users, stays alone. */
function withAdvice(finding: Finding, { statistics }: Evidence, byEvidence: readonly Finding[]): Finding {
  const counterpart = byEvidence.find(
    ({ rule, metric }) => rule === finding.rule && metric === finding.metric,
  );
  if (counterpart?.evidence === undefined) return finding;
  // The interval is that of the change which the rule looks at: against the previous run, not against the baseline.
  if (finding.rule !== "relative-drop") return { ...finding, evidence: counterpart.evidence };
  const { suspect, reason } = counterpart.evidence;
  const previous = statistics?.ofMetric.get(finding.metric)?.previous ?? null;
  return { ...finding, evidence: evidenceOf(previous, { suspect, reason }) };
}
