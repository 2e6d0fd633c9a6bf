import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { aDatabase, change, openDatabaseStore, rowsOf, SCHEMAS } from "../../support/mlflow-database.ts";
import { AN_INPUT, aRunRecord, EXPERIMENT, NOW, pastRunsOf } from "../../support/mlflow-store.ts";

describe.each(SCHEMAS)("a database of MLflow %s", (version) => {
  test("gives back what was published", async () => {
    const store = openDatabaseStore(aDatabase(version));
    const { runId, experimentId } = await store.publish(EXPERIMENT, aRunRecord());
    expect(await store.findExperiment(EXPERIMENT)).toBe(experimentId);
    expect(await store.newestStart(EXPERIMENT)).toBe(NOW);
    expect(await pastRunsOf(store, experimentId)).toEqual([
      {
        runId,
        startTime: NOW,
        metrics: new Map([["test_mrr", 0.25]]),
        params: new Map([["model_monitor.query", "sha256:q"]]),
        tags: new Map([
          ["mlflow.runName", "periodic_evaluation"],
          ["model_monitor.event", "schedule"],
        ]),
      },
    ]);
  });

  test("holds the rows that MLflow would have written", async () => {
    const workspace = aDatabase(version);
    const { runId, experimentId } = await openDatabaseStore(workspace).publish(EXPERIMENT, aRunRecord());
    expect(rowsOf(workspace, "SELECT * FROM runs")).toEqual([
      {
        run_uuid: runId,
        name: "periodic_evaluation",
        source_type: "UNKNOWN",
        source_name: "",
        entry_point_name: "",
        user_id: "octocat",
        status: "FINISHED",
        start_time: NOW,
        end_time: NOW + 500,
        source_version: "",
        lifecycle_stage: "active",
        artifact_uri: `mlruns/${experimentId}/${runId}/artifacts`,
        experiment_id: Number(experimentId),
        deleted_time: null,
      },
    ]);
    const metric = {
      key: "test_mrr",
      value: 0.25,
      timestamp: NOW + 500,
      run_uuid: runId,
      step: 1,
      is_nan: 0,
    };
    expect(rowsOf(workspace, "SELECT * FROM metrics")).toEqual([metric]);
    expect(rowsOf(workspace, "SELECT * FROM latest_metrics")).toEqual([metric]);
  });

  test("shares what two runs read, and ties it to both", async () => {
    const workspace = aDatabase(version);
    const store = openDatabaseStore(workspace);
    const first = await store.publish(EXPERIMENT, aRunRecord({ inputs: [AN_INPUT] }));
    const second = await store.publish(EXPERIMENT, aRunRecord({ inputs: [AN_INPUT] }));
    expect(rowsOf(workspace, "SELECT name, digest, dataset_source AS source FROM datasets")).toEqual([
      { name: AN_INPUT.name, digest: AN_INPUT.digest, source: AN_INPUT.source },
    ]);
    const ties =
      "SELECT destination_id AS run, value FROM inputs JOIN datasets ON source_id = dataset_uuid JOIN input_tags USING (input_uuid) ORDER BY inputs.rowid";
    expect(rowsOf(workspace, ties)).toEqual(
      [first, second].map(({ runId }) => ({ run: runId, value: AN_INPUT.context })),
    );
  });

  test("gets MLflow's own first experiment beside ours when it has none", async () => {
    const workspace = aDatabase(version);
    await openDatabaseStore(workspace).publish(EXPERIMENT, aRunRecord());
    expect(rowsOf(workspace, "SELECT experiment_id, name, artifact_location FROM experiments")).toEqual([
      { experiment_id: 0, name: "Default", artifact_location: "mlruns/0" },
      { experiment_id: 1, name: EXPERIMENT, artifact_location: "mlruns/1" },
    ]);
  });
});

describe("amending a run in a database", () => {
  test("replaces tags and adds artifacts", async () => {
    const workspace = aDatabase();
    const store = openDatabaseStore(workspace);
    const run = await store.publish(EXPERIMENT, aRunRecord());
    const tags = new Map([
      ["model_monitor.event", "push"],
      ["model_monitor.retrain", "true"],
    ]);
    await store.amend(run, { tags, artifacts: new Map([["report.json", "[]"]]) });
    const [past] = await pastRunsOf(store, run.experimentId);
    expect(Object.fromEntries(past!.tags)).toMatchObject(Object.fromEntries(tags));
    const folder = join(workspace, "mlruns/1", run.runId);
    expect(readFileSync(join(folder, "artifacts/report.json"), "utf8")).toBe("[]");
    expect(readdirSync(folder)).toEqual(["artifacts"]);
  });

  test("never changes a published artifact", async () => {
    const store = openDatabaseStore(aDatabase());
    const run = await store.publish(EXPERIMENT, aRunRecord());
    const amending = store.amend(run, { artifacts: new Map([["evidence.json", "[]"]]) });
    await expect(amending).rejects.toThrow("a published artifact never changes");
  });

  test("is refused when the run was deleted meanwhile", async () => {
    const workspace = aDatabase();
    const store = openDatabaseStore(workspace);
    const run = await store.publish(EXPERIMENT, aRunRecord());
    change(workspace, "UPDATE runs SET lifecycle_stage = 'deleted'");
    await expect(store.amend(run, { tags: new Map([["a", "b"]]) })).rejects.toThrow("is not there any more");
  });
});
