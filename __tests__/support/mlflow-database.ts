import { readFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import type { TrackingStore } from "../../src/core/run.ts";
import { newFolder, openStore } from "./mlflow-store.ts";

export const DATABASE_URI = "sqlite:///mlflow.db";
/** The MLflow versions whose tables are recorded, without and with workspaces. */
export const SCHEMAS = ["2.22.5", "3.17.2"] as const;

/** A workspace with an empty database of MLflow. */
export function aDatabase(version: (typeof SCHEMAS)[number] = "3.17.2"): string {
  const workspace = newFolder();
  const schema = join(import.meta.dirname, "../fixtures/mlflow-databases", `schema-${version}.sql`);
  change(workspace, readFileSync(schema, "utf8"));
  return workspace;
}

export function openDatabaseStore(workspace: string): TrackingStore {
  return openStore(workspace, {}, DATABASE_URI);
}

/** Runs SQL on the database of a workspace. */
export function change(workspace: string, sql: string): void {
  const database = new DatabaseSync(join(workspace, "mlflow.db"), { enableForeignKeyConstraints: false });
  database.exec(sql);
  database.close();
}

/** Rows of the database of a workspace; whole numbers too large for JavaScript are to be cast to text. */
export function rowsOf(
  workspace: string,
  sql: string,
  ...values: readonly SQLInputValue[]
): readonly Readonly<Record<string, unknown>>[] {
  const database = new DatabaseSync(join(workspace, "mlflow.db"));
  const rows = database.prepare(sql).all(...values);
  database.close();
  return rows.map((row) => Object.fromEntries(Object.entries(row)));
}

/** A finished run as Python leaves it, in an experiment that is there. */
export function foreignRun(runId: string, experimentId: string, start = 1_760_000_000_000): string {
  return `INSERT INTO runs (run_uuid, name, source_type, user_id, status, start_time, end_time, lifecycle_stage, artifact_uri, experiment_id)
    VALUES ('${runId}', 'als', 'UNKNOWN', 'me', 'FINISHED', ${start}, ${start + 5}, 'active', '', ${experimentId});
    INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES ('test_mrr', 0.5, ${start}, 0, 0, '${runId}');`;
}

/** The statement that adds an experiment of somebody else. */
export function anExperiment(id: string, name: string, location = `mlruns/${id}`): string {
  return `INSERT INTO experiments (experiment_id, name, artifact_location, lifecycle_stage, creation_time, last_update_time)
    VALUES (${id}, '${name}', '${location}', 'active', 1, 1);`;
}
