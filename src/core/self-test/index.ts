import { MonitorError } from "../errors.ts";
import type { FactorModel } from "../factor-model.ts";
import type { Interactions } from "../interactions.ts";
import { isClear, judge, type SelfTestFailure } from "./judge.ts";
import { measureSignals } from "./signals.ts";

/** Model, maps and training pairs that are not of one training: every number would be about other people. */
class IdentifierError extends MonitorError {
  readonly kind = "malformed";

  constructor(failure: SelfTestFailure) {
    const { found, hint } = TEXTS[failure];
    super(`the identifiers do not match the model: ${found}`, hint);
  }
}

interface IdentifierCheck {
  readonly model: FactorModel;
  /** What users rated, through the maps. */
  readonly interactions: Interactions;
  /** Pairs known at training time, in the model's ids. */
  readonly train: Interactions;
}

/**
 * Model, maps and training pairs must belong together, and nothing in the files says so: ids are only numbers. What says
 * so is what training does. Training items stand far above the middle of everybody's list; and items stand higher for
 * the users who have them than for those who do not, training items and, less so, items that were rated later. Comparing
 * the same item between users takes its popularity out, which survives a mix-up of users.
 *
 * A permuted user or item map, ids that are off by one (where the files are not refused for an id outside the tables), and
 * training pairs of another training are found, given 20 users with 100 ratings. Not found are a few wrong rows, a shift
 * between ids that are alike (items numbered by popularity, users by time), anything about a model that does not tell
 * users apart, and ratings of which the database holds most training pairs or strikingly few.
 *
 * @throws IdentifierError only when one side clearly works and the other clearly does not
 */
export function checkIdentifiers(check: IdentifierCheck): void {
  const atFirst = measureSignals(check, FIRST_SHARE);
  if (atFirst !== null && isClear(atFirst)) return;
  const signals = measureSignals(check);
  const failure = signals === null ? null : judge(signals);
  if (failure !== null) throw new IdentifierError(failure);
}

/** Identifiers that are right mostly show it in few users; the errors of this share are twice those of the whole. */
const FIRST_SHARE = 1 / 4;

const WAY_OUT =
  "If you are sure that they belong together, leave `train-interactions` unset: nothing is masked and this test is not made.";

const TEXTS: Readonly<Record<SelfTestFailure, { readonly found: string; readonly hint: string }>> = {
  "train-pairs-at-chance": {
    found: "it ranks the pairs of `train-interactions` no better than chance",
    hint: `Point \`train-interactions\` and \`model\` at files of the same training. ${WAY_OUT}`,
  },
  "train-pairs-of-others": {
    found:
      "it ranks what people rated higher for them than for others, but not the pairs of `train-interactions`",
    hint: `Point \`train-interactions\` at the pairs of this model's training, in its internal ids. ${WAY_OUT}`,
  },
  "ratings-of-others": {
    found:
      "it ranks the pairs of `train-interactions` higher for their own users than for others, but not what people rated, looked up through `user-map` and `item-map`",
    hint: `Use the maps that were written by the training of this very model; ids count from 0. ${WAY_OUT}`,
  },
};
