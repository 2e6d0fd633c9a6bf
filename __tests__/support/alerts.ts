import type { AlertIssue, AlertMemory } from "../../src/core/alert.ts";
import type { Finding, Outcome, Reason } from "../../src/core/finding.ts";
import type { AlertFacts } from "../../src/core/plan-alerts.ts";
import { aPastRun } from "./evidence.ts";
import { anEarlierRun } from "./history.ts";

/** A finding of `absolute-threshold` about `test_mrr` unless said otherwise. */
export function aFinding(outcome: Outcome, overrides: Partial<Finding> = {}): Finding {
  const reasons: Readonly<Record<Outcome, Reason>> = {
    fired: "below-threshold",
    passed: "at-or-above-threshold",
    skipped: "metric-not-computed",
  };
  return {
    rule: "absolute-threshold",
    metric: "test_mrr",
    outcome,
    now: outcome === "fired" ? 0.01 : 0.04,
    before: 0.04,
    limit: 0.02,
    change: null,
    reason: reasons[outcome],
    ...overrides,
  };
}

/** The run after the one with the memory below. */
export function alertFacts(findings: readonly Finding[], overrides: Partial<AlertFacts> = {}): AlertFacts {
  const triggers = [
    ...new Set(findings.filter(({ outcome }) => outcome === "fired").map(({ rule }) => rule)),
  ];
  return {
    decision: { retrain: triggers.length > 0, triggers, findings, suspect: null },
    evidence: { previous: new Map() },
    measurement: {
      startedAt: 4000,
      model: { path: "m.pt", digest: "m", bytes: 1, kind: "k", numUsers: 1, numItems: 1, dim: 1 },
    },
    run: { runId: "now", experimentId: "1" },
    toldBy: "this job",
    history: [
      anEarlierRun("fired", { startTime: 3000, triggers: ["absolute-threshold"] }),
      anEarlierRun("good", { startTime: 2000, triggers: [] }),
    ],
    historyUnreadable: false,
    issues: [],
    ...overrides,
  };
}

/** An open issue that the run "fired" has opened. */
export function anAlertIssue(
  overrides: Partial<AlertIssue> = {},
  memory: Partial<AlertMemory> = {},
): AlertIssue {
  return {
    rule: "absolute-threshold",
    number: 7,
    isOpen: true,
    createdAt: 3100,
    memory: {
      state: "firing",
      toldBy: "last job",
      firstRun: "fired",
      lastRun: "fired",
      before: "good",
      metrics: ["test_mrr"],
      ...memory,
    },
    ...overrides,
  };
}

/** Evidence in which the previous run was this one, and the same measurement. */
export function sameMeasurementAs(runId: string): AlertFacts["evidence"] {
  const run = aPastRun({ test_mrr: 0.01 }, { runId });
  return {
    previous: new Map([["test_mrr", { run, value: 0.01, comparability: "same-measurement" as const }]]),
  };
}
