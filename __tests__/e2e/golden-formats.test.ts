import { cpSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { runStep, type StepResult } from "../support/action.ts";
import { readGolden, runsOf } from "../support/golden.ts";
import { expectGolden, stepFor } from "../support/golden-step.ts";

const MINI = fileURLToPath(new URL("../fixtures/mini", import.meta.url));
const PYFUNC = fileURLToPath(new URL("../fixtures/savers/pyfunc", import.meta.url));
const golden = readGolden(MINI);
/** The weights of `bpr_recommender.pt` and rounded ones; golden-mini.test.ts has the objects around them. */
const CHECKPOINTS = Object.keys(golden.checkpoints).filter((name) => name.startsWith("state_dict"));
const RUNS = runsOf(golden, CHECKPOINTS).filter(
  (run) => run.database === "user_data.db" && run.mode === "mapped" && run.train_mask,
);

describe("the built action gives Spotlight's numbers for each format:", () => {
  test.each(RUNS.map((run) => ({ name: run.checkpoint, run })))("$name", async ({ run }) => {
    const result = await stepFor(MINI, run, "train_interactions.csv");
    expect(result.outputs.get("status")).toBe("evaluated");
    expectGolden(result, run, golden);
  });

  test("a directory that MLflow's pyfunc wrote", async () => {
    const result = await stepWithDirectory((model) => cpSync(PYFUNC, model, { recursive: true }));
    const run = runsOf(golden, ["state_dict.pt"]).find((one) => one.mode === "mapped" && !one.train_mask);
    expect(Number(result.outputs.get("test-mrr"))).toBeCloseTo(run!.aggregates.test_mrr, 10);
  });

  test("a directory that MLflow's pytorch flavour wrote", async () => {
    const result = await stepWithDirectory((model) => {
      mkdirSync(join(model, "data"), { recursive: true });
      cpSync(join(MINI, "net_only.pt"), join(model, "data/model.pth"));
    });
    expect(result.outputs.get("status")).toBe("evaluated");
  });
});

test("a directory of another kind is an error that says what to point at", async () => {
  const result = await stepWithDirectory((model) => mkdirSync(join(model, "variables"), { recursive: true }));
  expect([result.outputs.get("status"), result.exitCode]).toEqual(["error", 1]);
  expect(result.log).toContain("::error::models/best/: this is a directory, but none that MLflow writes");
  expect(result.log).toContain("Point the input `model` at the checkpoint itself");
});

/** A step whose model is the directory `models/best/`. */
async function stepWithDirectory(fill: (model: string) => void): Promise<StepResult> {
  const workspace = mkdtempSync(join(tmpdir(), "model-monitor-directory-"));
  for (const name of ["user_data.db", "user_map.csv", "item_map.csv"])
    cpSync(join(MINI, name), join(workspace, name));
  fill(join(workspace, "models/best"));
  const maps = { "user-map": "user_map.csv", "item-map": "item_map.csv" };
  return await runStep({ workspace, inputs: { model: "models/best/", "retrain-trigger": "none", ...maps } });
}
