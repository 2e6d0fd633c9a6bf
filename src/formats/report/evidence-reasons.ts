import type { EvidenceReason } from "../../core/finding.ts";
import { name, say, type Phrase } from "./phrase.ts";
import type { FindingWords } from "./sentences.ts";

/** The reasons of `decision: evidence`, for a table cell. */
export const SHORT_EVIDENCE_REASONS: Readonly<Record<EvidenceReason, string>> = {
  "below-baseline": "clearly below the first runs of this model",
  "slow-decline": "declines over several runs",
  "clearly-below-threshold": "clearly below its minimum",
  "cold-share-above-limit": "too many users unknown to the model",
  "within-limit-of-baseline": "within the limit",
  "no-slow-decline": "no decline over several runs",
  "not-significant": "chance alone explains it",
  "harder-targets": "harder targets, not a worse model",
  "not-yet-confirmed": "suspect, not confirmed yet",
  "cold-share-within-limit": "within the limit",
  "too-few-cold-users": "too few unknown users to count",
  "too-few-users": "too few users",
  "cannot-be-bounded": "the change cannot be bounded",
  "no-earlier-run-of-model": "no earlier run of this model",
  "metric-not-kept": "users' values of this metric were not kept",
  "values-not-kept": "users' values of an earlier run were not kept",
  "values-damaged": "users' values of an earlier run are damaged",
  "values-unreadable": "users' values of an earlier run could not be read",
  "no-chart": "too few runs to know how much they differ",
  "nobody-is-cold": "nobody is unknown to the model here",
};

/** One sentence for each of them. */
export const EVIDENCE_SENTENCES: Readonly<Record<EvidenceReason, (words: FindingWords) => Phrase>> = {
  "below-baseline": ({ metric, now, before, size, limit }) =>
    say`${metric} is ${size} below the first runs of this model (from ${before} to ${now}). Only ${limit} is allowed, and chance alone does not explain it.`,
  "slow-decline": ({ metric, now, before, limit }) =>
    say`${metric} declines: its moving average over the runs of this model is ${now} after ${before} at first. Chance alone would keep it above ${limit}.`,
  "clearly-below-threshold": ({ metric, now, limit }) =>
    say`${metric} is ${now}, below its minimum of ${limit}, and chance alone does not explain it.`,
  "cold-share-above-limit": ({ now, limit }) =>
    say`The share of users whom the model never saw is ${now}, above the allowed ${limit}.`,
  "within-limit-of-baseline": ({ metric, now, before, change, limit }) =>
    say`${metric} changed by ${change} against the first runs of this model (from ${before} to ${now}); ${limit} is allowed.`,
  "no-slow-decline": ({ metric, now, limit }) =>
    say`The moving average of ${metric} is ${now}; chance alone keeps it above ${limit}.`,
  "not-significant": ({ metric, now }) =>
    say`${metric} is ${now}, beyond its limit, but not further than chance alone may take it.`,
  "harder-targets": ({ metric, now }) =>
    say`${metric} is ${now}: harder targets, not a worse model, for the popularity list fell with it on the same ratings.`,
  // Without the number: it is the metric for one rule, and a moving average for another.
  "not-yet-confirmed": ({ metric }) =>
    say`${metric} is worse in this run than chance alone explains; one such run raises no flag, ${name("patience")} says how many in a row do.`,
  "cold-share-within-limit": ({ now, limit }) =>
    say`The share of users whom the model never saw is ${now}; ${limit} is allowed.`,
  "too-few-cold-users": ({ now }) =>
    say`The share of users whom the model never saw is ${now}, but they are too few to count.`,
  "too-few-users": ({ metric }) => say`Too few users to tell a change of ${metric} from chance.`,
  "cannot-be-bounded": ({ metric }) =>
    say`The change of ${metric} cannot be bounded: its earlier value is not clear of zero.`,
  "no-earlier-run-of-model": ({ metric }) =>
    say`No earlier run of this model has ${metric}, so there is no baseline to hold it against.`,
  "metric-not-kept": ({ metric }) => say`No users' values of ${metric} were kept, so nothing was checked.`,
  "values-not-kept": gap("were not kept"),
  "values-damaged": gap("are damaged"),
  "values-unreadable": gap("could not be read"),
  "no-chart": ({ metric }) =>
    say`There are too few runs to know how much ${metric} differs from run to run by chance.`,
  "nobody-is-cold": () => say`Nobody can be unknown to the model here, so nothing was checked.`,
};

function gap(what: string): (words: FindingWords) => Phrase {
  return ({ metric }) =>
    say`${metric} was not checked: the users' values of an earlier run of this model ${what}.`;
}
