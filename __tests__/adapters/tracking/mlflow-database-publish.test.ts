import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { aDatabase, change, openDatabaseStore, rowsOf, anExperiment } from "../../support/mlflow-database.ts";
import { aRunRecord, EXPERIMENT, newFolder, openStore } from "../../support/mlflow-store.ts";

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
