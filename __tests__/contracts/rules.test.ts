import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Limits } from "../../src/core/decision.ts";
import { RULES } from "../../src/core/rules/index.ts";
import { DEFAULT_LIMITS, aPastRun } from "../support/evidence.ts";

const NOTHING = { metrics: new Map<string, number>(), previous: new Map() };
const OFF: Limits = {
  ...DEFAULT_LIMITS,
  thresholds: new Map<string, number>(),
  maxMrrDrop: null,
  maxUserGrowth: null,
};
const METRICS = ["test_mrr", "precision_at_10", "recall_at_10", "num_users"];

/** Every metric at this value now, and at that before. */
function everything(now: number, before: number) {
  const run = aPastRun({});
  return {
    metrics: new Map(METRICS.map((metric) => [metric, now])),
    previous: new Map(
      METRICS.map((metric) => [metric, { run, value: before, comparability: "comparable" as const }]),
    ),
  };
}

const file = (path: string) => new URL(`../../${path}`, import.meta.url);

describe.each(RULES.map((rule) => ({ id: rule.id, rule })))("the rule $id", ({ id, rule }) => {
  test("has a file and a test of its own name, and a row in the README", () => {
    expect(existsSync(file(`src/core/rules/${id}.ts`))).toBe(true);
    expect(existsSync(file(`__tests__/core/rules/${id}.test.ts`))).toBe(true);
    expect(readFileSync(file("README.md"), "utf8")).toContain(`| \`${id}\``);
  });

  test("leaves a finding under its own id, also when there is nothing to look at", () => {
    const findings = rule.evaluate(NOTHING, DEFAULT_LIMITS);
    expect(findings.length).toBeGreaterThan(0);
    for (const finding of findings)
      expect(finding).toMatchObject({ rule: id, outcome: "skipped", now: null });
  });

  test("never fires when it is off", () => {
    for (const evidence of [everything(0, 1), everything(1000, 1), NOTHING])
      for (const { outcome } of rule.evaluate(evidence, OFF)) expect(outcome).toBe("skipped");
  });

  test("gives numbers or null, never NaN, whatever the metrics are", () => {
    for (const now of [0, -0, 1e-300, 1, 1e300])
      for (const before of [0, 5e-324, 1, 1e300])
        for (const finding of rule.evaluate(everything(now, before), DEFAULT_LIMITS))
          for (const value of [finding.now, finding.before, finding.limit, finding.change])
            expect(value === null || !Number.isNaN(value)).toBe(true);
  });

  test("looks back for every metric that it compares", () => {
    const compared = rule.evaluate(everything(1, 1), DEFAULT_LIMITS).filter(({ change }) => change !== null);
    expect(compared.map(({ metric }) => metric)).toEqual(rule.compares);
  });
});

test("no two rules share an id", () => {
  expect(new Set(RULES.map(({ id }) => id)).size).toBe(RULES.length);
});
