import type { Reason } from "../../core/finding.ts";
import type { RatingFilter } from "../../core/rating-filter.ts";
import type { NoDataReason } from "../../core/validation.ts";
import { name, say, type Datum, type Phrase } from "./phrase.ts";
import { metricText, timeText } from "./rounding.ts";

/** The numbers of one finding, rounded and with their units. */
export interface FindingWords {
  readonly metric: Datum;
  readonly now: string;
  readonly before: string;
  /** Signed: "−46.7%". */
  readonly change: string;
  /** Without its sign: "46.7%". */
  readonly size: string;
  /** The minimum or the allowed change, without a sign. */
  readonly limit: string;
}

/** For a table cell, after "fired", "passed" or "skipped". */
export const SHORT_REASONS: Readonly<Record<Reason, string>> = {
  "below-threshold": "below its minimum",
  "fell-more-than-limit": "fell too far",
  "grew-more-than-limit": "grew too much",
  "at-or-above-threshold": "at or above its minimum",
  "within-limit": "within the limit",
  "same-measurement": "same measurement as before",
  "fell-more-than-limit-settings-unknown": "fell too far, settings of that run unknown",
  "grew-more-than-limit-settings-unknown": "grew too much, settings of that run unknown",
  "within-limit-settings-unknown": "within the limit, settings of that run unknown",
  "rule-is-off": "switched off",
  "metric-not-computed": "not computed in this run",
  "no-previous-run": "no earlier run to compare with",
  "previous-is-zero": "the previous value is 0",
  "different-train-mask": "measured with another train mask",
  "different-id-mapping": "measured with another id mapping",
  "different-min-rating": "measured with another minimum rating",
  "different-query": "measured with another query",
  "different-since": "measured over another period",
};

/** One sentence for each reason: what was found, what is allowed, why. Unknown settings are told by `remarkOn`. */
export const SENTENCES: Readonly<Record<Reason, (words: FindingWords) => Phrase>> = {
  "below-threshold": ({ metric, now, limit }) => say`${metric} is ${now}, below its minimum of ${limit}.`,
  "fell-more-than-limit": fell,
  "grew-more-than-limit": grew,
  "at-or-above-threshold": ({ metric, now, limit }) => say`${metric} is ${now}; its minimum is ${limit}.`,
  "within-limit": withinLimit,
  "same-measurement": () =>
    say`Model, database and settings are those of the previous run: this is the same measurement again, not news about the model.`,
  "fell-more-than-limit-settings-unknown": fell,
  "grew-more-than-limit-settings-unknown": grew,
  "within-limit-settings-unknown": withinLimit,
  "rule-is-off": ({ metric }) => say`The limit for ${metric} is switched off.`,
  "metric-not-computed": ({ metric }) => say`${metric} was not computed in this run, so nothing was checked.`,
  "no-previous-run": ({ metric }) =>
    say`No earlier run has ${metric}, so there is nothing to compare it with.`,
  "previous-is-zero": ({ metric }) =>
    say`The previous ${metric} is 0, and a change from 0 has no percentage.`,
  "different-train-mask": notComparable(
    "one of the two runs masked known training pairs and the other did not",
  ),
  "different-id-mapping": notComparable("the two runs numbered users and items in different ways"),
  "different-min-rating": notComparable("the two runs used a different minimum rating"),
  "different-query": notComparable("the two runs selected their ratings with different queries"),
  "different-since": notComparable("the two runs looked at different periods"),
};

function fell({ metric, now, before, size, limit }: FindingWords): Phrase {
  return say`${metric} fell by ${size} (from ${before} to ${now}), more than the allowed ${limit}.`;
}

function grew({ metric, now, before, size, limit }: FindingWords): Phrase {
  return say`${metric} grew by ${size} (from ${before} to ${now}), more than the allowed ${limit}.`;
}

function withinLimit({ metric, now, before, change, limit }: FindingWords): Phrase {
  return say`${metric} changed by ${change} (from ${before} to ${now}); ${limit} is allowed.`;
}

function notComparable(why: string): (words: FindingWords) => Phrase {
  return ({ metric }) => say`${metric} was not compared with the previous run: ${why}.`;
}

const SETTINGS_UNKNOWN: Phrase = say`The previous run was not written by model-monitor and its settings are unknown: part of a change may come from them.`;

const WITH_UNKNOWN_SETTINGS: ReadonlySet<Reason> = new Set<Reason>([
  "fell-more-than-limit-settings-unknown",
  "grew-more-than-limit-settings-unknown",
  "within-limit-settings-unknown",
]);

/** What has to be known about the comparison as such, the same for every metric: said once a page. */
export function remarkOn(reason: Reason): Phrase | null {
  return WITH_UNKNOWN_SETTINGS.has(reason) ? SETTINGS_UNKNOWN : null;
}

/** Why there was nothing to evaluate, and what to look at. */
export const NO_DATA_SENTENCES: Readonly<
  Record<
    NoDataReason,
    { readonly why: (database: Datum, filter: RatingFilter) => Phrase; readonly whatToDo: Phrase }
  >
> = {
  "database-missing": {
    why: (database) => say`There is no database at ${database}.`,
    whatToDo: say`Check ${name("database")}, and that an earlier step puts the file there.`,
  },
  "artifact-missing": {
    why: (database) => say`There is no artifact ${database} that holds the database.`,
    whatToDo: say`Check ${name("database-artifact")}, and that the workflow which uploads it has run.`,
  },
  "not-in-artifact": {
    why: (database) => say`There is no SQLite database at ${database} in the artifact.`,
    whatToDo: say`Check what the workflow uploads, and ${name("database")}, the path inside the artifact.`,
  },
  "no-rows": {
    why: (database) => say`The query found no ratings in ${database}.`,
    whatToDo: say`Check that users have completed their initial ratings: only theirs count.`,
  },
  "no-usable-rows": {
    why: (database) => say`The query found rows in ${database}, but none that names a user and an item.`,
    whatToDo: say`Check that the query returns user, item and rating, in this order.`,
  },
  "no-known-rows": {
    why: (database) => say`No rating in ${database} belongs to a user and an item that the model knows.`,
    whatToDo: say`Check that ${name("user-map")} and ${name("item-map")} were written by the training of this very model.`,
  },
  "below-min-rating": {
    why: (database, { minRating }) =>
      say`No rating in ${database} by a user and of an item that the model knows is at least ${metricText(minRating)}.`,
    whatToDo: say`Check that ${name("min-rating")} fits the scale of the ratings.`,
  },
  "no-usable-times": {
    why: (database) => say`No rating in ${database} that could count has a time that can be read.`,
    whatToDo: say`Write times as 2024-06-01 12:30:00, with a zone if it is not UTC, or as Unix time; or remove ${name("since")}.`,
  },
  "nothing-new": {
    why: (database, { newerThan }) =>
      say`Nothing new${newerThan === null ? "" : ` since ${timeText(newerThan)}`}: no rating in ${database} that could count is newer.`,
    whatToDo: say`Nothing, if the users were quiet. Otherwise check that ${name("database")} is today's copy, and the time that ${name("since")} means.`,
  },
};
