import type { Rule } from "../rule.ts";
import { belowBaseline } from "./below-baseline.ts";
import { clearlyBelowThreshold } from "./clearly-below-threshold.ts";
import { coldShare } from "./cold-share.ts";
import { slowDecline } from "./slow-decline.ts";

/**
 * The rules of `decision: evidence`, in the order of the other table. Where one fires, the run is suspect. Rules of the same
 * id ask the same question in both modes.
 */
export const EVIDENCE_RULES: readonly Rule[] = [clearlyBelowThreshold, belowBaseline, slowDecline, coldShare];
