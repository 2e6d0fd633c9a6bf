import type { DispatchPlan, NotSent, PastDispatch, RetrainTarget, StartedRun } from "../../core/dispatch.ts";
import type { FailedDelivery } from "../../core/failed-delivery.ts";
import type { EvaluatedOutcome } from "../../core/outcome.ts";
import type { StoreNote } from "../../core/run.ts";
import { name, say, sentence, type Phrase } from "./phrase.ts";
import { timeText } from "./rounding.ts";

/** What to do next: a sentence, and the lines to copy when there are some. */
export interface Advice {
  readonly sentence: Phrase;
  readonly code: readonly string[];
}

/** One thing that was done, held back or could not be delivered. */
export interface Delivery {
  readonly symbol: string;
  readonly text: Phrase;
  readonly advice: Advice | null;
}

/** A hint's first line is a sentence; what follows it (the YAML that grants a permission, a few lines of Python) is to be copied. */
export function adviceOf(hint: string): Advice {
  const [first = "", ...rest] = hint.trimEnd().split(/\r\n|\r|\n/u);
  return { sentence: say`${sentence(first)}`, code: rest };
}

/** The retraining event, then everything that could not be delivered. */
export function deliveriesOf({
  plan,
  dispatched,
  retrainRun,
  decision,
  failedDeliveries,
  trackingNotes = [],
}: EvaluatedOutcome): readonly Delivery[] {
  const notes = trackingNotes.map(note);
  if (!decision.retrain) return [...failedDeliveries.map(failure), ...notes];
  const refusal = failedDeliveries.find(({ what }) => what === "retrain-event");
  const others = failedDeliveries.filter((failed) => failed !== refusal);
  return [eventDelivery(plan, { dispatched, retrainRun }, refusal), ...others.map(failure), ...notes];
}

/** The run is safe and the step does not fail for it, but who looks for what is missing has to know why. */
function note({ message, hint }: StoreNote): Delivery {
  return { symbol: "⚠️", text: say`Not everything was stored: ${sentence(message)}`, advice: adviceOf(hint) };
}

/** The payload of an event that was held back although the flag is up. */
export function heldPayload(plan: DispatchPlan): readonly string[] {
  if (plan.kind === "send" || plan.payload === null) return [];
  const { target, payload } = plan;
  const request =
    target?.kind === "workflow_dispatch"
      ? { workflow: target.workflow, inputs: { payload } }
      : { event_type: target?.eventType, client_payload: payload };
  return JSON.stringify(request, null, 2).split("\n");
}

function eventDelivery(
  plan: DispatchPlan,
  { dispatched, retrainRun }: Pick<EvaluatedOutcome, "dispatched" | "retrainRun">,
  refusal: FailedDelivery | undefined,
): Delivery {
  if (plan.kind === "hold") {
    const what = plan.target === null ? say`a retraining event` : thing(plan.target);
    const advice = refusal === undefined ? null : adviceOf(refusal.hint);
    return { symbol: advice === null ? "⏸️" : "❌", text: HELD[plan.why](what, plan.earlier), advice };
  }
  return dispatched ? sent(plan.target, retrainRun) : notSent(plan.target, refusal);
}

/** What starts the retraining: "the event …", "the workflow …". */
function thing(target: RetrainTarget): Phrase {
  return target.kind === "repository_dispatch"
    ? say`the event ${name(target.eventType)}`
    : say`the workflow ${name(target.workflow)}`;
}

/** GitHub's answer to an event does not tell whether any workflow listens, so neither do we. */
function sent(target: RetrainTarget, retrainRun: StartedRun | null): Delivery {
  const repository = name(target.repository);
  if (target.kind === "repository_dispatch") {
    const text = say`The event ${name(target.eventType)} was sent to ${repository}; a workflow there that listens to it retrains the model.`;
    return { symbol: "📤", text, advice: null };
  }
  const started = retrainRun === null ? say`` : say`: run ${retrainRun.id}, ${name(retrainRun.url, 300)}`;
  const text = say`The workflow ${name(target.workflow)} was started in ${repository}${started}.`;
  return { symbol: "📤", text, advice: null };
}

/** Without a refusal it was not tried: an intention that could not be recorded is not acted on. */
function notSent(target: RetrainTarget, refusal: FailedDelivery | undefined): Delivery {
  const subject =
    target.kind === "repository_dispatch"
      ? say`The event ${name(target.eventType)} was not sent`
      : say`The workflow ${name(target.workflow)} was not started`;
  const where = target.kind === "repository_dispatch" ? "to" : "in";
  if (refusal === undefined)
    return { symbol: "❌", text: say`${subject} ${where} ${name(target.repository)}.`, advice: null };
  const text = say`${subject}: ${sentence(refusal.message)}`;
  return { symbol: "❌", text, advice: adviceOf(refusal.hint) };
}

/** Something that others should have received and did not. */
export function failure({ message, hint }: Pick<FailedDelivery, "message" | "hint">): Delivery {
  return { symbol: "❌", text: say`Not delivered: ${sentence(message)}`, advice: adviceOf(hint) };
}

const HELD: Readonly<Record<NotSent, (what: Phrase, earlier: PastDispatch | null) => Phrase>> = {
  "not-needed": () => say`Nothing was sent.`,
  "dry-run": (what) => say`Dry run: nothing was started; otherwise ${what} would have been.`,
  "pull-request": (what) =>
    say`Held: a pull request starts no retraining; on the default branch ${what} would have been started.`,
  "other-branch": (what) =>
    say`Held: only runs of the default branch are remembered, and only these start a retraining; there ${what} would have been started.`,
  "foreign-head": (what) =>
    say`Held: this run was started from another repository, which starts no retraining here; otherwise ${what} would have been started.`,
  "already-sent": (what, earlier) =>
    say`Held: an earlier attempt of this job has started ${what} already${when(earlier)}; a re-run starts it no second time.`,
  cooldown: (what, earlier) =>
    say`Held by ${name("retrain-cooldown")}: ${what} was started${when(earlier)}, and is not started again so soon.`,
  "weekly-limit": (what, earlier) =>
    say`Suppressed by ${name("retrain-max-per-week")}: ${what} was started as often as it may be within seven days, last${when(earlier)}, and the model has still decayed.`,
  "trigger-off": () => say`Nothing was sent: ${name("retrain-trigger")} is ${name("none")}.`,
  "history-unreadable": (event) =>
    say`Held: the earlier runs could not be read, so whether ${event} was sent lately is not known; otherwise it would have been sent.`,
  "not-on-github": () =>
    say`Nothing was sent: this run is not on GitHub, so there is no repository to send an event to.`,
};

function when(earlier: PastDispatch | null): string {
  return earlier === null ? "" : ` at ${timeText(earlier.sentAt)}`;
}
