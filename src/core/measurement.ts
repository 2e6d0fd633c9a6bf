import type { ColdUserPolicy } from "./cold-users.ts";
import type { SkippedMetric } from "./further-metrics.ts";
import type { Count } from "./statistics/proportion.ts";
import type { DataHealth } from "./validation.ts";

/** What two runs must share for their metrics to be comparable. */
export interface Settings {
  readonly idMapping: "mapped" | "first-seen";
  /** Whether pairs known at training time were masked while ranking. */
  readonly trainMask: boolean;
  /** Lower ratings were no relevant items; null: every rating was. */
  readonly minRating: number | null;
  /** The SQL that selected the rows. */
  readonly query: string;
  /** Which ratings were asked for: of every age, new since the previous run, or new since a given time. */
  readonly since: "all" | "previous-run" | "time";
  /** The moment that this means, milliseconds since 1970 UTC; null: all ratings counted, there being no previous run. */
  readonly newerThan: number | null;
  /** The further cut-off, when one was asked for. */
  readonly k: number;
  /** What is measured for users whom the model does not know; decides no metric but theirs. */
  readonly coldUsers: ColdUserPolicy;
}

/** A file that was read, by its digest. */
export interface Source {
  /** As the user named it. */
  readonly path: string;
  /** `sha256:` and 64 hex digits, of the bytes that were used (with the write-ahead log replayed). */
  readonly digest: string;
  readonly bytes: number;
}

/** Which GitHub run made the measurement; null on the command line. */
export interface Origin {
  readonly repository: string;
  readonly serverUrl: string;
  readonly runId: string;
  readonly runAttempt: number;
  readonly job: string;
  /** JSON of the job's matrix values, "" outside a matrix. */
  readonly matrix: string;
  readonly eventName: string;
  readonly ref: string;
  readonly sha: string;
  readonly actor: string;
  readonly workflow: string;
  /** Whether the event came from another repository: a pull request of a fork, or a `workflow_run` of one. */
  readonly hasForeignHead: boolean;
}

/** When the model was trained, by the word of its training (`monitor.json`). */
export interface TrainingTimes {
  /** Milliseconds since 1970 UTC. */
  readonly trainedAt: number;
  /** Of the newest training rating; null when unknown. */
  readonly cutoff: number | null;
  /** false: the file was written for another checkpoint, and says nothing about this one. */
  readonly ofThisCheckpoint: boolean;
  /** Of the scored ratings with a time, those newer than the training's newest rating, or than the training; null: unknown. */
  readonly ratedAfter: Count | null;
}

/** A user identifier of `per_user.v1`: the internal id when mapped, a keyed hash (32 hex digits) in first-seen mode. */
export type UserKey = number | string;

/** The per-user values of one run (`per_user.v1`): all arrays have one entry a user and share their order. */
export interface PerUserValues {
  readonly keys: "internal_user_id" | "hmac_sha256_128";
  readonly users: readonly UserKey[];
  /** Distinct target items of each user; of a sequence model, the user's sequences. */
  readonly targets: readonly number[];
  /**
   * Metric name → one float64 a user; the metric is their mean. Of a sequence model the value is the mean over the user's
   * sequences, and the metric, which is Spotlight's mean over all sequences, their mean weighted by `targets`.
   */
  readonly values: ReadonlyMap<string, readonly number[]>;
}

/** Everything that one evaluation found out, before any comparison: what `evidence.json` holds. */
export interface Measurement {
  /** Milliseconds since 1970 UTC. */
  readonly startedAt: number;
  readonly endedAt: number;
  /** By MLflow name. */
  readonly metrics: ReadonlyMap<string, number>;
  readonly settings: Settings;
  readonly model: Source & {
    readonly kind: string;
    readonly numUsers: number;
    readonly numItems: number;
    readonly dim: number;
  };
  readonly database: Source;
  readonly health: DataHealth;
  /** Median distinct targets of an evaluated user, and the highest MRR that Spotlight's definition allows these users. */
  readonly medianTargets: number;
  readonly mrrCeiling: number;
  /** null: there is no monitor.json beside the model. */
  readonly training: TrainingTimes | null;
  /** Where the popularity of the baseline comes from; null when it is unknown. */
  readonly popularitySource: "train-interactions" | "monitor.json" | null;
  /** Metrics that could not be computed, with their reasons. */
  readonly skippedMetrics: readonly SkippedMetric[];
  readonly perUser: PerUserValues;
  readonly origin: Origin | null;
  readonly monitorVersion: string;
}
