import type { Config } from "./config/config.ts";
import type { Decision, Evidence, Limits } from "./core/decision.ts";
import type { DispatchPlan, FailedDelivery } from "./core/dispatch.ts";
import { MonitorError } from "./core/errors.ts";
import { undelivered, type RestoredHistory, type SavedHistory } from "./core/history.ts";
import type { Measurement } from "./core/measurement.ts";
import type { EvaluatedOutcome } from "./core/outcome.ts";
import { REPORT_ARTIFACT, TAGS } from "./core/run-labels.ts";
import type { PublishedRun } from "./core/run.ts";
import { describeRun } from "./formats/report/description.ts";
import { writeReport } from "./formats/report/report-json.ts";
import type { World } from "./world.ts";

/** What was measured and decided, and what is to be done about it. */
export interface Verdict {
  readonly measurement: Measurement;
  readonly run: PublishedRun;
  readonly evidence: Evidence;
  readonly isFirst: boolean;
  readonly decision: Decision;
  readonly plan: DispatchPlan;
  readonly limits: Limits;
  readonly restored: RestoredHistory;
}

/**
 * Step 7. Tries every action and collects what failed: an unwritable report does not stop the retraining. The
 * event is recorded around the act ("intended", then "sent" or "refused"), so that a crash in between is
 * remembered as an attempt and not repeated; an intention that cannot be recorded is not acted on.
 */
export async function act(config: Config, world: World, verdict: Verdict): Promise<EvaluatedOutcome> {
  const { run, plan } = verdict;
  const failed: FailedDelivery[] = [];
  const report = writeReport(verdict);
  const reportPath = await attempt(failed, "report", () => world.writeReport(report));
  const recorded = await attempt(failed, "run-amendment", async () => {
    await world.tracking.amend(run, {
      artifacts: new Map([[REPORT_ARTIFACT, report]]),
      tags: verdictTags(verdict),
    });
    return true;
  });
  // Saved before the event is sent: one that was sent and not remembered would be sent again.
  let saved = await saveHistory(world, failed);
  let dispatched = false;
  if (plan.kind === "send" && recorded === true) {
    dispatched = saved.kind !== "failed" && (await send(world, plan, failed));
    const tags = new Map([[TAGS.dispatch, dispatched ? "sent" : "refused"]]);
    await attempt(failed, "run-amendment", () => world.tracking.amend(run, { tags }));
    saved = await saveHistory(world, failed);
  }
  return {
    status: "evaluated",
    measurement: verdict.measurement,
    run,
    experiment: config.experiment,
    trackingLocation: world.tracking.location,
    evidence: verdict.evidence,
    isFirst: verdict.isFirst,
    decision: verdict.decision,
    plan,
    dispatched,
    history: { restored: verdict.restored, saved },
    failedDeliveries: failed,
    reportPath,
    skippedRuns: world.tracking.skippedRuns,
  };
}

async function send(
  world: World,
  plan: DispatchPlan & { readonly kind: "send" },
  failed: FailedDelivery[],
): Promise<boolean> {
  const sent = await attempt(failed, "retrain-event", async () => {
    await world.sendRetrainEvent(plan);
    return true;
  });
  return sent === true;
}

async function saveHistory({ history }: World, failed: FailedDelivery[]): Promise<SavedHistory> {
  const saved = await attempt(failed, "history", () => history.save());
  if (saved === null) return { kind: "failed", refusals: [] };
  for (const { message, hint } of undelivered(saved))
    if (!failed.some((known) => known.message === message)) failed.push({ what: "history", message, hint });
  return saved;
}

function verdictTags(verdict: Verdict): ReadonlyMap<string, string> {
  const { decision, plan } = verdict;
  const tags = new Map([
    [TAGS.retrain, String(decision.retrain)],
    [TAGS.triggers, JSON.stringify(decision.triggers)],
    ["mlflow.note.content", describeRun(verdict)],
  ]);
  if (plan.kind === "send") tags.set(TAGS.dispatch, "intended").set(TAGS.dispatchEvent, plan.eventType);
  return tags;
}

/** The result, or null and an entry in the list of failed deliveries. */
async function attempt<Result>(
  failed: FailedDelivery[],
  what: FailedDelivery["what"],
  action: () => Promise<Result>,
): Promise<Result | null> {
  try {
    return await action();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    failed.push({ what, message, hint: error instanceof MonitorError ? error.hint : HINTS[what] });
    return null;
  }
}

const HINTS: Readonly<Record<FailedDelivery["what"], string>> = {
  "retrain-event": "Start the retraining by hand; the evaluation itself is logged.",
  history: "The evaluation itself is logged; run the job again to save the history.",
  report: "Check that the folder named by the input `report` can be written.",
  summary: "Check that the runner's summary file can be written.",
  "run-amendment": "Check that the tracking directory can be written; the run itself is logged and complete.",
};
