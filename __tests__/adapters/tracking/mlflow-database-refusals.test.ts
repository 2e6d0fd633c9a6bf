import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import {
  aDatabase,
  change,
  DATABASE_URI,
  openDatabaseStore,
  rowsOf,
  anExperiment,
} from "../../support/mlflow-database.ts";
import { aRunRecord, EXPERIMENT, newFolder } from "../../support/mlflow-store.ts";

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

async function publishing(workspace: string) {
  return await openDatabaseStore(workspace).publish(EXPERIMENT, aRunRecord());
}
