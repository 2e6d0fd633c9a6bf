import type { Config } from "./config/config.ts";
import type { Evaluation } from "./core/evaluate.ts";
import { countRatedAfter } from "./core/freshness.ts";
import type { FurtherMetrics } from "./core/further-metrics.ts";
import type { Measurement, PerUserValues, Settings, TrainingTimes } from "./core/measurement.ts";
import { isOfModel } from "./core/popularity.ts";
import type { RatingFilter } from "./core/rating-filter.ts";
import type { DataHealth, ScoredRows } from "./core/validation.ts";
import { hashedName } from "./formats/digests.ts";
import type { Loaded } from "./load.ts";
import type { World } from "./world.ts";

/** What steps 1 to 3 brought together. */
export interface Found extends Loaded {
  readonly startedAt: number;
  /** Which ratings counted. */
  readonly filter: RatingFilter;
  readonly health: DataHealth;
  readonly scoredRows: ScoredRows;
  readonly evaluation: Evaluation;
  /** The popularity baseline on the same targets. */
  readonly baseline: FurtherMetrics;
  /** Of users whom the model does not know. */
  readonly cold: FurtherMetrics;
}

/** Puts together everything that one evaluation found out, before any comparison. */
export function measurementOf(config: Config, world: World, found: Found): Measurement {
  const { model, ratings, evaluation, baseline, cold, popularity } = found;
  return {
    startedAt: found.startedAt,
    endedAt: world.now(),
    metrics: new Map([...evaluation.metrics, ...baseline.metrics, ...cold.metrics]),
    settings: settingsOf(config, found),
    model: {
      ...found.source,
      kind: model.kind,
      // A sequence model has no table of users.
      numUsers: model.kind === "sequence" ? 0 : model.numUsers,
      numItems: model.numItems,
      dim: model.dim,
    },
    database: ratings.source,
    health: found.health,
    medianTargets: evaluation.medianTargets,
    mrrCeiling: evaluation.mrrCeiling,
    training: trainingTimes(found),
    popularitySource: popularity.kind === "known" ? popularity.source : null,
    skippedMetrics: [...evaluation.skipped, ...baseline.skipped, ...cold.skipped],
    perUser: perUserValues(config, world, found),
    origin: world.origin,
    monitorVersion: world.version,
  };
}

function settingsOf(config: Config, { mapping, train, ratings, model, filter }: Found): Settings {
  return {
    idMapping: mapping.kind,
    // Spotlight's evaluation of sequences masks no pairs.
    trainMask: train !== null && model.kind !== "sequence",
    query: ratings.query,
    ...filter,
    since: typeof config.since === "number" ? "time" : (config.since ?? "all"),
    k: config.k,
    coldUsers: config.coldUsers,
  };
}

function trainingTimes({ manifest, source, scoredRows, ratings }: Found): TrainingTimes | null {
  if (manifest === null) return null;
  const { trainedAt, cutoff } = manifest;
  const ofThisCheckpoint = isOfModel(manifest, source.digest);
  const ratedAfter = countRatedAfter(scoredRows.rows, ratings.ratings.timestamps, cutoff ?? trainedAt);
  return { trainedAt, cutoff, ofThisCheckpoint, ratedAfter: ofThisCheckpoint ? ratedAfter : null };
}

/** Internal ids when mapped; in first-seen mode, where ids mean nothing, a keyed hash of the name. Never a name. */
function perUserValues(
  config: Config,
  world: World,
  { mapping, ratings, evaluation, baseline }: Found,
): PerUserValues {
  const { users, targets } = evaluation.perUser;
  const values = [...evaluation.perUser.values, ...baseline.perUser];
  const shared = {
    targets: [...targets],
    values: new Map(values.map(([metric, perUser]) => [metric, [...perUser]])),
  };
  if (mapping.kind === "mapped") return { keys: "internal_user_id", users: [...users], ...shared };
  const key = `${world.origin?.repository ?? ""}/${config.experiment}`;
  const names = ratings.ratings.users;
  return {
    keys: "hmac_sha256_128",
    users: [...users].map((user) => hashedName(names[user]!, key)),
    ...shared,
  };
}
