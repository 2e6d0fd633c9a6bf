import type { Decision, Evidence, Limits } from "./decision.ts";
import { RULES } from "./rules/index.ts";
import type { Rule } from "./rules/rule.ts";

/** Evaluates every rule. Any rule that fires raises the retraining flag; skipped ones stay visible as findings. */
export function decide(evidence: Evidence, limits: Limits, rules: readonly Rule[] = RULES): Decision {
  const findings = rules.flatMap((rule) => rule.evaluate(evidence, limits));
  const fired = new Set(
    findings.filter((finding) => finding.outcome === "fired").map((finding) => finding.rule),
  );
  const triggers = rules.map((rule) => rule.id).filter((id) => fired.has(id));
  return { retrain: triggers.length > 0, triggers, findings };
}
