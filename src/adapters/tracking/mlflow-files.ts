import { randomUUID } from "node:crypto";
import { readdirSync } from "node:fs";
import { mkdir, realpath } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { HistoryError, MalformedFileError } from "../../core/errors.ts";
import type { PastRun, PublishedRun, RunAmendment, RunRecord, TrackingStore } from "../../core/run.ts";
import { REVISION_TAG, revisionOf, TRASH } from "../../formats/history/copy.ts";
import { datasetFile } from "../../formats/mlflow/dataset-files.ts";
import { writeExperimentMeta } from "../../formats/mlflow/experiment.ts";
import { checkExperimentName, isExperimentId, isRunId } from "../../formats/mlflow/names.ts";
import { amendmentFiles, artifactFile, runFiles } from "../../formats/mlflow/run-files.ts";
import { codeOf } from "../system-error.ts";
import {
  type ExperimentPlace,
  findExperiment,
  MAX_META_BYTES,
  refuseToHideDatabase,
} from "./mlflow-experiments.ts";
import { repairRuns } from "./mlflow-repair.ts";
import { RunReader } from "./mlflow-runs.ts";
import { placeDirectory, removeAbandonedStaging, replaceFile } from "./place-directory.ts";
import {
  damaged,
  hasMeta,
  locate,
  orDamaged,
  readText,
  shownPath,
  type StoreDirectory,
  unreadable,
} from "./store-directory.ts";

/** Artifacts of ours are compared before they are written again; the largest holds one number per user and metric. */
const MAX_ARTIFACT_BYTES = 512 * 1024 * 1024;
/** Other jobs can be first to create the experiment once; more often means that something else is wrong. */
const MAX_ATTEMPTS = 3;
/** MLflow's own first experiment; without it `mlflow.start_run()` fails in a store that we created. */
const DEFAULT_EXPERIMENT = { id: "0", name: "Default" };

export interface MlflowFilesOptions {
  readonly directory: StoreDirectory;
  /** Whether the user named the directory, rather than getting the default. */
  readonly explicit: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
}

/**
 * Keeps runs in the layout of MLflow's file store (`mlruns/`), readable by every MLflow from 2.x on. Nothing is
 * created before the first `publish`; a run appears by one rename, complete and FINISHED.
 */
export class MlflowFiles implements TrackingStore {
  readonly #store: StoreDirectory;
  readonly #options: MlflowFilesOptions;
  readonly #reader: RunReader;

  constructor(options: MlflowFilesOptions) {
    this.#options = options;
    this.#store = options.directory;
    this.#reader = new RunReader(options.directory);
  }

  get location(): string {
    return this.#store.shownAs;
  }

  get skippedRuns(): TrackingStore["skippedRuns"] {
    return this.#reader.skipped;
  }

  /**
   * @throws ConfigError when the experiment's name does not fit or a database would be hidden, HistoryError when the
   *   history is damaged or the directory cannot be used: nothing is written then
   */
  async publish(experiment: string, run: RunRecord): Promise<PublishedRun> {
    checkExperimentName(experiment);
    const besideStore = this.#namesBeside();
    if (!this.#options.explicit) refuseToHideDatabase(this.#store, besideStore);
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      const place = this.#find(experiment);
      this.#reader.checkOurs(place.id);
      const published = { runId: randomUUID().replaceAll("-", ""), experimentId: place.id };
      const files = runFiles(run, { store: basename(this.#store.path), ...published });
      const stagingParent = await this.#writing(() => this.#prepare());
      const isReady = place.exists || (await this.#create({ id: place.id, name: experiment }, stagingParent));
      if (!isReady) continue;
      await this.#writing(() => this.#placeDatasets(place.id, run, stagingParent));
      await this.#writing(() => this.#place(`${place.id}/${published.runId}`, files, stagingParent));
      return published;
    }
    throw new HistoryError(
      `${this.location}: the experiment could not be created; something else creates and removes it at the same time`,
      "Run the job again, and let only one program at a time change the tracking directory.",
    );
  }

  /** @throws HistoryError when a run of ours is damaged or the directory cannot be read */
  pastRuns(experimentId: string): AsyncGenerator<PastRun> {
    checkId(isExperimentId(experimentId), experimentId);
    return asAsync(this.#reader.pastRuns(experimentId));
  }

  /** @throws MalformedFileError when it is too large, no regular file or not UTF-8, HistoryError when it cannot be read */
  async readArtifact(
    { experimentId, runId }: PublishedRun,
    path: string,
    maxBytes: number,
  ): Promise<string | null> {
    checkId(isExperimentId(experimentId), experimentId);
    checkId(isRunId(runId), runId);
    return readText(this.#store, `${experimentId}/${runId}/${artifactFile(path)}`, maxBytes);
  }

  /** @throws HistoryError as `newestStart` does */
  async findExperiment(experiment: string): Promise<string | null> {
    const { id, exists } = this.#find(experiment);
    return exists ? id : null;
  }

  /** @throws HistoryError as `publish` does: an experiment that cannot be read is never one without runs */
  async newestStart(experiment: string): Promise<number | null> {
    return this.#reader.newestStart(this.#find(experiment).id);
  }

  /** @throws HistoryError when the run is gone, an artifact differs from the published one, or nothing can be written */
  async amend(run: PublishedRun, amendment: RunAmendment): Promise<void> {
    checkId(isExperimentId(run.experimentId), run.experimentId);
    checkId(isRunId(run.runId), run.runId);
    const { artifacts, tags } = amendmentFiles(amendment);
    const directory = `${run.experimentId}/${run.runId}`;
    if (!orDamaged(this.#store, () => hasMeta(this.#store, directory))) throw this.#gone(directory);
    const missing: [string, string][] = [];
    for (const [path, content] of artifacts)
      if (this.#isNew(`${directory}/${path}`, content)) missing.push([path, content]);
    // Last: what is merged with another copy counts as this state only when all of it is there.
    const revision: [string, string] = [`tags/${REVISION_TAG}`, String(this.#revisionOf(directory) + 1)];
    for (const [path, content] of [...missing, ...tags, revision])
      await this.#replace(directory, path, content);
  }

  #revisionOf(directory: string): number {
    const path = `tags/${REVISION_TAG}`;
    const text = orDamaged(this.#store, () => readText(this.#store, `${directory}/${path}`, MAX_META_BYTES));
    return text === null ? 0 : revisionOf(new Map([[path, Buffer.from(text)]]));
  }

  #find(experiment: string): ExperimentPlace {
    return findExperiment(this.#store, experiment, (error) => this.#reader.skip(error.file, error));
  }

  async #place(
    relative: string,
    files: ReadonlyMap<string, string>,
    stagingParent: string,
  ): Promise<boolean> {
    return await placeDirectory({ files, target: locate(this.#store, relative), stagingParent });
  }

  /** Before the run, which names them. One that is there already says the same; one without a run is seen by nobody. */
  async #placeDatasets(experimentId: string, { inputs }: RunRecord, stagingParent: string): Promise<void> {
    for (const { directory, meta } of inputs.map(datasetFile)) {
      const relative = `${experimentId}/${directory}`;
      if (hasMeta(this.#store, relative)) continue;
      await mkdir(dirname(locate(this.#store, relative)), { recursive: true });
      await this.#place(relative, new Map([["meta.yaml", meta]]), stagingParent);
    }
  }

  async #create(experiment: typeof DEFAULT_EXPERIMENT, stagingParent: string): Promise<boolean> {
    const created = { ...experiment, lifecycleStage: "active", creationTime: this.#options.now() } as const;
    const files = new Map([["meta.yaml", writeExperimentMeta(created, basename(this.#store.path))]]);
    return await this.#writing(() => this.#place(experiment.id, files, stagingParent));
  }

  /** Brings the store into the state that MLflow expects, and returns where to build: beside it, on its file system. */
  async #prepare(): Promise<string> {
    await mkdir(locate(this.#store, TRASH), { recursive: true });
    const stagingParent = dirname(await realpath(this.#store.path));
    await removeAbandonedStaging(stagingParent, this.#options.now());
    if (!hasMeta(this.#store, "0") && !hasMeta(this.#store, `${TRASH}/0`))
      await this.#create(DEFAULT_EXPERIMENT, stagingParent);
    repairRuns(this.#store, this.#options.now());
    return stagingParent;
  }

  #namesBeside(): readonly string[] {
    try {
      return readdirSync(dirname(this.#store.path));
    } catch (error) {
      if (codeOf(error) === "ENOENT") return [];
      throw unreadable(this.#store, "", error);
    }
  }

  /** Whether an artifact is still to be written. */
  #isNew(relative: string, content: string): boolean {
    const published = orDamaged(this.#store, () => readText(this.#store, relative, MAX_ARTIFACT_BYTES));
    if (published === null || published === content) return published === null;
    throw new HistoryError(
      `${this.location}${shownPath(relative)} is there already with other content; a published artifact never changes`,
      "Start a new run instead of adding to this one again.",
    );
  }

  async #replace(directory: string, path: string, content: string): Promise<void> {
    const target = locate(this.#store, `${directory}/${path}`);
    const temporaryIn = locate(this.#store, directory);
    await this.#writing(() => replaceFile({ path: target, content, temporaryIn }));
  }

  #gone(directory: string): HistoryError {
    return new HistoryError(
      `${this.location}${directory}: the run is not there any more`,
      "Let nothing remove runs from the tracking directory while model-monitor is at work.",
    );
  }

  async #writing<Result>(write: () => Promise<Result>): Promise<Result> {
    try {
      return await write();
    } catch (error) {
      if (error instanceof MalformedFileError) throw damaged(this.#store, error);
      throw unreadable(this.#store, "", error);
    }
  }
}

/** Ids come from `publish`; anything else would be a path of the caller's making. */
function checkId(isValid: boolean, id: string): void {
  if (!isValid) throw new RangeError(`${JSON.stringify(id)} is not an id of MLflow`);
}

/** The interface is made for stores that answer over a network. */
async function* asAsync<Item>(items: Iterable<Item>): AsyncGenerator<Item> {
  yield* items;
}
