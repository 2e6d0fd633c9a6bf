import { describe, expect, test } from "@jest/globals";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import {
  aDatabase,
  change,
  DATABASE_URI,
  foreignRun,
  openDatabaseStore,
  rowsOf,
  SCHEMAS,
} from "../../support/mlflow-database.ts";
import {
  AN_INPUT,
  aRunRecord,
  EXPERIMENT,
  newFolder,
  NOW,
  openStore,
  pastRunsOf,
} from "../../support/mlflow-store.ts";

const FOREIGN = "e74a46301c0b40a19ef85c5b325a15c1";

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

describe("publishing into a database", () => {
  test("goes on in the experiment that is there, also with an id of 18 digits", async () => {
    const workspace = aDatabase();
    change(workspace, anExperiment("141047088561450763", EXPERIMENT));
    const { experimentId } = await openDatabaseStore(workspace).publish(EXPERIMENT, aRunRecord());
    expect(experimentId).toBe("141047088561450763");
    expect(rowsOf(workspace, "SELECT CAST(experiment_id AS TEXT) AS id FROM runs")).toEqual([
      { id: "141047088561450763" },
    ]);
  });

  test("puts the artifacts where MLflow looks for them, and leaves nothing else behind", async () => {
    const workspace = aDatabase();
    const { runId } = await openDatabaseStore(workspace).publish(EXPERIMENT, aRunRecord());
    expect(readFileSync(join(workspace, "mlruns/1", runId, "artifacts/evidence.json"), "utf8")).toBe("{}");
    expect(readdirSync(workspace).sort()).toEqual(["mlflow.db", "mlruns"]);
    expect(readdirSync(join(workspace, "mlruns/1", runId))).toEqual(["artifacts"]);
  });

  test("keeps to the experiment's own location inside the workspace", async () => {
    const workspace = aDatabase();
    change(workspace, anExperiment("7", EXPERIMENT, `file://${workspace}/shared/7`));
    const { runId } = await openDatabaseStore(workspace).publish(EXPERIMENT, aRunRecord());
    expect(existsSync(join(workspace, "shared/7", runId, "artifacts/evidence.json"))).toBe(true);
    expect(rowsOf(workspace, "SELECT artifact_uri FROM runs")).toEqual([
      { artifact_uri: `shared/7/${runId}/artifacts` },
    ]);
  });

  test.each(["/home/runner/work/demo/demo/mlruns/7", "../outside", "file:///etc", "mlruns/../.."])(
    "writes nothing outside the workspace for the location %s",
    async (location) => {
      const workspace = aDatabase();
      change(workspace, anExperiment("7", EXPERIMENT, location));
      const { runId } = await openDatabaseStore(workspace).publish(EXPERIMENT, aRunRecord());
      expect(existsSync(join(workspace, "mlruns/7", runId, "artifacts/evidence.json"))).toBe(true);
    },
  );

  test("names artifacts in full when the database is elsewhere", async () => {
    const elsewhere = aDatabase();
    const store = openStore(newFolder(), {}, `sqlite:///${elsewhere}/mlflow.db`);
    const { runId } = await store.publish(EXPERIMENT, aRunRecord());
    expect(existsSync(join(elsewhere, "mlruns/1", runId, "artifacts/evidence.json"))).toBe(true);
    expect(rowsOf(elsewhere, "SELECT artifact_uri FROM runs")).toEqual([
      { artifact_uri: `file://${elsewhere}/mlruns/1/${runId}/artifacts` },
    ]);
    expect(store.location).toBe(`sqlite:///${elsewhere}/mlflow.db`);
  });

  test("cuts texts to what MLflow's own client lets through", async () => {
    const workspace = aDatabase();
    await openDatabaseStore(workspace).publish(
      EXPERIMENT,
      aRunRecord({
        name: "n".repeat(300),
        userId: "u".repeat(300),
        params: new Map([["p", "p".repeat(7_000)]]),
        tags: new Map([["t", "t".repeat(9_000)]]),
      }),
    );
    const lengths = "(SELECT length(value) FROM params) AS p, (SELECT max(length(value)) FROM tags) AS t";
    expect(rowsOf(workspace, `SELECT length(name) AS n, length(user_id) AS u, ${lengths} FROM runs`)).toEqual(
      [{ n: 250, u: 256, p: 6_000, t: 8_000 }],
    );
  });

  test("of a value that is no number leaves no row and no file", async () => {
    const workspace = aDatabase();
    const run = aRunRecord({ metrics: new Map([["test_mrr", Number.NaN]]) });
    await expect(openDatabaseStore(workspace).publish(EXPERIMENT, run)).rejects.toThrow(RangeError);
    expect(rowsOf(workspace, "SELECT name FROM experiments")).toEqual([]);
    expect(readdirSync(workspace)).toEqual(["mlflow.db"]);
  });

  test("whose artifacts cannot be written leaves no row", async () => {
    const workspace = aDatabase();
    writeFileSync(join(workspace, "mlruns"), "in the way");
    await expect(openDatabaseStore(workspace).publish(EXPERIMENT, aRunRecord())).rejects.toThrow(
      "sqlite:///mlflow.db: cannot be read or written",
    );
    expect(rowsOf(workspace, "SELECT * FROM runs")).toEqual([]);
  });

  test("whose commit fails takes its artifacts away again", async () => {
    const workspace = aDatabase();
    // Checked at the commit, not before.
    change(
      workspace,
      "ALTER TABLE tags RENAME TO t; CREATE TABLE none (id PRIMARY KEY); CREATE TABLE tags (key, value, run_uuid REFERENCES none (id) DEFERRABLE INITIALLY DEFERRED)",
    );
    await expect(openDatabaseStore(workspace).publish(EXPERIMENT, aRunRecord())).rejects.toThrow(
      "SQLite code",
    );
    expect(readdirSync(join(workspace, "mlruns/1"))).toEqual([]);
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

describe("past runs of a database", () => {
  test("are those that finished and were not deleted, newest first", async () => {
    const workspace = aDatabase();
    change(
      workspace,
      anExperiment("7", EXPERIMENT) +
        foreignRun("b".repeat(32), "7", 2) +
        foreignRun("a".repeat(32), "7", 2) +
        foreignRun("c".repeat(32), "7", 3) +
        foreignRun("d".repeat(32), "7", 4) +
        foreignRun("e".repeat(32), "7", 5) +
        `UPDATE runs SET status = 'FAILED' WHERE start_time = 4; UPDATE runs SET lifecycle_stage = 'deleted' WHERE start_time = 5;`,
    );
    const runs = await pastRunsOf(openDatabaseStore(workspace), "7");
    expect(runs.map(({ runId }) => runId[0])).toEqual(["c", "a", "b"]);
  });

  test("have NaN and infinity back as numbers", async () => {
    const workspace = aDatabase();
    change(
      workspace,
      anExperiment("7", EXPERIMENT) +
        foreignRun(FOREIGN, "7") +
        `INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES
          ('nan', 0, 1, 0, 1, '${FOREIGN}'), ('inf', -1.7976931348623157e308, 1, 0, 0, '${FOREIGN}')`,
    );
    const [run] = await pastRunsOf(openDatabaseStore(workspace), "7");
    expect(run!.metrics).toEqual(
      new Map([
        ["test_mrr", 0.5],
        ["nan", Number.NaN],
        ["inf", -Infinity],
      ]),
    );
  });

  test.each([
    [
      "a value that is text",
      "UPDATE latest_metrics SET value = 'x'",
      "a metric is not a number under a name",
    ],
    [
      "a name that is a blob",
      "UPDATE latest_metrics SET key = x'00'",
      "a metric is not a number under a name",
    ],
    ["no start", "UPDATE runs SET start_time = NULL", "start_time must be milliseconds since 1970"],
    [
      "a start that is text",
      "UPDATE runs SET start_time = 'x'",
      "start_time must be milliseconds since 1970",
    ],
    [
      "too much text",
      `INSERT INTO tags (key, value, run_uuid) VALUES ('a', zeroblob(70000000), '${FOREIGN}')`,
      "holds 70000012 bytes; at most 67108864 are read",
    ],
  ])("of others with %s are passed over and reported", async (_, damage, reason) => {
    const workspace = aDatabase();
    change(workspace, anExperiment("7", EXPERIMENT) + foreignRun(FOREIGN, "7") + damage);
    const store = openDatabaseStore(workspace);
    expect(await pastRunsOf(store, "7")).toEqual([]);
    expect(store.skippedRuns).toEqual([{ path: `run ${FOREIGN}`, reason }]);
  });

  test.each([
    ["a value that is text", "UPDATE latest_metrics SET value = 'x'"],
    ["no metric", "DELETE FROM latest_metrics"],
    ["no start", "UPDATE runs SET start_time = NULL"],
  ])("of ours with %s are a damaged history, and nothing is added to it", async (_, damage) => {
    const workspace = aDatabase();
    const store = openDatabaseStore(workspace);
    const { experimentId, runId } = await store.publish(EXPERIMENT, aRunRecord());
    change(workspace, damage);
    const message = `the history is damaged: sqlite:///mlflow.db: run ${runId}`;
    await expect(pastRunsOf(store, experimentId)).rejects.toThrow(message);
    await expect(store.publish(EXPERIMENT, aRunRecord())).rejects.toThrow(message);
    expect(rowsOf(workspace, "SELECT run_uuid FROM runs")).toHaveLength(1);
  });
});

describe("a database is refused", () => {
  test("when it is not there, with the command that creates it", async () => {
    const workspace = newFolder();
    await expect(publishing(workspace)).rejects.toMatchObject({
      kind: "config",
      message: "sqlite:///mlflow.db: there is no such file, and model-monitor creates no database",
      hint: expect.stringContaining("`mlflow db upgrade sqlite:///mlflow.db`"),
    });
    expect(readdirSync(workspace)).toEqual([]);
  });

  test.each([
    ["is not SQLite", "x".repeat(5_000), "cannot be read, because it is not an SQLite database"],
    ["is empty", "", "is not a database of MLflow 2.22 or later: the table alembic_version is missing"],
  ])("when it %s", async (_, content, message) => {
    const workspace = newFolder();
    writeFileSync(join(workspace, "mlflow.db"), content);
    await expect(publishing(workspace)).rejects.toThrow(message);
    expect(readFileSync(join(workspace, "mlflow.db"), "utf8")).toBe(content);
  });

  test.each([
    ["DROP TABLE latest_metrics", "the table latest_metrics is missing"],
    ["ALTER TABLE runs DROP COLUMN deleted_time", "the table runs has no column deleted_time"],
    ["ALTER TABLE tags RENAME TO t; CREATE VIEW tags AS SELECT * FROM t", "tags is not an ordinary table"],
    ["CREATE TRIGGER t AFTER INSERT ON Runs BEGIN DELETE FROM runs; END", "the table runs has a trigger"],
    ["ALTER TABLE params ADD COLUMN x AS (key || value)", "the table params has a computed column"],
    [
      "ALTER TABLE params RENAME TO p; CREATE TABLE params (key, value, run_uuid, x INTEGER NOT NULL)",
      "the table params needs a column that is not known here",
    ],
  ])("after %s", async (damage, message) => {
    const workspace = aDatabase();
    change(workspace, damage);
    await expect(publishing(workspace)).rejects.toThrow(message);
  });

  test("when it is damaged", async () => {
    const workspace = aDatabase();
    await publishing(workspace);
    const path = join(workspace, "mlflow.db");
    const bytes = readFileSync(path);
    bytes.fill(0xff, 4_096);
    writeFileSync(path, bytes);
    await expect(publishing(workspace)).rejects.toMatchObject({ kind: "history" });
  });

  test("when the experiment was deleted, with the command that restores it", async () => {
    const workspace = aDatabase();
    change(workspace, `${anExperiment("7", EXPERIMENT)} UPDATE experiments SET lifecycle_stage = 'deleted'`);
    await expect(publishing(workspace)).rejects.toMatchObject({
      kind: "history",
      hint: expect.stringContaining(
        `MLFLOW_TRACKING_URI=${DATABASE_URI} mlflow experiments restore --experiment-id 7`,
      ),
    });
  });

  test.each(["s3://bucket/7", "mlflow-artifacts:/7", "dbfs:/7"])(
    "when the artifacts of the experiment are at %s",
    async (location) => {
      const workspace = aDatabase();
      change(workspace, anExperiment("7", EXPERIMENT, location));
      await expect(publishing(workspace)).rejects.toThrow("where model-monitor cannot write");
      expect(rowsOf(workspace, "SELECT * FROM runs")).toEqual([]);
    },
  );

  test("never by touching the revision of its schema", async () => {
    const workspace = aDatabase();
    change(workspace, "UPDATE alembic_version SET version_num = 'ffffffffffff'");
    await publishing(workspace);
    expect(rowsOf(workspace, "SELECT * FROM alembic_version")).toEqual([{ version_num: "ffffffffffff" }]);
  });
});

test("a killed writer's journal is rolled back, and its run is not there", async () => {
  const workspace = aDatabase();
  const store = openDatabaseStore(workspace);
  const { experimentId } = await store.publish(EXPERIMENT, aRunRecord());
  const database = new DatabaseSync(join(workspace, "mlflow.db"));
  database.exec("PRAGMA journal_mode = WAL");
  database.exec(`BEGIN; ${foreignRun(FOREIGN, experimentId)}`);
  expect(await pastRunsOf(store, experimentId)).toHaveLength(1);
  database.close();
  expect(await pastRunsOf(store, experimentId)).toHaveLength(1);
});

async function publishing(workspace: string) {
  return await openDatabaseStore(workspace).publish(EXPERIMENT, aRunRecord());
}

function anExperiment(id: string, name: string, location = `mlruns/${id}`): string {
  return `INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
    VALUES (${id}, '${name}', '${location}', 'active', 1, 1);`;
}
