import type { DatabaseSync } from "node:sqlite";
import { z } from "zod";
import { HistoryError, MalformedFileError } from "../../core/errors.ts";
import { OUR_PREFIX } from "../../core/run-labels.ts";
import type { PastRun, TrackingStore } from "../../core/run.ts";
import {
  DATABASE_REPAIR_HINT,
  readMetricRows,
  readStartTime,
  readTextRows,
} from "../../formats/mlflow/database-rows.ts";
import { isRunId } from "../../formats/mlflow/names.ts";
import { quote } from "../../formats/quote.ts";
import type { DatabaseFile } from "./database-file.ts";
import { foundIn } from "./store-directory.ts";

/** The newest of them: what is older was compared with long ago. */
const MAX_RUNS = 50_000;
/** All of one run's current metrics, params and tags together. */
const MAX_RUN_BYTES = 64 * 1024 * 1024;
const MAX_RUN_ENTRIES = 50_000;
const OURS = `key GLOB '${OUR_PREFIX}*'`;

const LISTED = z.array(z.object({ id: z.string(), start: z.unknown() }));
const SIZE = z.object({ entries: z.bigint(), bytes: z.bigint() });
const ANSWER = z.object({ answer: z.bigint() });

type Listed = z.infer<typeof LISTED>[number];

/**
 * Reads the runs of a database, each on its own. A run of somebody else that cannot be read is passed over and
 * remembered; a run of ours that cannot be read is a damaged history.
 */
export class DatabaseRuns {
  readonly #file: DatabaseFile;
  readonly #skipped = new Map<string, TrackingStore["skippedRuns"][number]>();

  constructor(file: DatabaseFile) {
    this.#file = file;
  }

  get skipped(): TrackingStore["skippedRuns"] {
    return [...this.#skipped.values()];
  }

  /**
   * FINISHED, not deleted runs, newest first, then by run id; the values of a run are read when it is asked for.
   * @throws HistoryError naming the run, when one of ours is damaged
   */
  *pastRuns(database: DatabaseSync, experimentId: string): Generator<PastRun> {
    for (const run of listFinished(database, experimentId)) {
      const past = this.#readOrSkip(database, run, () => readRun(database, run));
      if (past !== null) yield past;
    }
  }

  /** Start of the newest of them, in milliseconds since 1970 UTC; null when there is none. */
  newestStart(database: DatabaseSync, experimentId: string): number | null {
    for (const run of listFinished(database, experimentId)) {
      const start = this.#readOrSkip(database, run, () => startOf(run));
      if (start !== null) return start;
    }
    return null;
  }

  /** Reads every run of ours in full, so that a damaged history is found before anything is written. */
  checkOurs(database: DatabaseSync, experimentId: string): void {
    for (const run of listFinished(database, experimentId))
      if (isOurs(database, run.id)) this.#readOrSkip(database, run, () => readRun(database, run));
  }

  #readOrSkip<Result>(database: DatabaseSync, run: Listed, read: () => Result): Result | null {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof MalformedFileError)) throw error;
      if (isOurs(database, run.id)) throw damaged(this.#file, error);
      this.#skipped.set(run.id, { path: error.file, reason: foundIn(error) });
      return null;
    }
  }
}

/** By start, then by run id: MLflow's own order (mlflow/utils/search_utils.py). No id of MLflow's is cut. */
function listFinished(database: DatabaseSync, experimentId: string): readonly Listed[] {
  const rows = database
    .prepare(
      `SELECT substr(CAST(run_uuid AS TEXT), 1, 300) AS id,
         CASE typeof(start_time) WHEN 'integer' THEN start_time END AS start
       FROM runs WHERE experiment_id = ? AND status = 'FINISHED' AND lifecycle_stage = 'active'
       ORDER BY start_time DESC, run_uuid ASC LIMIT ${MAX_RUNS}`,
    )
    .all(BigInt(experimentId));
  return LISTED.parse(rows);
}

function readRun(database: DatabaseSync, run: Listed): PastRun {
  const startTime = startOf(run);
  checkSize(database, run.id);
  const where = shown(run.id);
  const rows = (table: string, columns: string) =>
    database.prepare(`SELECT ${columns} FROM ${table} WHERE run_uuid = ?`).all(run.id);
  const metrics = readMetricRows(rows("latest_metrics", "key, value, is_nan"), where);
  const params = readTextRows(rows("params", "key, value"), where);
  const tags = readTextRows(rows("tags", "key, value"), where);
  // Every run of ours has metrics, so they were lost on the way; without this it would pass for a run without a value.
  if (metrics.size === 0 && isOurs(database, run.id))
    throw new MalformedFileError(where, "holds no metric", DATABASE_REPAIR_HINT);
  return { runId: run.id, startTime, metrics, params, tags };
}

function startOf({ id, start }: Listed): number {
  if (!isRunId(id)) throw new MalformedFileError(shown(id), "is no id of MLflow", DATABASE_REPAIR_HINT);
  return readStartTime(start, shown(id));
}

/** Before anything is read: SQLite tells the length of a value without loading it. */
function checkSize(database: DatabaseSync, runId: string): void {
  const parts = ["latest_metrics", "params", "tags"].map(sizesIn).join(" UNION ALL ");
  const { entries, bytes } = SIZE.parse(
    database
      .prepare(`SELECT count(*) AS entries, coalesce(sum(bytes), 0) AS bytes FROM (${parts})`)
      .get({ ":run": runId }),
  );
  const wrong = (found: string) => new MalformedFileError(shown(runId), found, DATABASE_REPAIR_HINT);
  if (entries > MAX_RUN_ENTRIES)
    throw wrong(`has ${entries} metrics, params and tags; at most ${MAX_RUN_ENTRIES} are read`);
  if (bytes > MAX_RUN_BYTES) throw wrong(`holds ${bytes} bytes; at most ${MAX_RUN_BYTES} are read`);
}

function sizesIn(table: string): string {
  return `SELECT octet_length(key) + octet_length(value) AS bytes FROM ${table} WHERE run_uuid = :run`;
}

/** Whether model-monitor wrote the run; must work on a damaged one, hence by the names of its entries alone. */
function isOurs(database: DatabaseSync, runId: string): boolean {
  const row = database
    .prepare(`SELECT ${hasOurs("params")} OR ${hasOurs("tags")} AS answer`)
    .get({ ":run": runId });
  return ANSWER.parse(row).answer === 1n;
}

function hasOurs(table: string): string {
  return `EXISTS (SELECT 1 FROM ${table} WHERE run_uuid = :run AND ${OURS})`;
}

function shown(runId: string): string {
  return `run ${isRunId(runId) ? runId : quote(runId)}`;
}

function damaged({ shownAs }: DatabaseFile, error: MalformedFileError): HistoryError {
  return new HistoryError(`the history is damaged: ${shownAs}: ${error.message}`, error.hint, {
    cause: error,
  });
}
