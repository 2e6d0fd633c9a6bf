import type { Interactions } from "./interactions.ts";
import type { RankingMetric } from "./metrics/metric.ts";
import { NanTally } from "./scoring/nan-scores.ts";
import { rankTargets } from "./scoring/rank.ts";

interface RankingTask {
  readonly numItems: number;
  /** Whose items are ranked. */
  readonly interactions: Interactions;
  /** Pairs that are masked while ranking; null: nothing is masked. */
  readonly train: Interactions | null;
  readonly metrics: readonly RankingMetric[];
  /** Fills in one score an item. */
  readonly score: (user: number, scores: Float64Array) => void;
  /** Shown the scores of each user after ranking, with the items that are masked. */
  readonly onRanked?: (scores: Float64Array, masked: Uint32Array) => void;
}

/**
 * Ranks every item for every user with ratings: the one way in which anything is ranked here, the model and the lists
 * that it is compared with.
 *
 * @param onProgress told after each user how many are done
 * @returns name of a metric → one value a user
 * @throws NanScoreError when any score of any user is NaN, masked items included
 */
export function measureUsers(
  { numItems, interactions, train, metrics, score, onRanked }: RankingTask,
  onProgress?: (usersDone: number) => void,
): ReadonlyMap<string, Float64Array> {
  const { users, offsets, items } = interactions;
  const values = metrics.map(() => new Float64Array(users.length));
  const scores = new Float64Array(numItems);
  const nans = new NanTally(numItems);
  const maskOf = itemsReader(train);
  for (let index = 0; index < users.length; index++) {
    const user = users[index]!;
    score(user, scores);
    // After the first NaN nothing is ranked any more, but all users are scored: the error counts them.
    if (nans.note(scores)) {
      const targets = items.subarray(offsets[index], offsets[index + 1]);
      const masked = maskOf(user);
      const ranking = rankTargets(scores, { targets, masked });
      for (const [column, metric] of metrics.entries()) values[column]![index] = metric.perUser(ranking);
      onRanked?.(scores, masked);
    }
    onProgress?.(index + 1);
  }
  nans.check(users.length);
  return new Map(metrics.map((metric, column) => [metric.name, values[column]!]));
}

/** A user's items. Both sides ascend by user, so one pass over them serves all users: ask in ascending order only. */
export function itemsReader(interactions: Interactions | null): (user: number) => Uint32Array {
  const nothing = new Uint32Array(0);
  if (interactions === null) return () => nothing;
  const { users, offsets, items } = interactions;
  let at = 0;
  return (user) => {
    while (at < users.length && users[at]! < user) at++;
    return users[at] === user ? items.subarray(offsets[at], offsets[at + 1]) : nothing;
  };
}

/** The metric of a run: the mean over its users. At least one. */
export function meanOf(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
