import { ServiceError } from "../../core/errors.ts";
import type {
  PastRun,
  PublishedRun,
  RunAmendment,
  RunRecord,
  StoreNote,
  TrackingStore,
} from "../../core/run.ts";

/**
 * Keeps runs on a server, and a run that the server does not take in a directory: no evaluation is lost to a server that
 * is down. From then on the server is not asked again, and its earlier runs count as unreadable, never as missing.
 */
export class KeptLocally implements TrackingStore {
  readonly #server: TrackingStore;
  readonly #directory: TrackingStore;
  #failure: ServiceError | null = null;

  constructor(server: TrackingStore, directory: TrackingStore) {
    this.#server = server;
    this.#directory = directory;
  }

  get location(): string {
    return this.#inUse.location;
  }

  get skippedRuns(): TrackingStore["skippedRuns"] {
    return this.#inUse.skippedRuns;
  }

  get notes(): readonly StoreNote[] {
    return this.#inUse.notes ?? [];
  }

  async publish(experiment: string, run: RunRecord): Promise<PublishedRun> {
    try {
      return await this.#server.publish(experiment, run);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      const { location } = this.#directory;
      this.#failure = new ServiceError(
        `${error.message}; this run was kept in ${location} of the workspace instead`,
        error.hint,
        { cause: error },
      );
      return await this.#directory.publish(experiment, run);
    }
  }

  /** @throws ServiceError that says where the run is, when the server did not take it */
  pastRuns(experimentId: string): AsyncIterable<PastRun> {
    if (this.#failure !== null) throw this.#failure;
    return this.#server.pastRuns(experimentId);
  }

  async readArtifact(run: PublishedRun, path: string, maxBytes: number): Promise<string | null> {
    return await this.#inUse.readArtifact(run, path, maxBytes);
  }

  async findExperiment(experiment: string): Promise<string | null> {
    return await this.#server.findExperiment(experiment);
  }

  async newestStart(experiment: string): Promise<number | null> {
    return await this.#server.newestStart(experiment);
  }

  async amend(run: PublishedRun, amendment: RunAmendment): Promise<void> {
    await this.#inUse.amend(run, amendment);
  }

  get #inUse(): TrackingStore {
    return this.#failure === null ? this.#server : this.#directory;
  }
}
