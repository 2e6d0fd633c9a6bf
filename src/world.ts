import type { ListedIssue } from "./core/alert.ts";
import type { MissingArtifact } from "./core/artifact-choice.ts";
import type { DispatchPlan, StartedRun } from "./core/dispatch.ts";
import type { RestoredHistory, SavedHistory } from "./core/history.ts";
import type { IdMapping, ItemMap, UserMap } from "./core/id-maps.ts";
import type { Interactions } from "./core/interactions.ts";
import type { Origin, Source } from "./core/measurement.ts";
import type { CommentPlan, CommentText } from "./core/plan-comment.ts";
import type { RankingJob } from "./core/ranking-job.ts";
import type { Ratings } from "./core/ratings.ts";
import type { RecommenderModel } from "./core/recommender-model.ts";
import type { TrackingStore } from "./core/run.ts";
import type { TrainingManifest } from "./core/training-manifest.ts";
import type { NoDataReason } from "./core/validation.ts";

/** What a person sees while the monitor works. Every text is made safe for a runner's log by the adapter. */
export interface Log {
  /** Runs the work inside a titled, collapsible section. */
  group<Result>(title: string, work: () => Promise<Result>): Promise<Result>;
  info(text: string): void;
  /** Said at most every two seconds, so that a person sees that something happens. */
  progress(text: string): void;
}

/** The memory of earlier evaluations, where it outlives the runner. */
export interface History {
  /**
   * Brings the tracking directory to everything that is remembered.
   * @throws HistoryError when there may be a history and it cannot be read: nothing may then be evaluated against none
   */
  restore(): Promise<RestoredHistory>;
  /** Saves what the tracking directory holds. What a service refuses is told, not thrown. */
  save(): Promise<SavedHistory>;
}

/** There is no database to read. */
export interface NoDatabase {
  readonly missing: NoDataReason & ("database-missing" | "artifact-missing" | "not-in-artifact");
  /** For people: the file, or the artifact. */
  readonly database: string;
  readonly artifact: MissingArtifact | null;
}

/** The rows of the query and where they came from. */
export interface LoadedRatings {
  readonly ratings: Ratings;
  /** The SQL by which two runs are known to look at the same rows. */
  readonly query: string;
  readonly source: Source;
  /** Frames of the write-ahead log that were replayed onto the file. */
  readonly walFramesReplayed: number;
}

/** The model, where it came from, and the id maps that were saved with it. */
export interface LoadedModel {
  readonly model: RecommenderModel;
  readonly source: Source;
  readonly maps: { readonly users: UserMap | null; readonly items: ItemMap | null };
}

/** The issues of the repository. Everything throws ServiceError with what to do when it is refused. */
export interface Alerts {
  /** The branch whose runs the issues tell of. */
  defaultBranch(): Promise<string>;
  /** All issues of our own whose text is wanted, open and closed; throws when not all of them could be seen. */
  find(isWanted: (body: string) => boolean): Promise<readonly ListedIssue[]>;
  /** Returns the number of the new issue. */
  open(title: string, body: string): Promise<number>;
  change(number: number, body: string, isOver: boolean): Promise<void>;
  comment(number: number, body: string): Promise<void>;
}

/** The pull requests of the repository. `find` and `say` throw ServiceError with what to do when they are refused. */
export interface PullRequests {
  /** The open one that a commit belongs to; null: none. */
  find(sha: string): Promise<number | null>;
  /** Makes the pull request say it, in one comment of ours, and returns what became of that. */
  say(pull: number, comment: CommentText): Promise<CommentPlan["kind"]>;
  /** Whether something failed because the token may not do it. */
  isForbidden(error: unknown): boolean;
}

/** Everything that `monitor` needs from outside; `main.ts` fills it with adapters, tests with plain objects. */
export interface World {
  readonly log: Log;
  readonly origin: Origin | null;
  readonly version: string;
  readonly tracking: TrackingStore;
  readonly history: History;
  /** Milliseconds since 1970 UTC. */
  now(): number;
  readRatings(): Promise<LoadedRatings | NoDatabase>;
  readModel(): Promise<LoadedModel>;
  /** The id maps, checked against the model's tables. */
  readIdMapping(loaded: LoadedModel): Promise<IdMapping>;
  /** Pairs known at training time; null when none were given. */
  readTrainInteractions(model: RecommenderModel): Promise<Interactions | null>;
  /** What the training left beside the model, checked against it; null when there is nothing. */
  readTrainingManifest(model: RecommenderModel): Promise<TrainingManifest | null>;
  /** Ranks all batches of the job, on as many threads as pay; which never changes a result. */
  readonly rankUsers: (job: RankingJob, onProgress: (usersDone: number) => void) => Promise<void>;
  /** Sets tags on the version of the registered model; not there when the model is none, or nothing is to be seen. */
  linkModel?(tags: ReadonlyMap<string, string>): Promise<void>;
  /** Not there when no issues are kept: nobody asked, nothing is to be seen, or there is no GitHub. */
  readonly alerts?: Alerts;
  /** Writes `report.json` for the workflow and returns its path. */
  writeReport(json: string): Promise<string>;
  /** Starts the retraining and returns the run where GitHub tells it; throws ServiceError with what to do when it is refused. */
  sendRetrainEvent(plan: DispatchPlan & { readonly kind: "send" }): Promise<StartedRun | null>;
}
