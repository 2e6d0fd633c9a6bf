import type { Evidence, Limits } from "../decision.ts";
import type { Finding } from "../finding.ts";

/** One rule. It returns what it found; nothing is printed, sent or failed inside it. */
export interface Rule {
  readonly id: string;
  /** For the README table: when it fires. */
  readonly description: string;
  /** Metrics whose previous values it looks at. */
  readonly compares: readonly string[];
  /** One finding for each metric that the rule looks at, also when it is off or cannot be evaluated. */
  evaluate(evidence: Evidence, limits: Limits): readonly Finding[];
}
