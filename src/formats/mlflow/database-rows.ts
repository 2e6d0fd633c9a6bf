import { z } from "zod";
import { MalformedFileError } from "../../core/errors.ts";
import type { PastRun, RunRecord } from "../../core/run.ts";
import { checkRecord, RUN_NAME_TAG } from "./check-record.ts";
import { checkKeys, cut, MAX_PARAM_CHARACTERS, MAX_TAG_CHARACTERS } from "./names.ts";

/** A row to insert: column → value. */
export type Row = Readonly<Record<string, string | number | bigint | null>>;

/** Lengths of columns of `runs`; SQLite does not hold anybody to them, the databases that MLflow can be moved to do. */
const MAX_RUN_NAME_CHARACTERS = 250;
const MAX_USER_CHARACTERS = 256;
/** What MLflow stores for an infinite value (`sanitize_metric_value` in its sqlalchemy_store.py). */
const INFINITE = Number.MAX_VALUE;

/** What a person can do about rows that MLflow did not write. */
export const DATABASE_REPAIR_HINT =
  "Restore the database from a backup, or delete that run in MLflow if it is of no use.";

/** Where a run lives in a database. */
export interface RowPlace {
  readonly runId: string;
  /** Decimal digits; 18 of them after `mlflow migrate-filestore`. */
  readonly experimentId: string;
  readonly artifactUri: string;
}

/**
 * A finished run as rows, by table, in the order in which they can be inserted. `latest_metrics` repeats what is in
 * `metrics`: MLflow's search and its pages read nothing else.
 * @throws RangeError for a record that MLflow could not read back: a metric that is not finite, or a bad or clashing key
 */
export function runRows(record: RunRecord, place: RowPlace): ReadonlyMap<string, readonly Row[]> {
  checkRecord(record);
  const { runId } = place;
  const name = cut(record.name, MAX_RUN_NAME_CHARACTERS);
  const metrics = [...record.metrics].map(([key, value]) => metricRow(key, value, record, runId));
  checkKeys("metrics", record.metrics.keys());
  checkKeys("artifacts", record.artifacts.keys());
  return new Map<string, readonly Row[]>([
    ["runs", [runRow(record, name, place)]],
    ["metrics", metrics],
    ["latest_metrics", metrics],
    ["params", textRows("params", record.params, runId)],
    ["tags", textRows("tags", new Map(record.tags).set(RUN_NAME_TAG, name), runId)],
  ]);
}

/** Params or tags as rows, cut to what MLflow's own client lets through. */
export function textRows(
  table: "params" | "tags",
  values: ReadonlyMap<string, string>,
  runId: string,
): readonly Row[] {
  const limit = table === "params" ? MAX_PARAM_CHARACTERS : MAX_TAG_CHARACTERS;
  checkKeys(table, values.keys());
  return [...values].map(([key, value]) => ({ key, value: cut(value, limit), run_uuid: runId }));
}

/** A row of `experiments`, without its id and the workspace, which not every MLflow has. */
export function experimentRow(name: string, now: number): Row {
  return { name, lifecycle_stage: "active", creation_time: now, last_update_time: now };
}

/** The constants are those that MLflow writes; the real source is in the tags. */
function runRow({ startTime, endTime, userId }: RunRecord, name: string, place: RowPlace): Row {
  return {
    run_uuid: place.runId,
    name,
    source_type: "UNKNOWN",
    source_name: "",
    entry_point_name: "",
    user_id: cut(userId, MAX_USER_CHARACTERS),
    status: "FINISHED",
    start_time: startTime,
    end_time: endTime,
    source_version: "",
    lifecycle_stage: "active",
    artifact_uri: place.artifactUri,
    experiment_id: BigInt(place.experimentId),
    deleted_time: null,
  };
}

function metricRow(key: string, value: number, { endTime, step }: RunRecord, runId: string): Row {
  if (!Number.isFinite(value)) throw new RangeError(`a metric must be a finite number, not ${value}`);
  return { key, value, timestamp: endTime, run_uuid: runId, step, is_nan: 0 };
}

const METRICS = z.array(
  z.object({ key: z.string(), value: z.number(), is_nan: z.union([z.literal(0n), z.literal(1n)]) }),
);
/** MLflow's column of tags takes NULL. */
const TEXTS = z.array(
  z
    .object({ key: z.string(), value: z.string().nullable() })
    .transform(({ key, value }) => [key, value ?? ""] as const),
);

/**
 * Rows of `latest_metrics` as values by name. NaN is a flag beside a 0; the largest number stands for infinity.
 * @throws MalformedFileError when a row is not what MLflow writes
 */
export function readMetricRows(rows: unknown, where: string): PastRun["metrics"] {
  const read = METRICS.safeParse(rows);
  if (!read.success) throw malformed(where, "a metric is not a number under a name");
  return new Map(
    read.data.map(({ key, value, is_nan }) => [key, is_nan === 1n ? Number.NaN : unlimited(value)]),
  );
}

/** Rows of `params` or `tags`. @throws MalformedFileError when a row is not text under a name */
export function readTextRows(rows: unknown, where: string): ReadonlyMap<string, string> {
  const read = TEXTS.safeParse(rows);
  if (!read.success) throw malformed(where, "a param or tag is not text under a name");
  return new Map(read.data);
}

/** Milliseconds since 1970 UTC. @throws MalformedFileError for anything that is no time */
export function readStartTime(value: unknown, where: string): number {
  const time = typeof value === "bigint" ? Number(value) : Number.NaN;
  if (!Number.isSafeInteger(time)) throw malformed(where, "start_time must be milliseconds since 1970");
  return time;
}

function unlimited(value: number): number {
  return Math.abs(value) === INFINITE ? Math.sign(value) * Infinity : value;
}

function malformed(where: string, found: string): MalformedFileError {
  return new MalformedFileError(where, found, DATABASE_REPAIR_HINT);
}
