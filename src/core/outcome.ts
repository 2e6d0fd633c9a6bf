import type { MissingArtifact } from "./artifact-choice.ts";
import type { Decision, Evidence } from "./decision.ts";
import type { DispatchPlan, StartedRun } from "./dispatch.ts";
import type { FailedDelivery } from "./failed-delivery.ts";
import type { HistoryReport } from "./history.ts";
import type { Measurement, Origin } from "./measurement.ts";
import type { RatingFilter } from "./rating-filter.ts";
import type { PublishedRun, StoreNote } from "./run.ts";
import type { TrendPoint } from "./trend.ts";
import type { DataHealth, NoDataReason } from "./validation.ts";

/** How a run of the monitor ended. Missing, broken and bad are three different outcomes. */
export type RunOutcome = EvaluatedOutcome | NoDataOutcome | ErrorOutcome;

/** The model was measured and judged, whatever the verdict. */
export interface EvaluatedOutcome {
  readonly status: "evaluated";
  readonly measurement: Measurement;
  readonly run: PublishedRun;
  readonly experiment: string;
  /** For people: where the run was logged. */
  readonly trackingLocation: string;
  readonly evidence: Evidence;
  /** The history of the primary metric, oldest first, this run last. */
  readonly trend: readonly TrendPoint[];
  /** No earlier run was found and none was passed over: the only case that may be called a first evaluation. */
  readonly isFirst: boolean;
  readonly decision: Decision;
  readonly plan: DispatchPlan;
  readonly dispatched: boolean;
  /** The workflow run that retrains, where GitHub told it. */
  readonly retrainRun: StartedRun | null;
  readonly failedDeliveries: readonly FailedDelivery[];
  readonly history: HistoryReport;
  /** Path of `report.json`, null when it could not be written. */
  readonly reportPath: string | null;
  /** Runs of others in the experiment that could not be read and were passed over. */
  readonly skippedRuns: readonly { readonly path: string; readonly reason: string }[];
  /** What the store left undone although the run is safe. */
  readonly trackingNotes?: readonly StoreNote[];
}

/** There was nothing to evaluate: neither an error nor a verdict, and no run is logged. */
export interface NoDataOutcome {
  readonly status: "no-data";
  readonly reason: NoDataReason;
  /** The file that was looked for or read. */
  readonly database: string;
  /** What was found instead of the artifact that should hold it; null in every other case. */
  readonly artifact: MissingArtifact | null;
  readonly health: DataHealth | null;
  /** Which ratings would have counted. */
  readonly filter: RatingFilter;
  /** Start of the newest earlier evaluation, milliseconds since 1970 UTC: "nothing since". */
  readonly lastEvaluated: number | null;
  readonly history: HistoryReport;
  readonly origin: Origin | null;
  /** What could not be told; what a store of the history refused is in the history. */
  readonly failedDeliveries?: readonly FailedDelivery[];
}

/** Something stopped the run before it had a verdict. */
export interface ErrorOutcome {
  readonly status: "error";
  readonly message: string;
  readonly hint: string;
  /** The run that was logged before the error, if it came that far. */
  readonly run: PublishedRun | null;
  readonly origin: Origin | null;
  readonly failedDeliveries?: readonly FailedDelivery[];
}

/** The outcome with one more thing that others should have received and did not. */
export function withFailedDelivery(outcome: RunOutcome, failed: FailedDelivery): RunOutcome {
  return { ...outcome, failedDeliveries: [...(outcome.failedDeliveries ?? []), failed] };
}
