import { readFileSync } from "node:fs";

import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";

import { MlflowLibrary, mlflowVersions } from "../support/mlflow-library.ts";
import { openStore, pastRunsOf } from "../support/mlflow-store.ts";
import { copyOfWorkspace } from "../support/quickstart.ts";
import { threeWeeks, output, runId, at } from "../support/three-weeks.ts";

const sample = threeWeeks();

const EXPERIMENT = "evaluation_runs";

describe.each(mlflowVersions())("MLflow $version", (mlflow) => {
  let library: MlflowLibrary;

  beforeAll(() => {
    library = new MlflowLibrary(mlflow);
  });

  afterAll(async () => {
    await library.close();
  });

  test("is the version that is asked for", async () => {
    expect(await library.call("version")).toBe(mlflow.version);
  });

  test("sees our experiment beside its own first one", async () => {
    const { experiments } = await library.describe(sample.history);
    expect(experiments).toEqual({
      "0": expect.objectContaining({ name: "Default", stage: "active" }),
      [sample.experimentId]: expect.objectContaining({ name: EXPERIMENT, stage: "active" }),
    });
  });

  test("sees every run, finished, with its name and user", async () => {
    const { runs } = await library.describe(sample.history);
    expect(Object.keys(runs).sort()).toEqual(sample.weeks.map(runId).sort());
    for (const run of Object.values(runs))
      expect(run).toMatchObject({
        experiment: sample.experimentId,
        name: "periodic_evaluation",
        user: "octocat",
        status: "FINISHED",
        stage: "active",
      });
  });

  test("sees every metric with its history: one value, logged at the end of the run, at a step that counts evaluations", async () => {
    const { runs } = await library.describe(sample.history);
    for (const [index, week] of sample.weeks.entries()) {
      const { metrics, history: points, end } = runs[runId(week)]!;
      const expected = JSON.parse(output(week, "metrics")) as Record<string, number>;
      expect(metrics).toEqual(expected);
      expect(points).toEqual(
        Object.fromEntries(Object.entries(expected).map(([key, value]) => [key, [[index + 1, end, value]]])),
      );
    }
  });

  test("sees the params and tags that we see", async () => {
    const { runs } = await library.describe(sample.history);
    for (const ours of await pastRunsOf(openStore(sample.history), sample.experimentId)) {
      const { params, tags, start } = runs[ours.runId]!;
      expect({ params, tags, start }).toEqual({
        params: Object.fromEntries(ours.params),
        tags: Object.fromEntries(ours.tags),
        start: ours.startTime,
      });
    }
    expect(runs[runId(sample.weeks[1]!)]!.params).toMatchObject({
      "model_monitor.database": "week2/user_data.db",
      "model_monitor.train_mask": "true",
    });
  });

  test("lists and downloads the artifacts as they were written", async () => {
    const { runs } = await library.describe(sample.history);
    const { artifacts } = runs[runId(sample.weeks[2]!)]!;
    expect(Object.keys(artifacts).sort()).toEqual(["evidence.json", "report.json"]);
    expect(artifacts["report.json"]).toBe(readFileSync(output(sample.weeks[2]!, "report-path"), "utf8"));
    expect(JSON.parse(artifacts["evidence.json"]!)).toMatchObject({ per_user: { version: "per_user.v1" } });
  });

  test("sees the database and the model as datasets, where they came from and what for", async () => {
    const { runs } = await library.describe(sample.history);
    const { inputs, params } = runs[runId(sample.weeks[1]!)]!;
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
        profile: { num_rows: Number(output(sample.weeks[1]!, "num-ratings")), num_users: 52 },
        tags: { "mlflow.data.context": "evaluation" },
      },
    ]);
  });

  test("finds our datasets where it would have put them: logged once more they are not doubled", async () => {
    const folder = copyOfWorkspace(sample.history);
    const run = runId(sample.weeks[0]!);
    const before = (await library.describe(folder)).runs[run]!.inputs;
    await library.call("log_inputs_again", { ...at(folder), run });
    expect((await library.describe(folder)).runs[run]!.inputs).toEqual(before);
  });

  test("sees repository, branch, commit and user of the workflow run", async () => {
    const { runs } = await library.describe(sample.history);
    expect(runs[runId(sample.weeks[0]!)]!.tags).toMatchObject({
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
    const found = await library.call("search", {
      ...at(sample.history),
      experiment: sample.experimentId,
      filter,
    });
    expect(found).toEqual([runId(sample.weeks[2]!)]);
  });

  test("finds all runs of one model by its short digest", async () => {
    const { runs } = await library.describe(sample.history);
    const short = runs[runId(sample.weeks[0]!)]!.tags["model_monitor.model_digest_short"]!;
    const filter = `tags.\`model_monitor.model_digest_short\` = '${short}'`;
    const found = await library.call<string[]>("search", {
      ...at(sample.history),
      experiment: sample.experimentId,
      filter,
    });
    expect(found.toSorted()).toEqual(sample.weeks.map(runId).sort());
  });

  test("has the verdict and the link to the workflow run as the description", async () => {
    const { runs } = await library.describe(sample.history);
    const descriptions = sample.weeks.map((week) => runs[runId(week)]!.tags["mlflow.note.content"]);
    expect(descriptions[0]).toContain("The model still fits its users");
    expect(descriptions[2]).toContain("Retraining");
    expect(descriptions[2]).toContain("(https://github.com/octo/movies/actions/runs/");
  });

  test("finds a run by its metrics and its verdict", async () => {
    const filter = "metrics.test_mrr > 0.01 and tags.`model_monitor.retrain` = 'true'";
    const found = await library.call("search", {
      ...at(sample.history),
      experiment: sample.experimentId,
      filter,
    });
    expect(found).toEqual([runId(sample.weeks[2]!)]);
  });
});
