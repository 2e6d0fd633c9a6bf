import type { AlertIssue } from "../../../src/core/alert.ts";
import type { EarlierRun } from "../../../src/core/evidence/earlier-runs.ts";

/** The run that the tables name as the previous one, on the last Monday of October, and the one before. */
export const LAST_RUN = "89abcdef0123456789abcdef01234567";
export const RUN_BEFORE = "00000000000000000000000000000019";

/** Runs in which the drop fired, newest first. */
export function firedRuns(...runIds: readonly string[]): readonly EarlierRun[] {
  return runIds.map((runId, index): EarlierRun => ({
    runId,
    startTime: Date.UTC(2026, 9, 26 - 7 * index, 5, 17),
    metrics: new Map(),
    modelDigest: null,
    comparability: "comparable",
    comparable: true,
    measurementKey: runId,
    suspect: false,
    dispatch: null,
    triggers: ["relative-drop"],
  }));
}

/** Since last Monday. */
export const OPEN_ISSUE: AlertIssue = {
  rule: "relative-drop",
  number: 12,
  isOpen: true,
  createdAt: Date.UTC(2026, 9, 26, 5, 17),
  memory: {
    state: "firing",
    toldBy: "last-monday",
    firstRun: LAST_RUN,
    lastRun: LAST_RUN,
    before: null,
    metrics: ["test_mrr"],
  },
};
