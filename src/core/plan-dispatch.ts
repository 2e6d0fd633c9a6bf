import type { Decision, Previous } from "./decision.ts";
import {
  eventKeyOf,
  type DispatchPlan,
  type NotSent,
  type PastDispatch,
  type RetrainPayload,
  type RetrainTarget,
} from "./dispatch.ts";
import type { Finding } from "./finding.ts";
import type { Measurement, Origin } from "./measurement.ts";
import { WEEK_MS } from "./past-dispatches.ts";
import { isPullRequestEvent } from "./pull-request-event.ts";
import type { PublishedRun } from "./run.ts";
import { runAddress } from "./run-address.ts";

/** What can start the retraining (`retrain-trigger`); "none" only raises the flag. */
export const RETRAIN_TRIGGERS = ["repository_dispatch", "workflow_dispatch", "none"] as const;

/** What the user configured about the retraining event. */
export interface DispatchSettings {
  readonly trigger: (typeof RETRAIN_TRIGGERS)[number];
  readonly eventType: string;
  /** File name or id of the workflow to start; null unless the trigger is `workflow_dispatch`. */
  readonly workflow: string | null;
  /** Branch or tag for the workflow; null: the default branch. */
  readonly ref: string | null;
  /** `owner/name`; null: this repository. */
  readonly repository: string | null;
  /** Milliseconds; null is off. */
  readonly cooldownMs: number | null;
  /** null is off. */
  readonly maxPerWeek: number | null;
  readonly dryRun: boolean;
}

/** Everything the payload is made of, and what counts against sending it. */
export interface DispatchFacts {
  readonly decision: Decision;
  readonly measurement: Measurement;
  readonly previous: ReadonlyMap<string, Previous>;
  readonly run: PublishedRun;
  /** Whether an event was sent lately is in the history too. */
  readonly historyUnreadable?: boolean;
  /** A run of another branch than the default one is not remembered: each of its events would be the first. */
  readonly isOtherBranch?: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly now: number;
  /** Earlier dispatches of an event in the history, newest first. */
  readonly dispatchesOf: (event: string) => readonly PastDispatch[];
}

/**
 * Decides, as data, what happens to the retraining event. Nothing is dispatched from pull requests or forks: a proposal
 * must not start a retraining; not twice within the cooldown; not more often than the weekly limit: a model that never
 * reaches its threshold must not retrain for ever.
 */
export function planDispatch(settings: DispatchSettings, facts: DispatchFacts): DispatchPlan {
  const { decision, measurement } = facts;
  if (!decision.retrain)
    return { kind: "hold", why: "not-needed", target: null, payload: null, earlier: null };
  const payload = payloadOf(facts);
  const target = targetOf(settings, measurement.origin);
  const hold = (why: NotSent, earlier: PastDispatch | null = null): DispatchPlan => ({
    kind: "hold",
    why,
    target,
    payload,
    earlier,
  });
  if (settings.trigger === "none") return hold("trigger-off");
  if (settings.dryRun) return hold("dry-run");
  if (measurement.origin === null) return hold("not-on-github");
  if (isPullRequestEvent(measurement.origin.eventName)) return hold("pull-request");
  if (measurement.origin.hasForeignHead) return hold("foreign-head");
  if (facts.isOtherBranch === true) return hold("other-branch");
  if (facts.historyUnreadable === true) return hold("history-unreadable");
  const counting = facts.dispatchesOf(eventKeyOf(target, measurement.origin.repository));
  const [why, earlier] = countedAgainst(settings, counting, facts.now);
  return why === null ? { kind: "send", target, payload } : hold(why, earlier);
}

function targetOf(settings: DispatchSettings, origin: Origin | null): RetrainTarget {
  const repository = settings.repository ?? origin?.repository ?? "";
  return settings.trigger === "workflow_dispatch"
    ? { kind: "workflow_dispatch", repository, workflow: settings.workflow ?? "", ref: settings.ref }
    : { kind: "repository_dispatch", repository, eventType: settings.eventType };
}

function countedAgainst(
  { cooldownMs, maxPerWeek }: DispatchSettings,
  dispatches: readonly PastDispatch[],
  now: number,
): readonly [NotSent | null, PastDispatch | null] {
  const ofThisJob = dispatches.find((one) => one.isSameJob);
  if (ofThisJob !== undefined) return ["already-sent", ofThisJob];
  const [newest] = dispatches;
  if (newest !== undefined && cooldownMs !== null && now - newest.sentAt < cooldownMs)
    return ["cooldown", newest];
  const thisWeek = dispatches.filter(({ sentAt }) => now - sentAt < WEEK_MS);
  if (maxPerWeek !== null && thisWeek.length >= maxPerWeek) return ["weekly-limit", newest ?? null];
  return [null, null];
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
    source_run_url: measurement.origin === null ? "" : runAddress(measurement.origin),
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
