import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import type { StepResult } from "../support/action.ts";
import { datasetsOf } from "../support/expected-datasets.ts";
import { MlflowLibrary, mlflowVersions } from "../support/mlflow-library.ts";
import { ADMIN, type MlflowServer, startDatabaseServer, IN_A_HURRY } from "../support/mlflow-server.ts";
import { aQuickstart, evaluateWeek, tryWeek } from "../support/quickstart.ts";

const CHECKPOINT = "models/bpr_recommender.pt";
const BESIDE = ["models/frontend_user_map.csv", "models/item_map.csv"];
/** More than one page of runs that we ask for. */
const MANY_RUNS = 60;

const METRICS = ["test-mrr", "precision-at-10", "recall-at-10", "num-users"];
const output = (step: StepResult, name: string) => step.outputs.get(name) ?? "";
const metricsOf = (step: StepResult) => METRICS.map((name) => output(step, name));

const KINDS = [
  { kind: "on a database", auth: false },
  { kind: "with basic-auth", auth: true },
];
const SERVERS = mlflowVersions().flatMap((mlflow) =>
  KINDS.map(({ kind, auth }) => ({ kind, auth, mlflow, version: mlflow.version })),
);

describe.each(SERVERS)("the server of MLflow $version, $kind", ({ mlflow, auth }) => {
  let server: MlflowServer;
  let library: MlflowLibrary;
  let workspace: string;
  let local: StepResult;
  let weeks: readonly StepResult[];

  const credentials: Readonly<Record<string, string>> = auth
    ? { MLFLOW_TRACKING_USERNAME: ADMIN.name, MLFLOW_TRACKING_PASSWORD: ADMIN.password }
    : {};
  const remotely = (inputs: Readonly<Record<string, string>> = {}) => ({
    inputs: { "tracking-uri": server.url, ...inputs },
    environment: { ...IN_A_HURRY, ...credentials },
  });
  const call = async <Result>(command: string, args: object = {}) =>
    await library.call<Result>(command, { folder: workspace, uri: server.url, ...args });

  /** What a step has of a model from the registry, and what it should have. */
  const readOf = async (step: StepResult) => {
    const { params } = await library.run(server.url, output(step, "run-id"));
    const [name, digest] = [params["model_monitor.model"], params["model_monitor.model_digest"]];
    return { metrics: metricsOf(step), name, digest };
  };
  const ofLocalFile = (name: string) => ({
    metrics: metricsOf(local),
    name,
    digest: digestOf(join(workspace, CHECKPOINT)),
  });

  beforeAll(async () => {
    workspace = aQuickstart();
    library = new MlflowLibrary(mlflow, credentials);
    server = await startDatabaseServer(mlflow, { auth });
    local = await evaluateWeek(aQuickstart(), 2);
    weeks = [await evaluateWeek(workspace, 1, remotely()), await evaluateWeek(workspace, 2, remotely())];
  }, 120_000);

  afterAll(async () => {
    await library.close();
    await server.stop();
    rmSync(workspace, { recursive: true });
  });

  test("takes evaluations, and nothing stays in the workspace", () => {
    expect(weeks.map((week) => output(week, "status"))).toEqual(["evaluated", "evaluated"]);
    expect(existsSync(join(workspace, "mlruns"))).toBe(false);
  });

  test("gives the second evaluation the first one to compare with", () => {
    expect(output(weeks[0]!, "previous-run-id")).toBe("");
    expect(output(weeks[1]!, "previous-run-id")).toBe(output(weeks[0]!, "run-id"));
  });

  test("changes no number", () => {
    expect(metricsOf(weeks[1]!)).toEqual(metricsOf(local));
  });

  test("shows the real client an experiment, and runs with every value that we have", async () => {
    const { experiments } = await library.overview(server.url);
    expect(experiments[output(weeks[0]!, "experiment-id")]).toBe("evaluation_runs");
    for (const [index, week] of weeks.entries()) {
      const run = await library.run(server.url, output(week, "run-id"));
      expect(run).toMatchObject({ name: "periodic_evaluation", user: "octocat", status: "FINISHED" });
      expect(run.metrics).toEqual(JSON.parse(output(week, "metrics")));
      expect(Object.values(run.metrics).every(Number.isFinite)).toBe(true);
      expect(run.history["test_mrr"]).toEqual([[index + 1, run.end, run.metrics["test_mrr"]]]);
      expect(run.inputs).toEqual(datasetsOf(run.params));
      expect(run.params).toMatchObject({ "model_monitor.train_mask": "true" });
      expect(run.tags).toMatchObject({ "model_monitor.event": "schedule", "mlflow.source.type": "PROJECT" });
      expect(run.tags["mlflow.note.content"]).toContain("model");
    }
  });

  test("serves the real client our artifacts as they were written", async () => {
    const { artifacts } = await library.run(server.url, output(weeks[1]!, "run-id"));
    expect(Object.keys(artifacts).sort()).toEqual(["evidence.json", "report.json"]);
    expect(artifacts["report.json"]).toBe(readFileSync(output(weeks[1]!, "report-path"), "utf8"));
  });

  // Each request is slow where it hashes a password, and no other than those above.
  if (!auth) {
    test("has runs that Python wrote, which are compared with", async () => {
      const experiment = "with_python";
      const metrics = { test_mrr: 0.125, num_users: 50 };
      const trained = await call<string>("train", { experiment, metrics, status: "FINISHED" });
      const step = await evaluateWeek(workspace, 2, remotely({ experiment }));
      expect(output(step, "previous-run-id")).toBe(trained);
    });

    test("is read page by page until there is a run to compare with", async () => {
      const experiment = "many_runs";
      const first = await evaluateWeek(workspace, 1, remotely({ experiment }));
      await call("train_many", { experiment, count: MANY_RUNS });
      const step = await evaluateWeek(workspace, 2, remotely({ experiment }));
      expect(output(step, "previous-run-id")).toBe(output(first, "run-id"));
    }, 60_000);

    test("sees nothing of a dry run, which is kept in the workspace", async () => {
      const folder = aQuickstart();
      const step = await evaluateWeek(folder, 2, remotely({ "dry-run": "true", experiment: "dry" }));
      const { experiments } = await library.overview(server.url);
      expect(Object.values(experiments)).not.toContain("dry");
      expect(existsSync(join(folder, "mlruns", output(step, "experiment-id"), output(step, "run-id")))).toBe(
        true,
      );
    });

    test("has the page to which the summary leads", async () => {
      const page = `${server.url}/#/experiments/${output(weeks[1]!, "experiment-id")}/runs/${output(weeks[1]!, "run-id")}`;
      expect(weeks[1]!.summary).toContain(page);
      const answer = await fetch(page);
      expect([answer.status, await answer.text()]).toEqual([
        200,
        expect.stringContaining("<title>MLflow</title>"),
      ]);
    });
  }

  describe("as a registry", () => {
    const model = "movie recommender";
    let registered: { readonly run: string; readonly version: string };

    beforeAll(async () => {
      registered = await call("register", {
        model,
        alias: "champion",
        checkpoint: join(workspace, CHECKPOINT),
        beside: BESIDE.map((path) => join(workspace, path)),
      });
    }, 60_000);

    const tagsOfVersion = async () =>
      (await call<{ tags: Record<string, string> }>("model_version", { model, version: registered.version }))
        .tags;

    if (!auth)
      test("shows nothing of a dry run on the version", async () => {
        const name = `models:/${model}@champion`;
        await evaluateWeek(aQuickstart(), 2, remotely({ model: name, "dry-run": "true" }));
        expect(await tagsOfVersion()).toEqual({});
      });

    test("gives models:/name@alias the numbers of the local file, and links the version with its newest evaluation", async () => {
      const uri = `models:/${model}@champion`;
      const step = await evaluateWeek(workspace, 2, remotely({ model: uri, experiment: "registry" }));
      expect(await readOf(step)).toEqual(ofLocalFile(uri));
      expect(await tagsOfVersion()).toMatchObject({
        "model_monitor.run_id": output(step, "run-id"),
        "model_monitor.experiment_id": output(step, "experiment-id"),
        "model_monitor.test_mrr": output(step, "test-mrr"),
        "model_monitor.retrain": output(step, "should-retrain"),
      });
    });

    if (auth) return;

    test.each([
      ["models:/name/version", () => `models:/${model}/${registered.version}`],
      ["runs:/id/folder", () => `runs:/${registered.run}/model`],
      ["runs:/id/file", () => `runs:/${registered.run}/bpr_recommender.pt`],
    ])("gives %s the numbers of the local file", async (_, uri) => {
      const step = await evaluateWeek(workspace, 2, remotely({ model: uri(), experiment: "registry" }));
      expect(await readOf(step)).toEqual(ofLocalFile(uri()));
    });

    test("has maps beside the model, which are used where the workspace has none", async () => {
      const folder = aQuickstart();
      for (const path of [...BESIDE, CHECKPOINT]) rmSync(join(folder, path));
      const step = await evaluateWeek(folder, 2, remotely({ model: `models:/${model}@champion` }));
      expect(metricsOf(step)).toEqual(metricsOf(local));
    });

    test("serves a model to an evaluation that is logged in the workspace", async () => {
      const folder = aQuickstart();
      const environment = { ...remotely().environment, MLFLOW_TRACKING_URI: server.url };
      const inputs = { model: `models:/${model}@champion`, "tracking-uri": "mlruns" };
      const step = await evaluateWeek(folder, 2, { inputs, environment });
      expect(metricsOf(step)).toEqual(metricsOf(local));
      expect(existsSync(join(folder, "mlruns", output(step, "experiment-id")))).toBe(true);
    });

    test.each([
      ["a version", `models:/${model}/99`],
      ["an alias", `models:/${model}@nobody`],
      ["a model", "models:/nothing/1"],
      ["a run", `runs:/${"0".repeat(32)}/model`],
    ])("says when there is no such %s, and logs no run", async (_, uri) => {
      const before = Object.keys((await library.overview(server.url)).runs);
      const step = await tryWeek(workspace, 2, remotely({ model: uri }));
      expect([step.exitCode, output(step, "status")]).toEqual([1, "error"]);
      expect(step.log).toContain(`${uri}: there is no such model on ${server.url}`);
      expect(Object.keys((await library.overview(server.url)).runs)).toEqual(before);
    });
  });

  if (auth)
    test("refuses a wrong password: the step says so without it, and keeps the run in the workspace", async () => {
      const folder = aQuickstart();
      const password = "not-the-password-731";
      const environment = { ...IN_A_HURRY, ...credentials, MLFLOW_TRACKING_PASSWORD: password };
      const step = await tryWeek(folder, 2, { inputs: { "tracking-uri": server.url }, environment });
      expect([step.exitCode, output(step, "status")]).toEqual([1, "evaluated"]);
      expect(step.summary).toContain("MLflow does not know who asks");
      expect(step.summary).toContain("MLFLOW_TRACKING_PASSWORD");
      expect(existsSync(join(folder, "mlruns", output(step, "experiment-id"), output(step, "run-id")))).toBe(
        true,
      );
      const withoutMasks = step.log.replaceAll(/::add-mask::.*/g, "");
      expect(withoutMasks + step.summary).not.toContain(password);
    });
});

function digestOf(file: string): string {
  return `sha256:${createHash("sha256").update(readFileSync(file)).digest("hex")}`;
}
