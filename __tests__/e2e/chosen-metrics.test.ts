import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { runStep, type StepResult } from "../support/action.ts";
import { aRepository } from "../support/repository.ts";

const MINI = fileURLToPath(new URL("../fixtures/mini", import.meta.url));
const TRAIN = { "train-interactions": "models/train_interactions.csv" };
const CHOSEN = [
  "hit_rate_at_10",
  "ndcg_at_10",
  "map_at_10",
  "mrr_first_at_10",
  "coverage_at_10",
  "gini_at_10",
  "novelty_at_10",
  "personalisation_at_10",
];

let workspace: string;

beforeEach(() => {
  workspace = aRepository();
  cpSync(join(MINI, "train_interactions.csv"), join(workspace, "models/train_interactions.csv"));
});

afterEach(() => rmSync(workspace, { recursive: true }));

async function evaluate(inputs: Readonly<Record<string, string>>): Promise<StepResult> {
  return await runStep({ workspace, inputs: { "retrain-trigger": "none", ...inputs } });
}

function metricsOf(step: StepResult): Record<string, number> {
  return JSON.parse(step.outputs.get("metrics")!) as Record<string, number>;
}

function loggedMetrics(step: StepResult): readonly string[] {
  const run = [step.outputs.get("experiment-id")!, step.outputs.get("run-id")!];
  return readdirSync(join(workspace, "mlruns", ...run, "metrics"));
}

test.each([
  ["with the mask", TRAIN],
  ["without one", {}],
])("chosen metrics %s are logged, put out, reported and shown; the others stay", async (_, inputs) => {
  const step = await evaluate({ ...inputs, metrics: CHOSEN.join("\n") });
  const known = "train-interactions" in inputs ? CHOSEN : CHOSEN.filter((name) => name !== "novelty_at_10");
  const metrics = metricsOf(step);
  const report = readFileSync(join(workspace, "model-monitor-report/report.json"), "utf8");
  for (const name of known) {
    expect(metrics[name]).toBeGreaterThan(0);
    expect(loggedMetrics(step)).toContain(name);
    expect(report).toContain(`"${name}": ${metrics[name]}`);
    expect(step.summary).toContain(`<code>${name}</code>`);
  }
  expect(metrics["hit_rate_at_10"]).toBeGreaterThanOrEqual(metrics["precision_at_10"]!);
  expect(metrics["mrr_first_at_10"]).toBeGreaterThanOrEqual(metrics["map_at_10"]!);
  expect(step.outputs.get("test-mrr")).toBe(String(metrics["test_mrr"]));
  if (known.length < CHOSEN.length)
    expect(step.summary).toContain("Not computed: <code>novelty_at_10</code>");
});

test("a threshold fires on a chosen metric, and one on a metric that was not chosen is skipped with its reason", async () => {
  const step = await evaluate({
    metrics: "ndcg_at_10",
    thresholds: "{ndcg_at_10: 0.99, map_at_10: 0.99}",
  });
  const findings = JSON.parse(step.outputs.get("findings")!) as readonly Record<string, unknown>[];
  const outcomes = findings.map(({ metric, outcome, reason }) => [metric, outcome, reason]);
  expect(outcomes).toContainEqual(["ndcg_at_10", "fired", "below-threshold"]);
  expect(outcomes).toContainEqual(["map_at_10", "skipped", "metric-not-computed"]);
});

test("a name that no metric has is an error with the nearest, before anything is read", async () => {
  const step = await evaluate({ metrics: "ndgc_at_10" });
  expect(step.outputs.get("status")).toBe("error");
  expect(step.log).toContain("nearest are ndcg_at_10");
});
