import { randomUUID } from "node:crypto";
import type { DatabaseSync } from "node:sqlite";
import type { PublishedRun, RunInput } from "../../core/run.ts";
import { datasetRow, inputRows } from "../../formats/mlflow/database-inputs.ts";
import { insertRows } from "./database-insert.ts";

/** Inserts what a run read. Another run of the experiment may have brought the dataset already: it is then shared. */
export function insertInputs(
  database: DatabaseSync,
  inputs: readonly RunInput[],
  { runId, experimentId }: PublishedRun,
): void {
  for (const input of inputs) {
    const row = datasetRow(input, experimentId, newId());
    insertRows(database, "datasets", [row], "ON CONFLICT (experiment_id, name, digest) DO NOTHING");
    const datasetId = idOf(database, input, experimentId);
    for (const [table, one] of inputRows(input, { inputId: newId(), datasetId, runId }))
      insertRows(database, table, [one]);
  }
}

function idOf(database: DatabaseSync, { name, digest }: RunInput, experimentId: string): string {
  const row = database
    .prepare("SELECT dataset_uuid AS id FROM datasets WHERE experiment_id = ? AND name = ? AND digest = ?")
    .get(BigInt(experimentId), name, digest);
  return String(row?.["id"]);
}

/** As MLflow writes its ids. */
function newId(): string {
  return randomUUID().replaceAll("-", "");
}
