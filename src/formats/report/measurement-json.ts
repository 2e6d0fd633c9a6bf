import { z } from "zod";
import { COLD_USER_POLICIES } from "../../core/cold-users.ts";
import { SKIP_REASONS } from "../../core/further-metrics.ts";
import type { Measurement, Origin, Settings } from "../../core/measurement.ts";
import { HEALTH, healthJson } from "./health-json.ts";
import { TRAINING, trainingJson } from "./training-json.ts";

/** Keys of our own only, so that an object is safe; names from data become a `Map` on reading. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** A map as a JSON object. A key such as `__proto__` becomes an own property, here and in `JSON.parse`. */
export function objectOf(map: ReadonlyMap<string, unknown>): JsonObject {
  return Object.fromEntries(map);
}

/** Everything of a measurement but the values of single users: shared by `evidence.json` and `report.json`. */
export function measurementJson(measurement: Measurement): JsonObject {
  const { model, database } = measurement;
  return {
    start_time: measurement.startedAt,
    end_time: measurement.endedAt,
    monitor_version: measurement.monitorVersion,
    metrics: objectOf(measurement.metrics),
    median_targets: measurement.medianTargets,
    mrr_ceiling: measurement.mrrCeiling,
    skipped_metrics: measurement.skippedMetrics,
    popularity_source: measurement.popularitySource,
    training: trainingJson(measurement.training),
    settings: settingsJson(measurement.settings),
    model: {
      path: model.path,
      digest: model.digest,
      bytes: model.bytes,
      kind: model.kind,
      num_users: model.numUsers,
      num_items: model.numItems,
      dim: model.dim,
    },
    database: { path: database.path, digest: database.digest, bytes: database.bytes },
    health: healthJson(measurement.health),
    origin: measurement.origin === null ? null : originJson(measurement.origin),
  };
}

function settingsJson(settings: Settings): JsonObject {
  return {
    id_mapping: settings.idMapping,
    train_mask: settings.trainMask,
    min_rating: settings.minRating,
    query: settings.query,
    since: settings.since,
    newer_than: settings.newerThan,
    k: settings.k,
    cold_users: settings.coldUsers,
  };
}

function originJson(origin: Origin): JsonObject {
  return {
    repository: origin.repository,
    server_url: origin.serverUrl,
    run_id: origin.runId,
    run_attempt: origin.runAttempt,
    job: origin.job,
    matrix: origin.matrix,
    event_name: origin.eventName,
    ref: origin.ref,
    sha: origin.sha,
    actor: origin.actor,
    workflow: origin.workflow,
  };
}

const MAX_TEXT = 1_000_000;
const MAX_METRICS = 10_000;

const TEXT = z.string().max(MAX_TEXT);
const COUNT = z.int().nonnegative();
const TIME = z.int();
const SOURCE = { path: TEXT, digest: TEXT, bytes: COUNT };

/** An object whose keys come from data, as a bounded `Map`. */
export function mapOf<Value extends z.ZodType>(value: Value) {
  return z.preprocess(entriesOf, z.map(z.string().max(250), value));
}

function entriesOf(input: unknown): unknown {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return input;
  const keys = Object.keys(input);
  // Left as it is, it is refused as a whole: a list of problems must not be as long as a hostile file.
  return keys.length > MAX_METRICS ? input : new Map(Object.entries(input));
}

const SETTINGS = z
  .object({
    id_mapping: z.enum(["mapped", "first-seen"]),
    train_mask: z.boolean(),
    min_rating: z.number().nullable(),
    query: TEXT,
    since: z.enum(["all", "previous-run", "time"]),
    newer_than: z.number().nullable(),
    k: COUNT,
    cold_users: z.enum(COLD_USER_POLICIES),
  })
  .transform(
    ({
      id_mapping: idMapping,
      train_mask: trainMask,
      min_rating: minRating,
      newer_than: newerThan,
      cold_users: coldUsers,
      ...same
    }): Settings => ({
      idMapping,
      trainMask,
      minRating,
      newerThan,
      coldUsers,
      ...same,
    }),
  );

const ORIGIN = z
  .object({
    repository: TEXT,
    server_url: TEXT,
    run_id: TEXT,
    run_attempt: COUNT,
    job: TEXT,
    matrix: TEXT,
    event_name: TEXT,
    ref: TEXT,
    sha: TEXT,
    actor: TEXT,
    workflow: TEXT,
    has_foreign_head: z.boolean().default(false),
  })
  .transform(
    ({
      server_url: serverUrl,
      run_id: runId,
      run_attempt: runAttempt,
      event_name: eventName,
      has_foreign_head: hasForeignHead,
      ...same
    }): Origin => ({
      serverUrl,
      runId,
      runAttempt,
      eventName,
      hasForeignHead,
      ...same,
    }),
  );

const MODEL = z
  .object({ ...SOURCE, kind: TEXT, num_users: COUNT, num_items: COUNT, dim: COUNT })
  .transform(({ num_users: numUsers, num_items: numItems, ...same }): Measurement["model"] => ({
    numUsers,
    numItems,
    ...same,
  }));

/** The other direction of `measurementJson`, field by field. */
export const MEASUREMENT_FIELDS = {
  start_time: TIME,
  end_time: TIME,
  monitor_version: TEXT,
  metrics: mapOf(z.number()),
  median_targets: z.number(),
  mrr_ceiling: z.number(),
  skipped_metrics: z
    .array(z.object({ metric: z.string().max(250), reason: z.enum(SKIP_REASONS) }))
    .max(MAX_METRICS),
  popularity_source: z.enum(["train-interactions", "monitor.json"]).nullable(),
  training: TRAINING,
  settings: SETTINGS,
  model: MODEL,
  database: z.object(SOURCE),
  health: HEALTH,
  origin: ORIGIN.nullable(),
};

const FIELDS = z.object(MEASUREMENT_FIELDS);

/** The fields under our own names. */
export function measurementOf(json: z.infer<typeof FIELDS>): Omit<Measurement, "perUser"> {
  return {
    startedAt: json.start_time,
    endedAt: json.end_time,
    metrics: json.metrics,
    settings: json.settings,
    model: json.model,
    database: json.database,
    health: json.health,
    medianTargets: json.median_targets,
    mrrCeiling: json.mrr_ceiling,
    training: json.training,
    popularitySource: json.popularity_source,
    skippedMetrics: json.skipped_metrics,
    origin: json.origin,
    monitorVersion: json.monitor_version,
  };
}
