import { readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { StepResult } from "../support/action.ts";
import { MlflowLibrary, mlflowVersions } from "../support/mlflow-library.ts";
import { aQuickstart, copyOfWorkspace, evaluateWeek } from "../support/quickstart.ts";
import { threeWeeks, output, runId, at } from "../support/three-weeks.ts";

const sample = threeWeeks();

const EXPERIMENT = "evaluation_runs";

/** What a step compared its MRR with. */
function previousMrr(step: StepResult) {
  const report = JSON.parse(readFileSync(output(step, "report-path"), "utf8")) as {
    readonly previous: {
      readonly test_mrr?: {
        readonly run_id: string;
        readonly value: number;
        readonly comparability: string;
      };
    };
  };
  return report.previous.test_mrr;
}

describe.each(mlflowVersions())("MLflow $version", (mlflow) => {
  let library: MlflowLibrary;

  beforeAll(() => {
    library = new MlflowLibrary(mlflow);
  });

  afterAll(async () => {
    await library.close();
  });

  const train = async (folder: string, metrics: Record<string, number>, status = "FINISHED") =>
    await library.call<string>("train", { ...at(folder), experiment: EXPERIMENT, metrics, status });

  test("can append to a run of ours, and the next evaluation compares with the value of the last step", async () => {
    const folder = copyOfWorkspace(sample.history);
    const [last, value] = [runId(sample.weeks[2]!), 0.25];
    await library.call("log", {
      ...at(folder),
      run: last,
      metrics: [
        ["test_mrr", value, 5],
        ["test_mrr", 0.5, 3],
        ["loss/final", 1e-7, 0],
      ],
      params: { reviewer: "é ✓" },
      tags: { note: "two\nlines" },
      texts: { "notes/hello.txt": "ä" },
    });
    const step = await evaluateWeek(folder, 3);
    expect(previousMrr(step)).toEqual(expect.objectContaining({ run_id: last, value }));
    const run = (await library.describe(folder)).runs[last]!;
    expect(run.history["test_mrr"]).toHaveLength(3);
    expect(run).toMatchObject({
      metrics: { test_mrr: value, "loss/final": 1e-7 },
      params: { reviewer: "é ✓" },
      tags: { note: "two\nlines", "model_monitor.retrain": "true" },
      artifacts: { "notes/hello.txt": "ä" },
    });
  });

  test("can delete a run, which is then never compared with", async () => {
    const folder = copyOfWorkspace(sample.history);
    await library.call("delete_run", { ...at(folder), run: runId(sample.weeks[2]!) });
    const step = await evaluateWeek(folder, 3);
    expect(output(step, "previous-run-id")).toBe(runId(sample.weeks[1]!));
    expect((await library.describe(folder)).runs[runId(sample.weeks[2]!)]!.stage).toBe("deleted");
  });

  test("can restore a run, which is then compared with again", async () => {
    const folder = copyOfWorkspace(sample.history);
    await library.call("delete_run", { ...at(folder), run: runId(sample.weeks[2]!) });
    await library.call("restore_run", { ...at(folder), run: runId(sample.weeks[2]!) });
    const step = await evaluateWeek(folder, 3);
    expect(output(step, "previous-run-id")).toBe(runId(sample.weeks[2]!));
  });

  test("can log a training run into our experiment, which is compared with though its settings are unknown", async () => {
    const folder = copyOfWorkspace(sample.history);
    const trained = await train(folder, { test_mrr: 0.125, num_users: 50 });
    const step = await evaluateWeek(folder, 3);
    expect(previousMrr(step)).toEqual(
      expect.objectContaining({ run_id: trained, value: 0.125, comparability: "settings-unknown" }),
    );
    expect((await library.describe(folder)).runs[trained]).toMatchObject({ name: "by Python" });
  });

  test.each(["FAILED", "KILLED", "RUNNING"])(
    "can leave a %s run, which is never compared with",
    async (status) => {
      const folder = copyOfWorkspace(sample.history);
      const left = await train(folder, { test_mrr: 0.125 }, status);
      const step = await evaluateWeek(folder, 3);
      expect(output(step, "previous-run-id")).toBe(runId(sample.weeks[2]!));
      expect((await library.describe(folder)).runs[left]!.status).toBe(status);
    },
  );

  test("can have made the store and the experiment before us: we go on in it", async () => {
    const folder = aQuickstart();
    const trained = await train(folder, { test_mrr: 0.125 });
    const step = await evaluateWeek(folder, 1);
    expect(output(step, "previous-run-id")).toBe(trained);
    const { experiments, runs } = await library.describe(folder);
    expect(
      Object.values(experiments)
        .map(({ name }) => name)
        .sort(),
    ).toEqual(["Default", EXPERIMENT]);
    expect(Object.keys(runs).sort()).toEqual([trained, runId(step)].sort());
    expect(runs[runId(step)]).toMatchObject({
      experiment: runs[trained]!.experiment,
      artifacts: { "report.json": expect.any(String) },
    });
  });
});
