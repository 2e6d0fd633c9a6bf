import type { Reason } from "../../src/core/finding.ts";

/** A reason for which each rule fires. A new rule is one line here. */
export const REASONS_TO_FIRE: ReadonlyMap<string, Reason> = new Map([
  ["absolute-threshold", "below-threshold"],
  ["relative-drop", "fell-more-than-limit"],
  ["user-growth", "grew-more-than-limit"],
  ["slow-decline", "slow-decline"],
  ["cold-share", "cold-share-above-limit"],
]);
