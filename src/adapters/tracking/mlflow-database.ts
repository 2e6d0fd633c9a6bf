import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { HistoryError } from "../../core/errors.ts";
import type { PastRun, PublishedRun, RunAmendment, RunRecord, TrackingStore } from "../../core/run.ts";
import { runRows, textRows } from "../../formats/mlflow/database-rows.ts";
import { checkExperimentName, checkKeys, isRunId } from "../../formats/mlflow/names.ts";
import { codeOf } from "../system-error.ts";
import { DatabaseArtifacts } from "./database-artifacts.ts";
import { createExperiment, findExperiment, isIntegerId } from "./database-experiments.ts";
import { type DatabaseFile, inTransaction, openDatabase, unusable, withDatabase } from "./database-file.ts";
import { insertInputs } from "./database-inputs.ts";
import { insertRows } from "./database-insert.ts";
import { DatabaseRuns } from "./database-runs.ts";
import { placeDirectory, removeAbandonedStaging, replaceFile } from "./place-directory.ts";
import { readText } from "./store-directory.ts";

export interface MlflowDatabaseOptions {
  readonly file: DatabaseFile;
  /** Where MLflow runs, and relative locations of artifacts start. */
  readonly workspace: string;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
}

/**
 * Keeps runs in a database that MLflow made (`sqlite:///mlflow.db`), with SQLite's own locks: programs that write at the
 * same time wait for each other. A run appears by one commit, complete and FINISHED, after its artifacts.
 */
export class MlflowDatabase implements TrackingStore {
  readonly #options: MlflowDatabaseOptions;
  readonly #file: DatabaseFile;
  readonly #artifacts: DatabaseArtifacts;
  readonly #runs: DatabaseRuns;

  constructor(options: MlflowDatabaseOptions) {
    this.#options = options;
    this.#file = options.file;
    this.#artifacts = new DatabaseArtifacts(options.file, options.workspace);
    this.#runs = new DatabaseRuns(options.file);
  }

  get location(): string {
    return this.#file.shownAs;
  }

  get skippedRuns(): TrackingStore["skippedRuns"] {
    return this.#runs.skipped;
  }

  /**
   * @throws ConfigError when the experiment's name does not fit, the database is missing or holds other tables, or its
   *   artifacts are not kept in files; HistoryError when it is damaged, locked or cannot be written: nothing is written then
   */
  async publish(experiment: string, run: RunRecord): Promise<PublishedRun> {
    checkExperimentName(experiment);
    return await withDatabase(this.#file, async (database) => {
      const found = findExperiment(this.#file, database, experiment);
      if (found !== null) this.#runs.checkOurs(database, found.id);
      await removeAbandonedStaging(this.#artifacts.root, this.#options.now());
      return await this.#publishInto(database, experiment, run);
    });
  }

  /** @throws HistoryError when a run of ours is damaged or the database cannot be read */
  async *pastRuns(experimentId: string): AsyncGenerator<PastRun> {
    checkId(isIntegerId(experimentId), experimentId);
    const database = await openDatabase(this.#file);
    try {
      yield* this.#runs.pastRuns(database, experimentId);
    } catch (error) {
      throw unusable(this.#file, error);
    } finally {
      database.close();
    }
  }

  /** @throws MalformedFileError when it is too large, no regular file or not UTF-8, HistoryError when it cannot be read */
  async readArtifact({ runId }: PublishedRun, path: string, maxBytes: number): Promise<string | null> {
    checkId(isRunId(runId), runId);
    checkKeys("artifacts", [path]);
    return await withDatabase(this.#file, async (database) => {
      const folder = { path: this.#folderOf(database, runId), shownAs: `artifacts of run ${runId}: ` };
      return readText(folder, path, maxBytes);
    });
  }

  /** @throws HistoryError as `newestStart` does */
  async findExperiment(experiment: string): Promise<string | null> {
    return await withDatabase(
      this.#file,
      async (database) => findExperiment(this.#file, database, experiment)?.id ?? null,
    );
  }

  /** @throws HistoryError as `publish` does: a database that cannot be read is never one without runs */
  async newestStart(experiment: string): Promise<number | null> {
    return await withDatabase(this.#file, async (database) => {
      const found = findExperiment(this.#file, database, experiment);
      return found === null ? null : this.#runs.newestStart(database, found.id);
    });
  }

  /** @throws HistoryError when the run is gone, an artifact differs from the published one, or nothing can be written */
  async amend(run: PublishedRun, { artifacts = new Map(), tags = new Map() }: RunAmendment): Promise<void> {
    checkId(isRunId(run.runId), run.runId);
    checkKeys("artifacts", artifacts.keys());
    const rows = textRows("tags", tags, run.runId);
    await withDatabase(this.#file, async (database) => {
      const folder = this.#folderOf(database, run.runId);
      // Artifacts first, so that a tag never speaks of a report that is not there.
      for (const [path, content] of artifacts) await this.#addArtifact(folder, path, content);
      await inTransaction(database, async () =>
        insertRows(
          database,
          "tags",
          rows,
          "ON CONFLICT (key, run_uuid) DO UPDATE SET value = excluded.value",
        ),
      );
    });
  }

  /** The rows of a run, then its artifacts; the commit follows at once. */
  async #publishInto(database: DatabaseSync, name: string, run: RunRecord): Promise<PublishedRun> {
    let placed: string | null = null;
    try {
      return await inTransaction(database, async () => {
        const { folder, ...published } = this.#insert(database, name, run);
        placed = folder;
        await this.#placeArtifacts(folder, run.artifacts);
        return published;
      });
    } catch (error) {
      if (placed !== null) await rm(placed, { recursive: true, force: true });
      throw error;
    }
  }

  #insert(database: DatabaseSync, name: string, run: RunRecord): PublishedRun & { readonly folder: string } {
    // Another job may have created it while we waited for the lock.
    const experiment =
      findExperiment(this.#file, database, name) ??
      createExperiment(database, name, (id) => this.#artifacts.locationOf(id), this.#options.now());
    const runId = randomUUID().replaceAll("-", "");
    const { folder, uri } = this.#artifacts.placeOf(experiment, runId);
    const rows = runRows(run, { runId, experimentId: experiment.id, artifactUri: uri });
    for (const [table, ofTable] of rows) insertRows(database, table, ofTable);
    insertInputs(database, run.inputs, { runId, experimentId: experiment.id });
    return { runId, experimentId: experiment.id, folder };
  }

  async #placeArtifacts(folder: string, artifacts: RunRecord["artifacts"]): Promise<void> {
    const files = new Map([...artifacts].map(([path, content]) => [`artifacts/${path}`, content]));
    await mkdir(dirname(folder), { recursive: true });
    await placeDirectory({ files, target: folder, stagingParent: this.#artifacts.root });
  }

  async #addArtifact(folder: string, path: string, content: string): Promise<void> {
    const target = join(folder, ...path.split("/"));
    const published = await readFile(target, "utf8").catch((error: unknown) => {
      if (codeOf(error) === "ENOENT") return null;
      throw error;
    });
    if (published === content) return;
    if (published !== null)
      throw new HistoryError(
        `${this.location}: an artifact of the run is there already with other content; a published artifact never changes`,
        "Start a new run instead of adding to this one again.",
      );
    await replaceFile({ path: target, content, temporaryIn: dirname(folder) });
  }

  /** Where the artifacts of a run are. @throws HistoryError when the run is not there any more */
  #folderOf(database: DatabaseSync, runId: string): string {
    const row = database
      .prepare("SELECT artifact_uri AS uri FROM runs WHERE run_uuid = ? AND lifecycle_stage = 'active'")
      .get(runId);
    const uri = row?.["uri"];
    const folder = typeof uri === "string" ? this.#artifacts.pathOfRun(uri) : null;
    if (folder !== null) return folder;
    throw new HistoryError(
      `${this.location}: the run ${runId} is not there any more`,
      "Let nothing remove or change runs in the database while model-monitor is at work.",
    );
  }
}

/** Ids come from `publish`; anything else would be a query of the caller's making. */
function checkId(isValid: boolean, id: string): void {
  if (!isValid) throw new RangeError(`${JSON.stringify(id)} is not an id of MLflow`);
}
