import type { Decision, Previous } from "./decision.ts";
import type { DispatchPlan, NotSent, RetrainPayload } from "./dispatch.ts";
import type { Finding } from "./finding.ts";
import type { Measurement, Origin } from "./measurement.ts";
import type { PublishedRun } from "./run.ts";

/** What the user configured about the retraining event. */
export interface DispatchSettings {
  readonly trigger: "repository_dispatch" | "none";
  readonly eventType: string;
  readonly dryRun: boolean;
}

/** Everything the payload is made of. */
export interface DispatchFacts {
  readonly decision: Decision;
  readonly measurement: Measurement;
  readonly previous: ReadonlyMap<string, Previous>;
  readonly run: PublishedRun;
  /** Whether an event was sent lately is in the history too. */
  readonly historyUnreadable?: boolean;
}

/** Decides, as data, what happens to the retraining event. Nothing is dispatched on `pull_request*` (spec step 7). */
export function planDispatch(settings: DispatchSettings, facts: DispatchFacts): DispatchPlan {
  const { decision, measurement } = facts;
  if (!decision.retrain) return { kind: "hold", why: "not-needed", eventType: null, payload: null };
  const payload = payloadOf(facts);
  const why = whyHeld(settings, facts);
  if (why !== null || measurement.origin === null)
    return { kind: "hold", why: why ?? "not-on-github", eventType: settings.eventType, payload };
  return { kind: "send", eventType: settings.eventType, repository: measurement.origin.repository, payload };
}

function whyHeld(
  settings: DispatchSettings,
  { measurement: { origin }, historyUnreadable }: DispatchFacts,
): NotSent | null {
  if (settings.trigger === "none") return "trigger-off";
  if (settings.dryRun) return "dry-run";
  if (origin === null) return "not-on-github";
  // Also pull_request_target and pull_request_review: a proposal must not start a retraining.
  if (origin.eventName.startsWith("pull_request")) return "pull-request";
  if (historyUnreadable === true) return "history-unreadable";
  return null;
}

function payloadOf({ decision, measurement, previous, run }: DispatchFacts): RetrainPayload {
  return {
    reason: decision.findings
      .filter((finding) => finding.outcome === "fired")
      .map(reasonOf)
      .join("; "),
    triggers: decision.triggers,
    metrics: Object.fromEntries(measurement.metrics),
    previous: Object.fromEntries([...previous].map(([metric, { value }]) => [metric, value])),
    run_id: run.runId,
    model_digest: measurement.model.digest,
    source_run_url: sourceRunUrl(measurement.origin),
    monitor_version: measurement.monitorVersion,
  };
}

/** Numbers and metric names only: the receiver may print it. */
function reasonOf(finding: Finding): string {
  const { rule, metric, now, before, limit, change } = finding;
  return change === null
    ? `${rule}: ${metric} is ${now}, limit ${limit}`
    : `${rule}: ${metric} went from ${before} to ${now}, a change of ${(change * 100).toFixed(1)} %, limit ${(limit! * 100).toFixed(1)} %`;
}

/** Address of the workflow run that made the measurement; "" on the command line. */
function sourceRunUrl(origin: Origin | null): string {
  return origin === null ? "" : `${origin.serverUrl}/${origin.repository}/actions/runs/${origin.runId}`;
}
