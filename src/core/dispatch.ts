/** The retraining event as it would be sent; exactly the eight keys that the interface promises. */
export interface RetrainPayload {
  readonly reason: string;
  readonly triggers: readonly string[];
  readonly metrics: Readonly<Record<string, number>>;
  readonly previous: Readonly<Record<string, number>>;
  readonly run_id: string;
  readonly model_digest: string;
  readonly source_run_url: string;
  readonly monitor_version: string;
}

/** Why nothing is sent although it could be. */
export type NotSent = "not-needed" | "dry-run" | "pull-request" | "trigger-off" | "not-on-github";

/** What is to be done about the retraining: data first, so that a dry run prints it and a test compares it. */
export type DispatchPlan =
  | {
      readonly kind: "send";
      readonly eventType: string;
      readonly repository: string;
      readonly payload: RetrainPayload;
    }
  | {
      readonly kind: "hold";
      readonly why: NotSent;
      /** What would have been sent, when the flag is up. */
      readonly eventType: string | null;
      readonly payload: RetrainPayload | null;
    };

/** Something that others should have received and did not: counts for `fail-on: delivery`. */
export interface FailedDelivery {
  readonly what: "retrain-event" | "report" | "summary" | "run-amendment" | "history";
  /** One sentence: what was refused. */
  readonly message: string;
  /** What to do, may hold the YAML lines that grant a permission. */
  readonly hint: string;
}
