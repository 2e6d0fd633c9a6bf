import { relativeChange } from "../../core/rules/relative-change.ts";
import { relativeDrop } from "../../core/rules/relative-drop.ts";
import { userGrowth } from "../../core/rules/user-growth.ts";
import { coldShare } from "../../core/rules/evidence/cold-share.ts";
import type { EvaluatedOutcome } from "../../core/outcome.ts";
import { PARAMS } from "../../core/run-labels.ts";
import { deliveriesOf } from "./delivery-view.ts";
import { name, say, type Phrase } from "./phrase.ts";
import { countText, shortDigest, signedPercentText } from "./rounding.ts";

/** Up to here the data grow as they do every week. */
const USUAL_CHANGE = 0.1;

type Facts = Pick<EvaluatedOutcome, "measurement" | "evidence">;

/** What stands to reason as a cause and is not: the same model, the same settings, as many users and ratings as ever. */
export function unchanged({ measurement, evidence }: Facts): readonly Phrase[] {
  const { metrics, model } = measurement;
  const previous = evidence.previous.get("test_mrr") ?? evidence.previous.get("num_users");
  if (previous === undefined) return [];
  const isSameModel = previous.run.params.get(PARAMS.modelDigest) === model.digest;
  const isSameWay = previous.comparability === "comparable" || previous.comparability === "same-measurement";
  return [
    ...(isSameModel ? [say`The model is the same file as before, ${name(shortDigest(model.digest))}.`] : []),
    ...(isSameWay ? [say`Settings and query are the same.`] : []),
    ...COUNTS.flatMap(([metric, label]) => {
      const now = metrics.get(metric);
      const before = evidence.previous.get(metric)?.value;
      if (now === undefined || before === undefined) return [];
      const change = relativeChange(before, now);
      if (change === null || Math.abs(change) > USUAL_CHANGE) return [];
      return [
        say`${label}: ${countText(now)} after ${countText(before)} (${signedPercentText(change)}), as usual.`,
      ];
    }),
  ];
}

const COUNTS = [
  ["num_users", "Users"],
  ["num_ratings", "Ratings"],
] as const;

/** One thing to do about a rule that fires; a rule that is not here says the first. */
export function suggestedAction(rule: string, dispatched: boolean): Phrase {
  return dispatched ? WAIT : (ACTIONS.get(rule) ?? RETRAIN);
}

const WAIT = say`Wait for the model that is being trained; the evaluation after it judges it. If no workflow trains one, retrain it by hand.`;
const RETRAIN = say`Retrain the model on today's ratings and let the next evaluation judge it. If the new level is what you expect, close this issue.`;
const ACTIONS: ReadonlyMap<string, Phrase> = new Map([
  [relativeDrop.id, RETRAIN],
  [
    userGrowth.id,
    say`Retrain the model with the new users: it knows nothing of them. If it need not know them, close this issue.`,
  ],
  [
    coldShare.id,
    say`Retrain the model with the users whom it never saw, or set ${name("cold-users")} so that they are measured too.`,
  ],
]);

/** What became of the retraining, where one is due. */
export function retrainingOf(outcome: EvaluatedOutcome): Phrase {
  const [first] = outcome.decision.retrain ? deliveriesOf(outcome) : [];
  return first === undefined ? say`` : first.text;
}
