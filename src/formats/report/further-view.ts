import type { SkipReason } from "../../core/further-metrics.ts";
import type { Measurement } from "../../core/measurement.ts";
import { join, name, say, type Phrase } from "./phrase.ts";
import { countOf } from "./rounding.ts";

/** What has to be known about the metrics that no rule looks at, and which of them there are not, and why. */
export function furtherNotes(measurement: Measurement): readonly Phrase[] {
  const { popularitySource, metrics, skippedMetrics } = measurement;
  const notes: Phrase[] = [];
  if (popularitySource !== null && metrics.has("popularity_mrr")) notes.push(baselineNote(popularitySource));
  if (metrics.has("cold_popularity_mrr")) notes.push(SERVED_NOTE);
  if (metrics.has("cold_fold_in_mrr")) notes.push(foldInNote(metrics));
  const reasons = new Set(skippedMetrics.map(({ reason }) => reason));
  for (const reason of reasons) {
    const names = skippedMetrics
      .filter((skipped) => skipped.reason === reason)
      .map(({ metric }): Phrase => [name(metric)]);
    notes.push(say`Not computed: ${join(names, ", ")}: ${WHY_SKIPPED[reason]}`);
  }
  return notes;
}

function baselineNote(source: string): Phrase {
  return say`${name("popularity_mrr")} and its like are those of a list of the most popular items (counts from ${name(source)}) on the same ratings with the same mask, and a lift is the model's metric divided by the list's: at 1 or below, the model is not shown to beat that list.`;
}

const SERVED_NOTE = say`${name("cold_popularity_mrr")} and its like measure what the application serves to users whom the model does not know: the popularity list, nothing left out.`;

function foldInNote(metrics: Measurement["metrics"]): Phrase {
  const folded = metrics.get("cold_fold_in_users") ?? 0;
  const left = (metrics.get("cold_users") ?? 0) - folded;
  const few =
    left === 0
      ? say``
      : say` ${countOf(left, "user has", "users have")} a single known item, which leaves nothing to fold in.`;
  return say`${name("cold_fold_in_mrr")} is what personalising for users whom the model does not know would give, not what is served; each item was ranked without being used, among other candidates than for ${name("test_mrr")}, so compare it with ${name("cold_fold_in_popularity_mrr")} only.${few}`;
}

/** Why a metric has no value, and what gives it one where something does. */
export const WHY_SKIPPED: Readonly<Record<SkipReason, Phrase>> = {
  "no-popularity-source": say`nobody knows how popular an item was in training; set ${name("train-interactions")}, or write ${name("monitor.json")} beside the model.`,
  "popularity-of-another-checkpoint": say`${name("monitor.json")} beside the model was written for another checkpoint.`,
  "first-seen-ids": say`with ${name("first-seen")} ids the items of the ratings are not those that training counted.`,
  "sequence-model": say`a sequence model is asked for the next item of a history; there is no such popularity list.`,
  "baseline-is-zero": say`the popularity list scores 0, and nothing can be divided by it.`,
  "no-cold-users": say`no rating of a known item is by a user whom the model does not know.`,
  "nobody-to-fold-in": say`no user whom the model does not know has two known items.`,
  "fold-in-has-no-solution": say`the model's item vectors are not finite.`,
  "nothing-recommended": say`every item was known at training time and is masked, so nothing can be recommended.`,
  "single-list": say`a single user has a list, and there is no other to compare it with.`,
  "sequence-lists": say`a sequence model recommends anew after every item, and no user has one list.`,
  "sequences-too-short": say`no user has rated that many items and one more.`,
};
