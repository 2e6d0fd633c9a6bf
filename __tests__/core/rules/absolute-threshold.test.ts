import { describe, expect, test } from "@jest/globals";
import { absoluteThreshold } from "../../../src/core/rules/absolute-threshold.ts";
import { DEFAULT_LIMITS } from "../../support/evidence.ts";

const judge = (metrics: Record<string, number>, limits = DEFAULT_LIMITS) =>
  absoluteThreshold.evaluate({ metrics: new Map(Object.entries(metrics)), previous: new Map() }, limits);

describe("absolute-threshold", () => {
  test("leaves one finding for each metric, in the order of the limits", () => {
    const findings = judge({ test_mrr: 0.5, precision_at_10: 0.01, recall_at_10: 0.5 });
    expect(findings.map(({ metric, outcome }) => [metric, outcome])).toEqual([
      ["test_mrr", "passed"],
      ["precision_at_10", "fired"],
      ["recall_at_10", "passed"],
    ]);
  });

  test.each([
    ["exactly at the minimum", 0.02, "passed", "at-or-above-threshold"],
    ["one bit below the minimum", 0.02 - 2 ** -58, "fired", "below-threshold"],
    ["above the minimum", 0.020_000_001, "passed", "at-or-above-threshold"],
    ["zero", 0, "fired", "below-threshold"],
  ])("%s: %d is %s", (_, now, outcome, reason) => {
    expect(judge({ test_mrr: now })[0]).toMatchObject({ outcome, reason, now, limit: 0.02 });
  });

  test("a metric that could not be computed is skipped with its reason, never a silent pass", () => {
    expect(judge({})).toHaveLength(3);
    expect(judge({})[0]).toMatchObject({ outcome: "skipped", reason: "metric-not-computed", now: null });
  });

  test("without any threshold there is no finding", () => {
    expect(judge({ test_mrr: 0 }, { ...DEFAULT_LIMITS, thresholds: new Map() })).toEqual([]);
  });
});
