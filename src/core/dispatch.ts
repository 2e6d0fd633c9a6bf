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

/** What starts the retraining, and where: `owner/name`, "" on the command line where no other repository is named. */
export type RetrainTarget =
  | { readonly kind: "repository_dispatch"; readonly repository: string; readonly eventType: string }
  | {
      readonly kind: "workflow_dispatch";
      readonly repository: string;
      /** File name or id of the workflow. */
      readonly workflow: string;
      /** Branch or tag; null: the repository's default branch. */
      readonly ref: string | null;
    };

/** Why nothing is sent although it could be. */
export type NotSent =
  | "not-needed"
  | "dry-run"
  | "pull-request"
  | "foreign-head"
  | "trigger-off"
  | "not-on-github"
  | "history-unreadable"
  | "other-branch"
  | "already-sent"
  | "cooldown"
  | "weekly-limit";

/** What is to be done about the retraining: data first, so that a dry run prints it and a test compares it. */
export type DispatchPlan =
  | { readonly kind: "send"; readonly target: RetrainTarget; readonly payload: RetrainPayload }
  | {
      readonly kind: "hold";
      readonly why: NotSent;
      /** What would have been sent, when the flag is up. */
      readonly target: RetrainTarget | null;
      readonly payload: RetrainPayload | null;
      /** The earlier dispatch that counts against this one, where one does. */
      readonly earlier: PastDispatch | null;
    };

/** How the retraining event of a run ended; "intended" is one of which the end is not known. */
export type DispatchState = "intended" | "sent" | "refused";

/** An earlier run that sent the same event, or was about to when it was cut off. */
export interface PastDispatch {
  readonly runId: string;
  /** Milliseconds since 1970 UTC. */
  readonly sentAt: number;
  /** Whether it was an earlier attempt of this very job. */
  readonly isSameJob: boolean;
}

/** The workflow run that a dispatch started, where GitHub tells. */
export interface StartedRun {
  readonly id: string;
  readonly url: string;
}

/**
 * By which two dispatches are known to be the same event (spec, "The life of a run": tag `model_monitor.dispatch_event`).
 * The ref is left out: the same workflow on another branch is the same retraining.
 */
export function eventKeyOf(target: RetrainTarget, ownRepository: string): string {
  const event = target.kind === "repository_dispatch" ? target.eventType : `workflow ${target.workflow}`;
  return target.repository === ownRepository ? event : `${target.repository}: ${event}`;
}
