import type {
  PastRun,
  PublishedRun,
  RunAmendment,
  RunRecord,
  StoreNote,
  TrackingStore,
} from "../../core/run.ts";
import { DONE, RUN_PLACE, type RunPlace } from "../../formats/mlflow-rest/answers.ts";
import { checkExperimentName } from "../../formats/mlflow/names.ts";
import { logInputsRequest } from "../../formats/mlflow-rest/log-inputs.ts";
import { tagBatches, valueBatches } from "../../formats/mlflow-rest/requests.ts";
import type { MlflowRest } from "../mlflow-rest/client.ts";
import { downloadText, missingArtifacts, notStored, uploadArtifacts } from "./server-artifacts.ts";
import { RunCreation } from "./server-creation.ts";
import { findExperiment, findOrCreateExperiment } from "./server-experiments.ts";
import { ServerRunReader } from "./server-runs.ts";

/**
 * Keeps runs on an MLflow server. A run is RUNNING until everything of it is there, and FINISHED by one last call, so
 * that nobody who looks for finished runs sees half a one. Every method throws MlflowServerError when the server refuses
 * or does not answer.
 */
export class MlflowServerStore implements TrackingStore {
  readonly #server: MlflowRest;
  readonly #reader: ServerRunReader;
  readonly #published = new Map<string, RunPlace>();
  /** Files that were not uploaded, by the reason. */
  readonly #notStored = new Map<string, string[]>();

  constructor(server: MlflowRest) {
    this.#server = server;
    this.#reader = new ServerRunReader(server);
  }

  get location(): string {
    return this.#server.location;
  }

  get skippedRuns(): TrackingStore["skippedRuns"] {
    return this.#reader.skipped;
  }

  get notes(): readonly StoreNote[] {
    return [...this.#notStored].map(([why, files]) => notStored(files, why));
  }

  /** @throws HistoryError when the experiment was deleted or a newer run of ours is damaged: nothing is written then */
  async publish(experiment: string, run: RunRecord): Promise<PublishedRun> {
    checkExperimentName(experiment);
    const experimentId = await findOrCreateExperiment(this.#server, experiment);
    await this.#reader.check(experimentId);
    const creation = new RunCreation(this.#server, experimentId);
    const place = await creation.create(run);
    const runId = place.run_id;
    this.#published.set(runId, place);
    try {
      for (const batch of valueBatches(runId, run))
        await this.#server.postJson("runs/log-batch", batch, DONE);
      if (run.inputs.length > 0)
        await this.#server.postJson("runs/log-inputs", logInputsRequest(runId, run.inputs), DONE);
      await this.#upload(place, run.artifacts);
      await creation.removeTwins(runId);
    } catch (error) {
      await this.#abandon(runId, run.endTime);
      throw error;
    }
    await this.#server.postJson(
      "runs/update",
      { run_id: runId, status: "FINISHED", end_time: run.endTime },
      DONE,
    );
    return { runId, experimentId };
  }

  /** @throws HistoryError when a run of ours is damaged */
  pastRuns(experimentId: string): AsyncGenerator<PastRun> {
    return this.#reader.pastRuns(experimentId);
  }

  /** @throws MalformedFileError when it is not UTF-8 */
  async readArtifact({ runId }: PublishedRun, path: string, maxBytes: number): Promise<string | null> {
    return await downloadText(this.#server, { runId, path }, maxBytes);
  }

  /** @throws HistoryError when the experiment was deleted */
  async findExperiment(experiment: string): Promise<string | null> {
    return await findExperiment(this.#server, experiment);
  }

  /** @throws HistoryError as `pastRuns` and `findExperiment` do */
  async newestStart(experiment: string): Promise<number | null> {
    const experimentId = await this.findExperiment(experiment);
    if (experimentId === null) return null;
    for await (const { startTime } of this.pastRuns(experimentId)) return startTime;
    return null;
  }

  /** @throws HistoryError when an artifact is there already with other content */
  async amend({ runId }: PublishedRun, { artifacts, tags }: RunAmendment): Promise<void> {
    // Artifacts first, so that a tag never speaks of a report that is not there.
    if (artifacts !== undefined && artifacts.size > 0 && !this.#isKnownToStoreNone(artifacts)) {
      const place =
        this.#published.get(runId) ?? (await this.#server.getJson("runs/get", { run_id: runId }, RUN_PLACE));
      await this.#upload(place, await missingArtifacts(this.#server, place, artifacts));
    }
    for (const batch of tagBatches(runId, tags ?? new Map()))
      await this.#server.postJson("runs/log-batch", batch, DONE);
  }

  /** Says that the run came to nothing, once: whoever was to be told is probably not there. */
  async #abandon(runId: string, endTime: number): Promise<void> {
    const failed = { run_id: runId, status: "FAILED", end_time: endTime };
    await this.#server.postJson("runs/update", failed, DONE, { once: true }).catch(() => null);
  }

  /** A server that stored none before is not asked for a list of them: some answer that with an error. */
  #isKnownToStoreNone(artifacts: ReadonlyMap<string, string>): boolean {
    for (const files of this.#notStored.values()) {
      files.push(...artifacts.keys());
      return true;
    }
    return false;
  }

  async #upload(place: RunPlace, artifacts: ReadonlyMap<string, string>): Promise<void> {
    const why = await uploadArtifacts(this.#server, place, artifacts);
    if (why !== null) this.#notStored.set(why, [...(this.#notStored.get(why) ?? []), ...artifacts.keys()]);
  }
}
