/** A file that a run read, as MLflow shows datasets: by name, digest and where it came from. */
export interface RunInput {
  /** What a person calls it: the file's name. */
  readonly name: string;
  /** At most 36 characters, which is all that MLflow keeps. Inputs of equal name and digest are equal in everything. */
  readonly digest: string;
  /** One of MLflow's kinds of dataset sources; `local` is a file. */
  readonly sourceType: string;
  /** JSON, as that kind of source has it. */
  readonly source: string;
  /** JSON: counts. */
  readonly profile: string;
  /** What the run used it for (MLflow's input tag `mlflow.data.context`). */
  readonly context: string;
}

/** One evaluation as it is published in MLflow, complete and finished before any rule is evaluated. */
export interface RunRecord {
  readonly name: string;
  /** Milliseconds since 1970 UTC. */
  readonly startTime: number;
  readonly endTime: number;
  readonly userId: string;
  /** Where the metrics stand on the step axis of MLflow's charts: which evaluation of the experiment this is, from 1; 0 when unknown. */
  readonly step: number;
  /** By MLflow name; finite numbers only. */
  readonly metrics: ReadonlyMap<string, number>;
  /** Settings and digests, written once. */
  readonly params: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
  /** Path below the run's artifact root → content. */
  readonly artifacts: ReadonlyMap<string, string>;
  readonly inputs: readonly RunInput[];
}

/** Where a run was published. */
export interface PublishedRun {
  readonly runId: string;
  readonly experimentId: string;
}

/** A FINISHED, not deleted run of the experiment, whoever wrote it. */
export interface PastRun {
  readonly runId: string;
  readonly startTime: number;
  readonly metrics: ReadonlyMap<string, number>;
  readonly params: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
}

/** What is added to a published run after deciding and acting. */
export interface RunAmendment {
  readonly tags?: ReadonlyMap<string, string>;
  /** New artifacts only: a published artifact never changes (merging two copies of a history relies on it). */
  readonly artifacts?: ReadonlyMap<string, string>;
}

/** Something that a store could not do although the run is safe, and what to do about it. */
export interface StoreNote {
  /** One sentence, without a period. */
  readonly message: string;
  readonly hint: string;
}

/**
 * Where runs are kept. Metrics are in the store when `publish` returns; nothing here decides anything.
 */
export interface TrackingStore {
  /** For people: "mlruns/", "https://…". */
  readonly location: string;
  /** Creates the experiment if it is missing and publishes the run, all at once or not at all. */
  publish(experiment: string, run: RunRecord): Promise<PublishedRun>;
  /** FINISHED, not deleted runs, newest first (start time, then run id ascending), read one at a time as they are asked for. */
  pastRuns(experimentId: string): AsyncIterable<PastRun>;
  /**
   * The text of an artifact of a run of this store, in UTF-8; null: the run has none of this path.
   * @throws MalformedFileError when it holds more than `maxBytes` or no text, another MonitorError when it cannot be read
   */
  readArtifact(run: PublishedRun, path: string, maxBytes: number): Promise<string | null>;
  /** The id of the experiment of this name; null when there is none yet. */
  findExperiment(experiment: string): Promise<string | null>;
  /** Start of the newest FINISHED, not deleted run of the experiment of this name; null when there is none. */
  newestStart(experiment: string): Promise<number | null>;
  /** Adds tags and artifacts to a published run; tags overwrite. */
  amend(run: PublishedRun, amendment: RunAmendment): Promise<void>;
  /** Foreign runs that could not be read and were passed over, with the reason, since the store was opened. */
  readonly skippedRuns: readonly { readonly path: string; readonly reason: string }[];
  /** What was left undone so far, such as artifacts that a server does not store; none where everything can be done. */
  readonly notes?: readonly StoreNote[];
}
