import { SEEN_ITEMS } from "../../core/evaluate-sequences.ts";
import type { Measurement, Settings } from "../../core/measurement.ts";
import type { RatingFilter } from "../../core/rating-filter.ts";
import type { DataHealth } from "../../core/validation.ts";
import { name, say, type Phrase } from "./phrase.ts";
import { countOf, countText, metricText, percentText, shareText, timeText } from "./rounding.ts";

/** One line about the data: our words and a number. */
export interface DataRow {
  readonly label: string;
  readonly value: string;
}

/** How much there was and how much of it was evaluated. */
export function dataRows({
  counts,
  evaluatedUsers,
  evaluatedRatings,
  newestRating,
}: DataHealth): readonly DataRow[] {
  return [
    { label: "Users", value: countText(counts.numUsers) },
    { label: "Ratings", value: countText(counts.numRatings) },
    { label: "Ratings per user", value: metricText(counts.avgRatingsPerUser) },
    { label: "Users evaluated", value: shareText(evaluatedUsers, counts.numUsers) },
    { label: "Ratings evaluated", value: shareText(evaluatedRatings, counts.numRatings) },
    ...(newestRating === null ? [] : [{ label: "Newest rating", value: timeText(newestRating) }]),
  ];
}

/** Rows that were not scored, each counted once; kinds that do not occur are not mentioned. */
export function leftOutRows({ dropped, filtered, problems }: DataHealth): readonly Phrase[] {
  const { ambiguousTitle, unmatchedTitle, unknownUser } = dropped;
  const { belowMinRating, withoutTime, tooOld } = filtered;
  return occurring([
    [
      ambiguousTitle,
      "rating whose title belongs to several items",
      "ratings whose title belongs to several items",
    ],
    [
      unmatchedTitle,
      "rating whose title the model does not know",
      "ratings whose title the model does not know",
    ],
    [unknownUser, "rating by a user the model does not know", "ratings by users the model does not know"],
    [belowMinRating, "rating below the minimum or not a number", "ratings below the minimum or not a number"],
    [withoutTime, "rating without a time that can be read", "ratings without a time that can be read"],
    [tooOld, "rating too old to count", "ratings too old to count"],
    [problems.malformedRows, "row without a user or an item", "rows without a user or an item"],
  ]);
}

/** Rows that count although something about them is odd: not where that very oddity left them out. */
export function keptRows(
  { problems, duplicateRows }: DataHealth,
  { minRating, newerThan }: RatingFilter,
): readonly Phrase[] {
  const nonNumeric = minRating === null ? problems.nonNumericRatings : 0;
  const timeless = newerThan === null ? problems.malformedTimestamps : 0;
  return occurring([
    [duplicateRows, "repeated rating, counted once", "repeated ratings, counted once"],
    [nonNumeric, "rating that is not a number", "ratings that are not numbers"],
    [timeless, "time that cannot be read", "times that cannot be read"],
  ]);
}

/** Rows of the two id maps that do not say what a row should; kinds that do not occur are not mentioned. */
export function mapProblemRows({ mapProblems }: DataHealth): readonly Phrase[] {
  if (mapProblems === null) return [];
  const { users, items } = mapProblems;
  return occurring([
    [users.malformedRows, "malformed row in the user map", "malformed rows in the user map"],
    [
      users.conflictingNames,
      "username with several ids, taken for unknown",
      "usernames with several ids, taken for unknown",
    ],
    [users.sharedIds, "user id with several usernames", "user ids with several usernames"],
    [items.malformedRows, "malformed row in the item map", "malformed rows in the item map"],
    [items.sharedIds, "item id with several titles", "item ids with several titles"],
  ]);
}

function occurring(kinds: readonly (readonly [number, string, string])[]): readonly Phrase[] {
  return kinds.filter(([count]) => count > 0).map(([count, one, many]) => say`${countOf(count, one, many)}`);
}

/** Spec, "Honest about what is measured": which of the usual traps apply, one short line each. */
export function honestyOf(measurement: Measurement): readonly Phrase[] {
  const { settings, health, medianTargets, mrrCeiling } = measurement;
  return [
    WHAT_MRR_IS,
    measurement.model.kind === "sequence"
      ? say`Sequences that the model was trained on are not left out, and are not a test.`
      : maskPhrase(settings),
    freshness(health, settings),
    ratedAfter(measurement.training),
    settings.minRating === null
      ? say`Every rating counts as relevant, whatever its value, as in Spotlight.`
      : say`Only ratings of at least ${metricText(settings.minRating)} count as relevant.`,
    measurement.model.kind === "sequence"
      ? say`The model continues sequences of at most ${countText(SEEN_ITEMS)} items in the order of their times; MRR is that of the next item.`
      : say`The median user has ${countOf(medianTargets, "item", "items")} to find; Spotlight's MRR cannot exceed ${metricText(mrrCeiling)} for these users, and falls when users rate more.`,
    ...(settings.idMapping === "mapped" ? [unknownShares(health), coldShares(health, settings)] : []),
  ];
}

const WHAT_MRR_IS = say`${name("test_mrr")} (MRR, mean reciprocal rank) says how far up the model ranks what users rated, from 0 to 1; ${name("precision_at_10")} and ${name("recall_at_10")} look at its ten best items only. Higher is better.`;

function maskPhrase(settings: Settings): Phrase {
  return settings.trainMask
    ? say`Ratings known at training time (${name("train-interactions")}) were left out of the ranking: the rest is a test.`
    : say`Pairs known at training time were not masked (${name("train-interactions")} is not set): ratings that the model was trained on are not a test.`;
}

function freshness({ newestRating }: DataHealth, { since, newerThan }: Settings): Phrase {
  if (newerThan !== null) {
    const after = say`Only ratings made after ${timeText(newerThan)} count`;
    return since === "previous-run"
      ? say`${after}: those that the previous run did not see.`
      : say`${after}.`;
  }
  // Asked for new ratings, the reader must not take these for new ones.
  if (since === "previous-run")
    return say`There is no previous run to start from: ratings of every age count, and some may be older than the model.`;
  return newestRating === null
    ? say`The age of the ratings is unknown: they may be older than the model.`
    : say`Ratings of every age count: some may be older than the model.`;
}

/** Told, never used to leave ratings out. */
function ratedAfter(training: Measurement["training"]): Phrase {
  const count = training?.ratedAfter ?? null;
  return count === null
    ? say`Rated after training: unknown.`
    : say`Rated after training: ${percentText(count.some / count.all, 0)} of ${countOf(count.all, "rating", "ratings")} with a time.`;
}

function unknownShares({
  counts,
  unknownUsers,
  unknownItems,
  ambiguousItems,
  numItemNames,
}: DataHealth): Phrase {
  const users = `${shareText(unknownUsers, counts.numUsers)} of ${countOf(counts.numUsers, "user", "users")}`;
  const titles = `${shareText(unknownItems, numItemNames)} of ${countOf(numItemNames, "title", "titles")}`;
  return say`Unknown to the model: ${users} and ${titles}; ambiguous: ${countOf(ambiguousItems, "title", "titles")}.`;
}

/** Shown whatever is measured for them: the other metrics are silent about these people. */
function coldShares({ counts, coldUsers, dropped }: DataHealth, settings: Settings): Phrase {
  const users = `${shareText(coldUsers, counts.numUsers)} of ${countOf(counts.numUsers, "user", "users")}`;
  const ratings = `${shareText(dropped.unknownUser, counts.numRatings)} of ${countOf(counts.numRatings, "rating", "ratings")}`;
  const where =
    settings.coldUsers === "skip"
      ? say`no metric is about them (${name("cold-users")} is ${name("skip")})`
      : say`only the metrics that begin with ${name("cold_")} are about them`;
  return say`Users whom the model never saw: ${users} rated items that it knows, ${ratings}; ${where}.`;
}
