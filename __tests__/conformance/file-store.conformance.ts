import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { StepResult } from "../support/action.ts";
import { MlflowLibrary, mlflowVersions } from "../support/mlflow-library.ts";
import { openStore, pastRunsOf } from "../support/mlflow-store.ts";
import { aQuickstart, copyOfWorkspace, evaluateWeek } from "../support/quickstart.ts";

const EXPERIMENT = "evaluation_runs";
/** Three weeks of the sample by the built action, oldest first: made once, copied for every test. */
let history: string;
let weeks: readonly StepResult[];
let experimentId: string;

beforeAll(async () => {
  history = aQuickstart();
  weeks = [await evaluateWeek(history, 1), await evaluateWeek(history, 2), await evaluateWeek(history, 3)];
  experimentId = output(weeks[0]!, "experiment-id");
}, 60_000);

function output(step: StepResult, name: string): string {
  const value = step.outputs.get(name);
  if (value === undefined) throw new Error(`the step has no output ${name}`);
  return value;
}

function runId(step: StepResult): string {
  return output(step, "run-id");
}

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

/** Arguments of the worker's commands for the store of a folder. */
function at(folder: string) {
  return { folder, uri: join(folder, "mlruns") };
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

  test("is the version that is asked for", async () => {
    expect(await library.call("version")).toBe(mlflow.version);
  });

  test("sees our experiment beside its own first one", async () => {
    const { experiments } = await library.describe(history);
    expect(experiments).toEqual({
      "0": expect.objectContaining({ name: "Default", stage: "active" }),
      [experimentId]: expect.objectContaining({ name: EXPERIMENT, stage: "active" }),
    });
  });

  test("sees every run, finished, with its name and user", async () => {
    const { runs } = await library.describe(history);
    expect(Object.keys(runs).sort()).toEqual(weeks.map(runId).sort());
    for (const run of Object.values(runs))
      expect(run).toMatchObject({
        experiment: experimentId,
        name: "periodic_evaluation",
        user: "octocat",
        status: "FINISHED",
        stage: "active",
      });
  });

  test("sees every metric with its history: one value, logged at the end of the run, at a step that counts evaluations", async () => {
    const { runs } = await library.describe(history);
    for (const [index, week] of weeks.entries()) {
      const { metrics, history: points, end } = runs[runId(week)]!;
      const expected = JSON.parse(output(week, "metrics")) as Record<string, number>;
      expect(metrics).toEqual(expected);
      expect(points).toEqual(
        Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, [[index + 1, end, value]]])),
      );
    }
  });

  test("sees the params and tags that we see", async () => {
    const { runs } = await library.describe(history);
    for (const ours of await pastRunsOf(openStore(history), experimentId)) {
      const { params, tags, start } = runs[ours.runId]!;
      expect({ params, tags, start }).toEqual({
        params: Object.fromEntries(ours.params),
        tags: Object.fromEntries(ours.tags),
        start: ours.startTime,
      });
    }
    expect(runs[runId(weeks[1]!)]!.params).toMatchObject({
      "model_monitor.database": "week2/user_data.db",
      "model_monitor.train_mask": "true",
    });
  });

  test("lists and downloads the artifacts as they were written", async () => {
    const { runs } = await library.describe(history);
    const { artifacts } = runs[runId(weeks[2]!)]!;
    expect(Object.keys(artifacts).sort()).toEqual(["evidence.json", "report.json"]);
    expect(artifacts["report.json"]).toBe(readFileSync(output(weeks[2]!, "report-path"), "utf8"));
    expect(JSON.parse(artifacts["evidence.json"]!)).toMatchObject({ per_user: { version: "per_user.v1" } });
  });

  test("sees the database and the model as datasets, where they came from and what for", async () => {
    const { runs } = await library.describe(history);
    const { inputs, params } = runs[runId(weeks[1]!)]!;
    const [modelDigest, databaseDigest] = ["model", "database"].map((file) =>
      params[`model_monitor.${file}_digest`]!.replace("sha256:", ""),
    );
    expect(inputs).toEqual([
      {
        name: "bpr_recommender.pt",
        digest: expect.stringMatching(`^${modelDigest!.slice(0, 8)}-[0-9a-f]{4}$`),
        uri: "models/bpr_recommender.pt",
        source: { uri: "models/bpr_recommender.pt", sha256: modelDigest },
        profile: { kind: "factorization", num_users: 60, num_items: 151, dim: 16 },
        tags: { "mlflow.data.context": "model" },
      },
      {
        name: "user_data.db",
        digest: expect.stringMatching(`^${databaseDigest!.slice(0, 8)}-[0-9a-f]{4}$`),
        uri: "week2/user_data.db",
        source: { uri: "week2/user_data.db", sha256: databaseDigest },
        profile: { num_rows: Number(output(weeks[1]!, "num-ratings")), num_users: 52 },
        tags: { "mlflow.data.context": "evaluation" },
      },
    ]);
  });

  test("finds our datasets where it would have put them: logged once more they are not doubled", async () => {
    const folder = copyOfWorkspace(history);
    const run = runId(weeks[0]!);
    const before = (await library.describe(folder)).runs[run]!.inputs;
    await library.call("log_inputs_again", { ...at(folder), run });
    expect((await library.describe(folder)).runs[run]!.inputs).toEqual(before);
  });

  test("sees repository, branch, commit and user of the workflow run", async () => {
    const { runs } = await library.describe(history);
    expect(runs[runId(weeks[0]!)]!.tags).toMatchObject({
      "mlflow.source.name": "https://github.com/octo/movies",
      "mlflow.source.type": "PROJECT",
      "mlflow.source.git.repoURL": "https://github.com/octo/movies",
      "mlflow.source.git.branch": "main",
      "mlflow.source.git.commit": "0123456789abcdef0123456789abcdef01234567",
      "mlflow.user": "octocat",
    });
  });

  test.each([
    "tags.`model_monitor.triggers` LIKE '%relative-drop%'",
    "tags.`model_monitor.step` = '3'",
    "tags.`model_monitor.retrain` = 'true' and tags.`model_monitor.event` = 'schedule'",
  ])("finds the run of the third week by %s", async (filter) => {
    const found = await library.call("search", { ...at(history), experiment: experimentId, filter });
    expect(found).toEqual([runId(weeks[2]!)]);
  });

  test("finds all runs of one model by its short digest", async () => {
    const { runs } = await library.describe(history);
    const short = runs[runId(weeks[0]!)]!.tags["model_monitor.model_digest_short"]!;
    const filter = `tags.\`model_monitor.model_digest_short\` = '${short}'`;
    const found = await library.call<string[]>("search", {
      ...at(history),
      experiment: experimentId,
      filter,
    });
    expect(found.toSorted()).toEqual(weeks.map(runId).sort());
  });

  test("has the verdict and the link to the workflow run as the description", async () => {
    const { runs } = await library.describe(history);
    const descriptions = weeks.map((week) => runs[runId(week)]!.tags["mlflow.note.content"]);
    expect(descriptions[0]).toContain("The model still fits its users");
    expect(descriptions[2]).toContain("Retraining");
    expect(descriptions[2]).toContain("(https://github.com/octo/movies/actions/runs/");
  });

  test("finds a run by its metrics and its verdict", async () => {
    const filter = "metrics.test_mrr > 0.01 and tags.`model_monitor.retrain` = 'true'";
    const found = await library.call("search", { ...at(history), experiment: experimentId, filter });
    expect(found).toEqual([runId(weeks[2]!)]);
  });

  test("can append to a run of ours, and the next evaluation compares with the value of the last step", async () => {
    const folder = copyOfWorkspace(history);
    const [last, value] = [runId(weeks[2]!), 0.25];
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
    const folder = copyOfWorkspace(history);
    await library.call("delete_run", { ...at(folder), run: runId(weeks[2]!) });
    const step = await evaluateWeek(folder, 3);
    expect(output(step, "previous-run-id")).toBe(runId(weeks[1]!));
    expect((await library.describe(folder)).runs[runId(weeks[2]!)]!.stage).toBe("deleted");
  });

  test("can restore a run, which is then compared with again", async () => {
    const folder = copyOfWorkspace(history);
    await library.call("delete_run", { ...at(folder), run: runId(weeks[2]!) });
    await library.call("restore_run", { ...at(folder), run: runId(weeks[2]!) });
    const step = await evaluateWeek(folder, 3);
    expect(output(step, "previous-run-id")).toBe(runId(weeks[2]!));
  });

  test("can log a training run into our experiment, which is compared with though its settings are unknown", async () => {
    const folder = copyOfWorkspace(history);
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
      const folder = copyOfWorkspace(history);
      const left = await train(folder, { test_mrr: 0.125 }, status);
      const step = await evaluateWeek(folder, 3);
      expect(output(step, "previous-run-id")).toBe(runId(weeks[2]!));
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
