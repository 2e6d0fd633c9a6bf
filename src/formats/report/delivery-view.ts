import type { DispatchPlan, FailedDelivery, NotSent } from "../../core/dispatch.ts";
import type { EvaluatedOutcome } from "../../core/outcome.ts";
import { name, say, sentence, type Datum, type Phrase } from "./phrase.ts";

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
  decision,
  failedDeliveries,
}: EvaluatedOutcome): readonly Delivery[] {
  if (!decision.retrain) return failedDeliveries.map(failure);
  const refusal = failedDeliveries.find(({ what }) => what === "retrain-event");
  const others = failedDeliveries.filter((failed) => failed !== refusal);
  return [eventDelivery(plan, dispatched, refusal), ...others.map(failure)];
}

/** The payload of an event that was held back although the flag is up. */
export function heldPayload(plan: DispatchPlan): readonly string[] {
  if (plan.kind === "send" || plan.payload === null) return [];
  return JSON.stringify({ event_type: plan.eventType, client_payload: plan.payload }, null, 2).split("\n");
}

function eventDelivery(
  plan: DispatchPlan,
  dispatched: boolean,
  refusal: FailedDelivery | undefined,
): Delivery {
  if (plan.kind === "hold") {
    const event = plan.eventType === null ? say`a retraining event` : say`the event ${name(plan.eventType)}`;
    return { symbol: "⏸️", text: HELD[plan.why](event), advice: null };
  }
  const event = name(plan.eventType);
  const repository = name(plan.repository);
  return dispatched ? sent(event, repository) : notSent(event, repository, refusal);
}

/** GitHub's answer does not tell whether any workflow listens, so neither do we. */
function sent(event: Datum, repository: Datum): Delivery {
  const text = say`The event ${event} was sent to ${repository}; a workflow there that listens to it retrains the model.`;
  return { symbol: "📤", text, advice: null };
}

/** Without a refusal it was not tried: an intention that could not be recorded is not acted on. */
function notSent(event: Datum, repository: Datum, refusal: FailedDelivery | undefined): Delivery {
  if (refusal === undefined)
    return { symbol: "❌", text: say`The event ${event} was not sent to ${repository}.`, advice: null };
  const text = say`The event ${event} was not sent: ${sentence(refusal.message)}`;
  return { symbol: "❌", text, advice: adviceOf(refusal.hint) };
}

/** Something that others should have received and did not. */
export function failure({ message, hint }: Pick<FailedDelivery, "message" | "hint">): Delivery {
  return { symbol: "❌", text: say`Not delivered: ${sentence(message)}`, advice: adviceOf(hint) };
}

const HELD: Readonly<Record<NotSent, (event: Phrase) => Phrase>> = {
  "not-needed": () => say`Nothing was sent.`,
  "dry-run": (event) => say`Dry run: nothing was sent; otherwise ${event} would have been.`,
  "pull-request": (event) =>
    say`Held: a pull request starts no retraining; on the default branch ${event} would have been sent.`,
  "trigger-off": () => say`Nothing was sent: ${name("retrain-trigger")} is ${name("none")}.`,
  "not-on-github": () =>
    say`Nothing was sent: this run is not on GitHub, so there is no repository to send an event to.`,
};
