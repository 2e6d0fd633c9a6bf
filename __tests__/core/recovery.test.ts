import { describe, expect, test } from "@jest/globals";
import type { Finding } from "../../src/core/finding.ts";
import { recoveryOf } from "../../src/core/recovery.ts";
import { aFinding, anAlertIssue } from "../support/alerts.ts";
import { anEarlierRun } from "../support/history.ts";

const DROP = { rule: "relative-drop", limit: 0.1, reason: "within-limit", change: 0 } as const;
const GROWTH = { ...DROP, rule: "user-growth", metric: "num_users" } as const;

function mrrOf(now: number): Finding {
  return aFinding("passed", { ...DROP, now });
}

function recallThat(outcome: "passed" | "skipped"): Finding {
  return aFinding(outcome, { metric: "recall_at_10" });
}

function recovery(finding: Finding, before: Parameters<typeof anEarlierRun>[1] | null, modelDigest = "m") {
  const { memory } = anAlertIssue({}, { metrics: [finding.metric] });
  const history = [anEarlierRun("fired"), ...(before === null ? [] : [anEarlierRun("good", before)])];
  return recoveryOf({ findings: [finding], memory, history, modelDigest });
}

describe("a fall", () => {
  const before = { metrics: new Map([["test_mrr", 0.04]]) };

  test("is not over because the metric stays where it has fallen to", () => {
    expect(recovery(mrrOf(0.02), before)).toBeNull();
  });

  test("is over when the metric is back within the limit of what it was", () => {
    expect(recovery(mrrOf(0.036), before)).toEqual({
      kind: "is-back",
      metric: "test_mrr",
      before: 0.04,
      now: 0.036,
    });
  });

  test.each([
    ["is no longer in the history", null],
    [
      "was measured in another way",
      { ...before, comparability: "different-query", comparable: false } as const,
    ],
  ])("is over by the rule's own word when the run from before %s", (_, run) => {
    expect(recovery(mrrOf(0.02), run)).toEqual({ kind: "passes" });
  });
});

describe("a growth", () => {
  const before = { metrics: new Map([["num_users", 100]]) };
  const now = aFinding("passed", { ...GROWTH, now: 130 });

  test("is not over while the model is the one that does not know the new users", () => {
    expect(recovery(now, before)).toBeNull();
  });

  test("is over when another model has come", () => {
    expect(recovery(now, before, "new")).toEqual({ kind: "new-model" });
  });
});

test("every metric that had fired must be well, whatever the others are", () => {
  const { memory } = anAlertIssue({}, { metrics: ["test_mrr", "recall_at_10"] });
  const facts = { memory, history: [], modelDigest: "m" };
  const mrr = aFinding("passed");
  const precision = aFinding("skipped", { metric: "precision_at_10" });
  expect(recoveryOf({ ...facts, findings: [mrr, recallThat("skipped"), precision] })).toBeNull();
  expect(recoveryOf({ ...facts, findings: [mrr, recallThat("passed"), precision] })).toEqual({
    kind: "passes",
  });
});
