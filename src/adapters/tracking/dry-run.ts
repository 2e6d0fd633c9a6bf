import type { PastRun, PublishedRun, RunAmendment, RunRecord, TrackingStore } from "../../core/run.ts";

/** Reads the runs of a store that others see, and writes into a directory that nobody else does (input `dry-run`). */
export class DryRun implements TrackingStore {
  readonly #shared: TrackingStore;
  readonly #directory: TrackingStore;
  /** Ids of the directory, which the shared store does not know, to the names that both know. */
  readonly #experiments = new Map<string, string>();

  constructor(shared: TrackingStore, directory: TrackingStore) {
    this.#shared = shared;
    this.#directory = directory;
  }

  get location(): string {
    return this.#directory.location;
  }

  get skippedRuns(): TrackingStore["skippedRuns"] {
    return this.#shared.skippedRuns;
  }

  async publish(experiment: string, run: RunRecord): Promise<PublishedRun> {
    const published = await this.#directory.publish(experiment, run);
    this.#experiments.set(published.experimentId, experiment);
    return published;
  }

  async *pastRuns(experimentId: string): AsyncGenerator<PastRun> {
    const experiment = this.#experiments.get(experimentId);
    const id = experiment === undefined ? experimentId : await this.#shared.findExperiment(experiment);
    if (id !== null) yield* this.#shared.pastRuns(id);
  }

  /** A run that others see, since only those are compared with. */
  async readArtifact(
    { experimentId, runId }: PublishedRun,
    path: string,
    maxBytes: number,
  ): Promise<string | null> {
    const experiment = this.#experiments.get(experimentId);
    const id = experiment === undefined ? experimentId : await this.#shared.findExperiment(experiment);
    return id === null ? null : await this.#shared.readArtifact({ experimentId: id, runId }, path, maxBytes);
  }

  async findExperiment(experiment: string): Promise<string | null> {
    return await this.#shared.findExperiment(experiment);
  }

  async newestStart(experiment: string): Promise<number | null> {
    return await this.#shared.newestStart(experiment);
  }

  async amend(run: PublishedRun, amendment: RunAmendment): Promise<void> {
    await this.#directory.amend(run, amendment);
  }
}
