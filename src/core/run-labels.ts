import type { DispatchState } from "./dispatch.ts";
import type { Measurement, Origin } from "./measurement.ts";
import type { PastRun } from "./run.ts";
import { repositoryAddress } from "./run-address.ts";

/** Params and tags of ours begin with it: of a damaged run, too, it tells whose the run is. */
export const OUR_PREFIX = "model_monitor.";

/*
 * By these a later run knows what it compares with. Params are written once and never change; tags say where the run
 * came from and, later, what was decided.
 */

/** Settings and digests, as MLflow params. */
export const PARAMS = {
  idMapping: `${OUR_PREFIX}id_mapping`,
  trainMask: `${OUR_PREFIX}train_mask`,
  minRating: `${OUR_PREFIX}min_rating`,
  query: `${OUR_PREFIX}query`,
  since: `${OUR_PREFIX}since`,
  newerThan: `${OUR_PREFIX}newer_than`,
  k: `${OUR_PREFIX}k`,
  coldUsers: `${OUR_PREFIX}cold_users`,
  model: `${OUR_PREFIX}model`,
  modelDigest: `${OUR_PREFIX}model_digest`,
  database: `${OUR_PREFIX}database`,
  databaseDigest: `${OUR_PREFIX}database_digest`,
  version: `${OUR_PREFIX}version`,
} as const;

/** MLflow's own tag for the branch that a run evaluated. */
export const BRANCH_TAG = "mlflow.source.git.branch";

/** Origin, verdict and dispatch, as MLflow tags. */
export const TAGS = {
  githubRunId: `${OUR_PREFIX}github_run_id`,
  githubRunAttempt: `${OUR_PREFIX}github_run_attempt`,
  githubJob: `${OUR_PREFIX}github_job`,
  matrix: `${OUR_PREFIX}matrix`,
  event: `${OUR_PREFIX}event`,
  step: `${OUR_PREFIX}step`,
  modelDigestShort: `${OUR_PREFIX}model_digest_short`,
  dataUntil: `${OUR_PREFIX}data_until`,
  retrain: `${OUR_PREFIX}retrain`,
  triggers: `${OUR_PREFIX}triggers`,
  /** Whether the evidence was against the model: what `patience` counts. */
  suspect: `${OUR_PREFIX}suspect`,
  dispatch: `${OUR_PREFIX}dispatch`,
  dispatchEvent: `${OUR_PREFIX}dispatch_event`,
  dispatchTime: `${OUR_PREFIX}dispatch_time`,
} as const;

/** Where the per-user values and everything else that decides are kept, below the run's artifacts. */
export const EVIDENCE_ARTIFACT = "evidence.json";
/** The verdict, below the run's artifacts. */
export const REPORT_ARTIFACT = "report.json";

/** Params of a run of ours. `query_digest` is a digest of the SQL because a param holds 6,000 characters at most. */
export function paramsOf(measurement: Measurement, queryDigest: string): ReadonlyMap<string, string> {
  const { settings, model, database } = measurement;
  const { newerThan } = settings;
  return new Map([
    [PARAMS.idMapping, settings.idMapping],
    [PARAMS.trainMask, String(settings.trainMask)],
    [PARAMS.minRating, settings.minRating === null ? "none" : String(settings.minRating)],
    [PARAMS.query, queryDigest],
    // Where there was no previous run all ratings counted: the next run, which looks at new ones only, must not take the
    // difference between the two for a change of the model.
    [PARAMS.since, newerThan === null ? "all" : settings.since],
    ...(newerThan === null ? [] : [[PARAMS.newerThan, new Date(newerThan).toISOString()] as const]),
    [PARAMS.k, String(settings.k)],
    [PARAMS.coldUsers, settings.coldUsers],
    [PARAMS.model, model.path],
    [PARAMS.modelDigest, model.digest],
    [PARAMS.database, database.path],
    [PARAMS.databaseDigest, database.digest],
    [PARAMS.version, measurement.monitorVersion],
  ]);
}

/**
 * Tags of a run of ours that are known before anything is decided, MLflow's own source tags included.
 * @param step which evaluation of the experiment this is, from which the next one counts on; null when that cannot be told
 */
export function tagsOf(measurement: Measurement, step: number | null): ReadonlyMap<string, string> {
  const tags = new Map<string, string>([
    // Of a project MLflow's pages show the name of the repository, linked; of a job the address as text, cut off.
    ["mlflow.source.type", measurement.origin === null ? "LOCAL" : "PROJECT"],
    [TAGS.modelDigestShort, shortDigest(measurement.model.digest)],
  ]);
  if (step !== null) tags.set(TAGS.step, String(step));
  if (measurement.health.newestRating !== null)
    // A rating from the future (a wrong clock) must not make every later one look old.
    tags.set(
      TAGS.dataUntil,
      new Date(Math.min(measurement.health.newestRating, measurement.startedAt)).toISOString(),
    );
  if (measurement.origin === null) return tags.set("mlflow.source.name", "model-monitor");
  return addOrigin(tags, measurement.origin);
}

function addOrigin(tags: Map<string, string>, origin: Origin): ReadonlyMap<string, string> {
  tags
    .set("mlflow.source.name", repositoryAddress(origin))
    .set("mlflow.source.git.repoURL", repositoryAddress(origin))
    .set("mlflow.source.git.commit", origin.sha)
    .set(BRANCH_TAG, origin.ref.replace(/^refs\/heads\//, ""))
    .set("mlflow.user", origin.actor)
    .set(TAGS.githubRunId, origin.runId)
    .set(TAGS.githubRunAttempt, String(origin.runAttempt))
    .set(TAGS.githubJob, origin.job)
    .set(TAGS.event, origin.eventName);
  // An empty tag would be in everybody's way.
  if (origin.matrix !== "") tags.set(TAGS.matrix, origin.matrix);
  return tags;
}

/** Enough of a digest for people to tell files apart: 8 of its hex digits, as MLflow's own. */
export function shortDigest(digest: string): string {
  return digest.replace(/^sha256:/, "").slice(0, 8);
}

/** Which evaluation of the experiment a past run was; null when it is none of ours. */
export function stepOf(past: PastRun): number | null {
  const text = past.tags.get(TAGS.step) ?? "";
  // People can change tags.
  return /^\d{1,9}$/.test(text) ? Number(text) : null;
}

/** More than all rules together; a tag of MLflow's can hold anything. */
const MAX_TRIGGERS_CHARACTERS = 5_000;

/** The rules that fired in a past run; null when it does not say. */
export function triggersOf(past: PastRun): readonly string[] | null {
  const text = past.tags.get(TAGS.triggers) ?? "";
  if (text === "" || text.length > MAX_TRIGGERS_CHARACTERS) return null;
  try {
    const rules: unknown = JSON.parse(text);
    return Array.isArray(rules) ? rules.filter((rule) => typeof rule === "string") : null;
  } catch {
    return null;
  }
}

/** How the retraining event of a past run ended; null: there was none, or the tag is none of ours. */
export function dispatchStateOf(past: PastRun): DispatchState | null {
  const state = past.tags.get(TAGS.dispatch);
  return state === "intended" || state === "sent" || state === "refused" ? state : null;
}

/** Whether a past run belongs to the same GitHub run, job and matrix key: an earlier attempt of this very job. */
export function isSameJob(past: PastRun, origin: Origin | null): boolean {
  if (origin === null) return false;
  return (
    past.tags.get(TAGS.githubRunId) === origin.runId &&
    past.tags.get(TAGS.githubJob) === origin.job &&
    (past.tags.get(TAGS.matrix) ?? "") === origin.matrix
  );
}
