import { MonitorError } from "./errors.ts";

/** Something that others should have received and did not: counts for `fail-on: delivery`. */
export interface FailedDelivery {
  readonly what:
    | "retrain-event"
    | "history"
    | "report"
    | "summary"
    | "comment"
    | "alert-issue"
    | "run-amendment"
    | "tracking-server"
    | "model-link";
  /** One sentence: what was refused. */
  readonly message: string;
  /** What to do, may hold the YAML lines that grant a permission. */
  readonly hint: string;
}

/** What is told of an error that cost a delivery; one that is not ours says nothing of what to do, so we do. */
export function failureOf(what: FailedDelivery["what"], error: unknown): FailedDelivery {
  const message = error instanceof Error ? error.message : String(error);
  return { what, message, hint: error instanceof MonitorError ? error.hint : HINTS[what] };
}

const HINTS: Readonly<Record<FailedDelivery["what"], string>> = {
  "retrain-event": "Start the retraining by hand; the evaluation itself is logged.",
  history: "The evaluation itself is logged; run the job again to save the history.",
  report: "Check that the folder named by the input `report` can be written.",
  comment: "Run the job again; the evaluation itself is logged.",
  summary: "Check that the runner's summary file can be written.",
  "run-amendment": "Check that the tracking directory can be written; the run itself is logged and complete.",
  "model-link": "Check that the user may edit the registered model; the evaluation itself is logged.",
  "alert-issue": "Look at the issues yourself, or run the job again.",
  "tracking-server": "Check that the MLflow server can be reached.",
};
