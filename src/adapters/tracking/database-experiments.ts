import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { HistoryError } from "../../core/errors.ts";
import { experimentRow } from "../../formats/mlflow/database-rows.ts";
import { WORKSPACE } from "../../formats/mlflow/database-schema.ts";
import { quote } from "../../formats/quote.ts";
import type { DatabaseFile } from "./database-file.ts";
import { insertRows } from "./database-insert.ts";
import { hasWorkspaces } from "./database-schema.ts";

/** An experiment as the database has it. */
export interface DatabaseExperiment {
  /** Decimal digits. */
  readonly id: string;
  /** Where its artifacts are; null when the database does not say. */
  readonly location: string | null;
}

const FOUND = z.object({ id: z.string(), stage: z.string(), location: z.string().nullable() }).optional();
const CREATED = z.object({ id: z.string() });
const COUNT = z.object({ count: z.bigint() });

/**
 * The experiment of a name; null when there is none yet.
 * @throws HistoryError when it was deleted in MLflow, which keeps the name taken
 */
export function findExperiment(
  file: DatabaseFile,
  database: DatabaseSync,
  name: string,
): DatabaseExperiment | null {
  const inWorkspace = hasWorkspaces(database) ? `AND ${WORKSPACE.column} = '${WORKSPACE.value}'` : "";
  // As text: after `mlflow migrate-filestore` ids have 18 digits, more than a JavaScript number holds.
  const row = database
    .prepare(
      `SELECT CAST(experiment_id AS TEXT) AS id, lifecycle_stage AS stage, artifact_location AS location
       FROM experiments WHERE name = ? ${inWorkspace} LIMIT 1`,
    )
    .get(name);
  const found = FOUND.safeParse(row);
  if (!found.success) throw unreadable(file, name);
  if (found.data === undefined) return null;
  const { id, stage, location } = found.data;
  if (!isIntegerId(id)) throw unreadable(file, name);
  if (stage === "active") return { id, location };
  throw new HistoryError(
    `the experiment ${quote(name)} was deleted in MLflow (${file.shownAs}), and MLflow keeps its name taken`,
    `Run \`MLFLOW_TRACKING_URI=${file.shownAs} mlflow experiments restore --experiment-id ${id}\`, or set the input \`experiment\` to another name.`,
  );
}

/** Whether text is an id of an experiment in a database: a 64-bit integer. */
export function isIntegerId(id: string): boolean {
  return /^\d{1,19}$/.test(id) && BigInt(id) < 2n ** 63n;
}

/**
 * Creates an experiment as MLflow does: SQLite chooses the id, the location follows from it.
 * @param locationOf where the artifacts of an experiment of this id are kept
 * @param now milliseconds since 1970 UTC
 */
export function createExperiment(
  database: DatabaseSync,
  name: string,
  locationOf: (id: string) => string,
  now: number,
): DatabaseExperiment {
  // MLflow makes its own first experiment only where there is none at all; without it `mlflow.start_run()` fails.
  const { count } = COUNT.parse(database.prepare("SELECT count(*) AS count FROM experiments").get());
  if (count === 0n) {
    const first = { experiment_id: 0, artifact_location: locationOf("0"), ...experimentRow("Default", now) };
    insertRows(database, "experiments", [first]);
    if (name === "Default") return { id: "0", location: first.artifact_location };
  }
  insertRows(database, "experiments", [experimentRow(name, now)]);
  const { id } = CREATED.parse(database.prepare("SELECT CAST(last_insert_rowid() AS TEXT) AS id").get());
  const location = locationOf(id);
  database
    .prepare("UPDATE experiments SET artifact_location = ? WHERE experiment_id = ?")
    .run(location, BigInt(id));
  return { id, location };
}

function unreadable({ shownAs }: DatabaseFile, name: string): HistoryError {
  return new HistoryError(
    `the history is damaged: ${shownAs}: the experiment ${quote(name)} cannot be read`,
    "Restore the database from a backup, or set the input `experiment` to another name.",
  );
}
