import type { AlertMemory, Recovery } from "./alert.ts";
import type { EarlierRun } from "./evidence/earlier-runs.ts";
import type { Finding, Reason } from "./finding.ts";
import { isBeyond, relativeChange } from "./rules/relative-change.ts";
import { userGrowth } from "./rules/user-growth.ts";

/**
 * Reasons for which a rule passed and all is well. "The same measurement", "chance alone explains it" and "not confirmed yet"
 * pass too, and are no news of the model.
 */
const WELL: ReadonlySet<Reason> = new Set<Reason>([
  "at-or-above-threshold",
  "within-limit",
  "within-limit-settings-unknown",
  "within-limit-of-baseline",
  "no-slow-decline",
  "cold-share-within-limit",
]);
const AGAINST_PREVIOUS: ReadonlySet<Reason> = new Set<Reason>([
  "within-limit",
  "within-limit-settings-unknown",
]);

/** What the end of an alert is judged by. */
export interface RecoveryFacts {
  /** All findings of the rule. */
  readonly findings: readonly Finding[];
  readonly memory: AlertMemory;
  /** Newest first. */
  readonly history: readonly EarlierRun[];
  readonly modelDigest: string;
}

/**
 * Why the alert is over; null: it is not, or nobody can tell. Every metric that had fired must have been looked at and be
 * well. A rule that compares with the previous run passes in the week after a fall because everything stayed where it
 * had fallen to: its metric must be back within the limit of what it was before.
 */
export function recoveryOf({ findings, memory, history, modelDigest }: RecoveryFacts): Recovery | null {
  if (memory.metrics.length === 0 || findings.some(({ outcome }) => outcome === "fired")) return null;
  const found = memory.metrics.map((metric) => findings.find((finding) => finding.metric === metric));
  const well = found.filter((finding) => finding?.outcome === "passed" && WELL.has(finding.reason));
  if (well.length < found.length) return null;
  for (const finding of well) {
    if (finding === undefined || !AGAINST_PREVIOUS.has(finding.reason)) continue;
    return sinceBefore(finding, { memory, history, modelDigest });
  }
  return { kind: "passes" };
}

/** Where the run from before is no longer in the history, or was measured in another way, the rule's own word has to do. */
function sinceBefore(
  { rule, metric, now, limit }: Finding,
  { memory, history, modelDigest }: Omit<RecoveryFacts, "findings">,
): Recovery | null {
  const ofRun = (id: string | null) => history.find(({ runId }) => runId === id);
  if (rule === userGrowth.id) {
    // Users do not go away again: it is over when a model has come that may know them.
    const first = ofRun(memory.firstRun);
    if (first !== undefined && first.modelDigest !== modelDigest) return { kind: "new-model" };
  }
  const reference = ofRun(memory.before);
  const before = reference?.metrics.get(metric);
  if (reference === undefined || before === undefined || now === null || limit === null)
    return { kind: "passes" };
  if (rule !== userGrowth.id && !reference.comparable && reference.comparability !== "settings-unknown")
    return { kind: "passes" };
  const change = relativeChange(before, now) ?? 0;
  const isStill = isBeyond(rule === userGrowth.id ? change : -change, limit);
  return isStill ? null : { kind: "is-back", metric, before, now };
}
