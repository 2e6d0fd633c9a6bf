import type { Estimate } from "./estimate.ts";
import { MIN_USERS, type Signals } from "./signals.ts";

/** What the identifiers look like. */
export type SelfTestFailure =
  /** The model ranks its own training pairs like any others: the pairs or the model are of another training. */
  | "train-pairs-at-chance"
  /** Training items stand no higher for their own users, rated ones do: the users of the pairs are others. */
  | "train-pairs-of-others"
  /** Rated items stand no higher for the people who rated them, training items do: the maps lead to others. */
  | "ratings-of-others";

/** A bound on a mean is this many standard errors away: one in a thousand. */
const BOUND = 3;
/** A mean this many standard errors above 0 is no chance, heavy tails and some hundred looks a year included. */
const CERTAIN = 4;
/** Fewer pairs than this cannot be told from chance: the test says nothing. */
const MIN_PAIRS = 100;
/**
 * "Far better than chance" is at least a tenth of the list above the middle. Correct pairs stood 0.19 (a rating model) to
 * 0.45 above it in every reference model, pairs of another numbering within 0.04.
 */
const MIN_TRAIN_PLACE = 0.1;
/** A model that hardly tells one user's training items from another's cannot show that users were mixed up. */
const MIN_TRAIN_OWN = 0.05;
/**
 * With few ratings more of that is needed: a small model whose items share weights (a Bloom embedding) told training
 * items apart by 0.06 and new ones by −0.02, with the right maps.
 */
const FEW_PAIRS = 1_000;
const MIN_TRAIN_OWN_WITH_FEW = 0.1;
/** New items get less of that than training items; correct maps left 0.2 to 1 of it, wrong ones 0 ± 0.1. */
const MIN_SHARE = 1 / 3;
/** Repeats this many times more or less often than chance say that users and items are the right ones. */
const TELLING_REPEATS = 2;

/**
 * Judges calmly: null unless the failure is certain by every sign. A model that is merely bad must not fail here, so each
 * failure needs one side that clearly works and another that clearly does not.
 */
export function judge(signals: Signals): SelfTestFailure | null {
  const { trainPlace, trainOwn, freshOwn } = signals;
  if (!isEnough(trainPlace) || isFlat(trainPlace)) return null;
  if (upperBound(trainPlace) < MIN_TRAIN_PLACE) return "train-pairs-at-chance";
  if (!isEnough(trainOwn) || !isEnough(freshOwn)) return null;
  if (isCertain(freshOwn) && !isCertain(trainOwn) && upperBound(trainOwn) < lowerBound(freshOwn))
    return "train-pairs-of-others";
  const needed = freshOwn.pairs < FEW_PAIRS ? MIN_TRAIN_OWN_WITH_FEW : MIN_TRAIN_OWN;
  const isPersonal = isCertain(trainOwn) && trainOwn.mean >= needed;
  const isGone = !isCertain(freshOwn) && upperBound(freshOwn) < MIN_SHARE * trainOwn.mean;
  return isPersonal && isGone && !repeatsAreTelling(signals) ? "ratings-of-others" : null;
}

/**
 * Whether all is right beyond doubt: both sides clearly work. What judges so never fails, so that a small sample that is
 * clear already spares the large one; the calm of `judge` is for samples that are not.
 */
export function isClear({ trainPlace, trainOwn, freshOwn }: Signals): boolean {
  const isPlaced = trainPlace.mean >= MIN_TRAIN_PLACE;
  return isPlaced && [trainPlace, trainOwn, freshOwn].every((one) => isEnough(one) && isCertain(one));
}

function isEnough({ users, pairs }: Estimate): boolean {
  return users >= MIN_USERS && pairs >= MIN_PAIRS;
}

/** All scores are the same: there is no order that could be wrong. */
function isFlat({ mean, error }: Estimate): boolean {
  return mean === 0 && error === 0;
}

function isCertain({ mean, error }: Estimate): boolean {
  return mean > CERTAIN * error;
}

function upperBound({ mean, error }: Estimate): number {
  return mean + BOUND * error;
}

function lowerBound({ mean, error }: Estimate): number {
  return mean - BOUND * error;
}

/**
 * People hardly ever rate again what they were trained with (a fresh database), or the database still holds it all: both
 * are far from what chance gives, whatever the model has learnt.
 */
function repeatsAreTelling({ repeats: { found, expected } }: Signals): boolean {
  if (Math.abs(found - expected) < CERTAIN * Math.sqrt(expected)) return false;
  return found >= TELLING_REPEATS * expected || found * TELLING_REPEATS <= expected;
}
