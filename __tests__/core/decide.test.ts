import { describe, expect, test } from "@jest/globals";
import { decide } from "../../src/core/decide.ts";
import { DEFAULT_LIMITS, aPastRun } from "../support/evidence.ts";
import type { Evidence } from "../../src/core/decision.ts";

const GOOD = { test_mrr: 0.1, precision_at_10: 0.1, recall_at_10: 0.1, num_users: 100 };

function evidence(now: Record<string, number>, before: Record<string, number> | null): Evidence {
  const run = aPastRun(before ?? {});
  return {
    metrics: new Map(Object.entries(now)),
    previous: new Map(
      [...run.metrics].map(([metric, value]) => [metric, { run, value, comparability: "comparable" }]),
    ),
  };
}

describe("decide", () => {
  test("raises the flag when any rule fires and names the rules once, in table order", () => {
    const decision = decide(
      evidence({ ...GOOD, precision_at_10: 0, recall_at_10: 0, num_users: 200 }, GOOD),
      DEFAULT_LIMITS,
    );
    expect(decision.retrain).toBe(true);
    expect(decision.triggers).toEqual(["absolute-threshold", "user-growth"]);
  });

  test("leaves the flag down when nothing fires and keeps every finding", () => {
    const decision = decide(evidence(GOOD, GOOD), DEFAULT_LIMITS);
    expect(decision).toMatchObject({ retrain: false, triggers: [] });
    expect(decision.findings.map((finding) => finding.rule)).toEqual([
      "absolute-threshold",
      "absolute-threshold",
      "absolute-threshold",
      "relative-drop",
      "user-growth",
    ]);
  });

  test("on a first run skips the comparisons and still judges the absolute limits", () => {
    const decision = decide(evidence({ ...GOOD, test_mrr: 0.01 }, null), DEFAULT_LIMITS);
    expect(decision.triggers).toEqual(["absolute-threshold"]);
    expect(decision.findings.filter((finding) => finding.reason === "no-previous-run")).toHaveLength(2);
  });
});
