import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { runStep, type StepResult } from "../support/action.ts";
import { datasetsOf } from "../support/expected-datasets.ts";
import { MlflowLibrary, mlflowVersions, typeInShell } from "../support/mlflow-library.ts";
import { openPages } from "../support/mlflow-server.ts";
import { aQuickstart, copyOfWorkspace, quickstartInputs } from "../support/quickstart.ts";

const EXPERIMENT = "evaluation_runs";
const SHOWN = "sqlite:///mlflow.db";
let workflowRuns = 0;

/** A week of the sample by the built action, logged to the database of the folder. */
async function evaluate(workspace: string, week: 1 | 2 | 3): Promise<StepResult> {
  workflowRuns += 1;
  return await runStep({
    workspace,
    inputs: { ...quickstartInputs(week), "tracking-uri": SHOWN },
    environment: { GITHUB_RUN_ID: String(workflowRuns) },
  });
}

function output(step: StepResult, name: string): string {
  const value = step.outputs.get(name);
  if (value === undefined) throw new Error(`the step has no output ${name}: ${step.log}`);
  return value;
}

/** In full: MLflow's client remembers stores by their URI, and a relative one means another file in each folder. */
function uriOf(folder: string): string {
  return `sqlite:///${join(folder, "mlflow.db")}`;
}

function at(folder: string) {
  return { folder, uri: uriOf(folder) };
}

describe.each(mlflowVersions())("a database of MLflow $version", (mlflow) => {
  let library: MlflowLibrary;
  /** Two weeks in one database: made once, copied for every test. */
  let history: string;
  let weeks: readonly StepResult[];

  const describeDatabase = async (folder: string) => await library.describe(folder, uriOf(folder));

  beforeAll(async () => {
    library = new MlflowLibrary(mlflow);
    history = aQuickstart();
    await library.call("create", at(history));
    weeks = [await evaluate(history, 1), await evaluate(history, 2)];
  }, 120_000);

  afterAll(async () => {
    await library.close();
  });

  test("shows our runs whole: metrics with their history, params, tags and artifacts", async () => {
    const { experiments, runs } = await describeDatabase(history);
    expect(Object.values(experiments).map(({ name }) => name)).toEqual(
      expect.arrayContaining(["Default", EXPERIMENT]),
    );
    expect(Object.keys(runs).sort()).toEqual(weeks.map((week) => output(week, "run-id")).sort());
    for (const [index, week] of weeks.entries()) {
      const run = runs[output(week, "run-id")]!;
      const metrics = JSON.parse(output(week, "metrics")) as Record<string, number>;
      const points = Object.entries(metrics).map(([key, value]) => [key, [[index + 1, run.end, value]]]);
      expect(run).toMatchObject({
        experiment: output(week, "experiment-id"),
        name: "periodic_evaluation",
        user: "octocat",
        status: "FINISHED",
        stage: "active",
        metrics,
        history: Object.fromEntries(points),
        params: { "model_monitor.train_mask": "true" },
        inputs: datasetsOf(run.params),
        tags: { "mlflow.note.content": expect.stringContaining("The model still fits its users") },
        artifacts: { "evidence.json": expect.stringContaining("per_user.v1") },
      });
    }
    // Each week writes the same file of the workspace: only the last one is still there.
    const last = runs[output(weeks[1]!, "run-id")]!.artifacts["report.json"];
    expect(last).toBe(readFileSync(output(weeks[1]!, "report-path"), "utf8"));
  });

  test("is compared with week by week, and no warning of Node reaches the log", async () => {
    expect(output(weeks[1]!, "previous-run-id")).toBe(output(weeks[0]!, "run-id"));
    for (const { log } of weeks) expect(log).not.toContain("ExperimentalWarning");
  });

  test("finds a run by its metrics and its verdict", async () => {
    const filter = "metrics.test_mrr > 0.01 and tags.`model_monitor.retrain` = 'false'";
    const experiment = output(weeks[0]!, "experiment-id");
    const found = await library.call<string[]>("search", { ...at(history), experiment, filter });
    expect(found.sort()).toEqual(weeks.map((week) => output(week, "run-id")).sort());
  });

  test("can be appended to by Python, and the last step's value is compared with", async () => {
    const folder = copyOfWorkspace(history);
    const run = output(weeks[1]!, "run-id");
    const metrics = [
      ["test_mrr", 0.25, 5],
      ["test_mrr", 0.5, 3],
    ];
    await library.call("log", {
      ...at(folder),
      run,
      metrics,
      params: { a: "é" },
      tags: { b: "c" },
      texts: { "d/e": "f" },
    });
    const step = await evaluate(folder, 3);
    const report = JSON.parse(readFileSync(output(step, "report-path"), "utf8")) as {
      readonly previous: Readonly<Record<string, { readonly run_id: string; readonly value: number }>>;
    };
    expect(report.previous["test_mrr"]).toMatchObject({ run_id: run, value: 0.25 });
    expect((await describeDatabase(folder)).runs[run]).toMatchObject({
      metrics: { test_mrr: 0.25 },
      params: { a: "é" },
      tags: { b: "c" },
      artifacts: { "d/e": "f" },
    });
  });

  test("whose run was deleted in MLflow is compared with the one before, until it is restored", async () => {
    const folder = copyOfWorkspace(history);
    const run = output(weeks[1]!, "run-id");
    await library.call("delete_run", { ...at(folder), run });
    const without = copyOfWorkspace(folder);
    expect(output(await evaluate(without, 3), "previous-run-id")).toBe(output(weeks[0]!, "run-id"));
    await library.call("restore_run", { ...at(folder), run });
    expect(output(await evaluate(folder, 3), "previous-run-id")).toBe(run);
  });

  test("that Python wrote to before us is gone on with, in its experiment", async () => {
    const folder = aQuickstart();
    const args = { ...at(folder), experiment: EXPERIMENT, metrics: { test_mrr: 0.125 }, status: "FINISHED" };
    const trained = await library.call<string>("train", args);
    const step = await evaluate(folder, 1);
    expect(output(step, "previous-run-id")).toBe(trained);
    const { runs } = await describeDatabase(folder);
    expect(Object.keys(runs).sort()).toEqual([trained, output(step, "run-id")].sort());
    expect(runs[output(step, "run-id")]).toMatchObject({
      experiment: runs[trained]!.experiment,
      artifacts: { "report.json": expect.any(String) },
    });
  });

  test("takes two evaluations at once beside a Python program that holds the lock", async () => {
    const folder = copyOfWorkspace(history);
    await library.call("hold_lock", { folder, seconds: 6 });
    const steps = await Promise.all([evaluate(folder, 3), evaluate(folder, 3)]);
    const { runs } = await describeDatabase(folder);
    expect(Object.keys(runs)).toHaveLength(4);
    for (const step of steps) expect(runs[output(step, "run-id")]).toMatchObject({ status: "FINISHED" });
  });

  test("is opened by the line in the summary, with our runs and their artifacts", async () => {
    const [line = ""] = /^mlflow ui .*$/m.exec(weeks[0]!.summary) ?? [];
    expect(line).toBe("mlflow ui --backend-store-uri sqlite:///mlflow.db");
    const pages = await openPages(mlflow, history, line);
    try {
      const run = output(weeks[1]!, "run-id");
      const listed = await fetch(`${pages.url}/api/2.0/mlflow/artifacts/list?run_id=${run}`);
      expect(await listed.text()).toContain("report.json");
    } finally {
      await pages.stop();
    }
  });
});

/** From 3.7 on MLflow looks for `mlflow.db` by itself. */
const newest = mlflowVersions().slice(-1);

describe.each(newest)("a plain line with MLflow $version, where mlflow.db lies in the folder", (mlflow) => {
  let library: MlflowLibrary;

  beforeAll(() => {
    library = new MlflowLibrary(mlflow);
  });

  afterAll(async () => {
    await library.close();
  });

  const listed = async (folder: string, experiment: string) => {
    const pages = await openPages(mlflow, folder, "mlflow ui");
    try {
      const answer = await fetch(`${pages.url}/api/2.0/mlflow/runs/search`, {
        method: "POST",
        body: JSON.stringify({ experiment_ids: [experiment], max_results: 10 }),
        headers: { "Content-Type": "application/json" },
      });
      return await answer.text();
    } finally {
      await pages.stop();
    }
  };

  test("opens the database that we log to, beside the mlruns/ that holds its artifacts", async () => {
    const folder = aQuickstart();
    await library.call("create", at(folder));
    const week = await evaluate(folder, 1);
    expect(await listed(folder, output(week, "experiment-id"))).toContain(output(week, "run-id"));
  }, 120_000);

  test("opens it no more when there are runs in files: what the step asks about before it writes one", async () => {
    const folder = aQuickstart();
    await library.call("create", at(folder));
    const week = await evaluate(folder, 1);
    await runStep({
      workspace: folder,
      inputs: { ...quickstartInputs(2), "tracking-uri": "./mlruns" },
      environment: { GITHUB_RUN_ID: "1000" },
    });
    // It looks into the files, which it then refuses.
    await expect(listed(folder, output(week, "experiment-id"))).rejects.toThrow("MLFLOW_ALLOW_FILE_STORE");
  }, 120_000);
});

describe.each(mlflowVersions())("the way to a database with MLflow $version", (mlflow) => {
  test("is the command that we tell when there is none", async () => {
    const folder = aQuickstart();
    const refused = await evaluate(folder, 1);
    expect(refused.exitCode).toBe(1);
    const isOld = mlflow.version.startsWith("2.");
    const told = isOld
      ? "MLFLOW_TRACKING_URI=sqlite:///mlflow.db mlflow experiments search"
      : "mlflow db upgrade sqlite:///mlflow.db";
    expect(refused.log).toContain(told);
    const creating = typeInShell(mlflow, told, folder);
    creating.stdout?.resume();
    creating.stderr?.resume();
    expect(await once(creating, "close")).toEqual([0, null]);
    expect((await evaluate(folder, 1)).exitCode).toBe(0);
  });
});
