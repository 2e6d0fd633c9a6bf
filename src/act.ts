import { keepAlerts } from "./alert.ts";
import type { Config } from "./config/config.ts";
import { eventKeyOf, type DispatchPlan, type DispatchState } from "./core/dispatch.ts";
import { failureOf, type FailedDelivery } from "./core/failed-delivery.ts";
import { undelivered, type SavedHistory } from "./core/history.ts";
import { modelTagsOf } from "./core/model-tags.ts";
import type { EvaluatedOutcome } from "./core/outcome.ts";
import { REPORT_ARTIFACT, TAGS } from "./core/run-labels.ts";
import { describeRun } from "./formats/report/description.ts";
import { writeReport } from "./formats/report/report-json.ts";
import type { Verdict } from "./verdict.ts";
import type { World } from "./world.ts";

/**
 * Step 7. Tries every action and collects what failed: an unwritable report does not stop the retraining. The
 * event is recorded around the act ("intended", then "sent" or "refused"), so that a crash in between is
 * remembered as an attempt and not repeated; an intention that cannot be recorded is not acted on.
 */
export async function act(config: Config, world: World, verdict: Verdict): Promise<EvaluatedOutcome> {
  const { run, plan } = verdict;
  const failed: FailedDelivery[] = [];
  if (verdict.unreadable !== null) failed.push(failureOf("tracking-server", verdict.unreadable));
  const { experiment } = config;
  const report = writeReport({ ...verdict, experiment, trackingLocation: world.tracking.location });
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
  let sent: Sent = NOT_SENT;
  if (plan.kind === "send" && recorded === true) {
    if (saved.kind !== "failed") sent = await send(world, plan, failed);
    const end: DispatchState = sent.dispatched ? "sent" : "refused";
    const tags = new Map([[TAGS.dispatch, end]]);
    await attempt(failed, "run-amendment", () => world.tracking.amend(run, { tags }));
    saved = await saveHistory(world, failed);
  }
  if (plan.kind === "hold" && plan.why === "weekly-limit") failed.push(suppressed(config));
  await attempt(failed, "model-link", async () => await world.linkModel?.(modelTags(verdict, world)));
  const outcome: EvaluatedOutcome = {
    status: "evaluated",
    measurement: verdict.measurement,
    run,
    experiment: config.experiment,
    trackingLocation: world.tracking.location,
    evidence: verdict.evidence,
    trend: verdict.trend,
    isFirst: verdict.isFirst,
    decision: verdict.decision,
    plan,
    ...sent,
    history: { restored: verdict.restored, saved },
    failedDeliveries: failed,
    reportPath,
    skippedRuns: world.tracking.skippedRuns,
    trackingNotes: world.tracking.notes ?? [],
  };
  // Last, because an issue tells what became of the retraining.
  const unraised = await keepAlerts(world, outcome, verdict.earlierRuns);
  return { ...outcome, failedDeliveries: [...failed, ...unraised] };
}

type Sent = Pick<EvaluatedOutcome, "dispatched" | "retrainRun">;

const NOT_SENT: Sent = { dispatched: false, retrainRun: null };

async function send(
  world: World,
  plan: DispatchPlan & { readonly kind: "send" },
  failed: FailedDelivery[],
): Promise<Sent> {
  const sent = await attempt(failed, "retrain-event", async () => {
    const retrainRun = await world.sendRetrainEvent(plan);
    return { dispatched: true, retrainRun };
  });
  return sent ?? NOT_SENT;
}

async function saveHistory({ history }: World, failed: FailedDelivery[]): Promise<SavedHistory> {
  const saved = await attempt(failed, "history", () => history.save());
  if (saved === null) return { kind: "failed", refusals: [] };
  for (const { message, hint } of undelivered(saved))
    if (!failed.some((known) => known.message === message)) failed.push({ what: "history", message, hint });
  return saved;
}

/** The finding stays; that nobody retrains is a delivery that failed. */
function suppressed({ retrainMaxPerWeek }: Config): FailedDelivery {
  return {
    what: "retrain-event",
    message: `the retraining was started ${retrainMaxPerWeek} times within seven days, which is the limit, and the model has still decayed`,
    hint: "Look why retraining does not mend the model; raise `retrain-max-per-week` if it is meant to run more often.",
  };
}

function verdictTags(verdict: Verdict): ReadonlyMap<string, string> {
  const { decision, measurement, plan } = verdict;
  const tags = new Map([
    [TAGS.retrain, String(decision.retrain)],
    [TAGS.triggers, JSON.stringify(decision.triggers)],
    ["mlflow.note.content", describeRun(verdict)],
  ]);
  if (decision.suspect !== null) tags.set(TAGS.suspect, String(decision.suspect));
  if (plan.kind === "send")
    tags
      .set(TAGS.dispatch, "intended" satisfies DispatchState)
      .set(TAGS.dispatchEvent, eventKeyOf(plan.target, measurement.origin?.repository ?? ""))
      .set(TAGS.dispatchTime, new Date(verdict.decidedAt).toISOString());
  return tags;
}

/** What the version of a registered model says about its newest evaluation. */
function modelTags(
  { measurement, run, decision }: Verdict,
  { tracking }: World,
): ReadonlyMap<string, string> {
  return modelTagsOf({
    run,
    trackingLocation: tracking.location,
    evaluatedAt: measurement.startedAt,
    metrics: measurement.metrics,
    decision,
  });
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
    failed.push(failureOf(what, error));
    return null;
  }
}
