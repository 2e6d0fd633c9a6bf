import { BASELINE_METRICS, measureList, prefixed } from "./baseline.ts";
import { FoldIn } from "./fold-in.ts";
import { NO_FURTHER_METRICS, skipAll, type FurtherMetrics } from "./further-metrics.ts";
import type { Interactions } from "./interactions.ts";
import { LeaveOneOut } from "./leave-one-out.ts";
import { meanOf } from "./mean.ts";
import { planFoldIn } from "./plan-fold-in.ts";
import type { Popularity } from "./popularity.ts";
import { usersAtOnce } from "./ranking-cost.ts";
import type { PlannedRanking } from "./ranking-job.ts";
import { ListRanker } from "./scoring/list-ranker.ts";
import type { ItemTable } from "./scoring/user-ranker.ts";
import type { DataHealth } from "./validation.ts";

/** What is measured for users whom the model does not know; `test_mrr` never changes with it. */
export const COLD_USER_POLICIES = ["skip", "popularity", "fold-in"] as const;
export type ColdUserPolicy = (typeof COLD_USER_POLICIES)[number];

interface ColdUsersRequest {
  readonly policy: ColdUserPolicy;
  /** Items that the model knows, of users whom it does not; the users' numbers mean nothing to the model. */
  readonly cold: Interactions;
  readonly model: ItemTable;
  readonly popularity: Popularity;
  readonly health: DataHealth;
}

/** Metrics of their own names for users whom the model never saw. */
export function planColdUsers(request: ColdUsersRequest): PlannedRanking<FurtherMetrics> {
  const { policy, health } = request;
  if (policy === "skip") return { job: null, finish: () => NO_FURTHER_METRICS };
  const { job, finish } = policy === "popularity" ? served(request) : foldedIn(request);
  const counts = [
    ["cold_users", health.coldUsers],
    ["cold_ratings", health.dropped.unknownUser],
  ] as const;
  return {
    job,
    finish() {
      const found = finish();
      return { ...found, metrics: new Map([...counts, ...found.metrics]) };
    },
  };
}

function servedName(metric: string): string {
  return prefixed("cold_popularity", metric);
}

/** What the application serves them: the popularity list, whole, for there are no training items to leave out. */
function served({ cold, popularity }: ColdUsersRequest): PlannedRanking<FurtherMetrics> {
  const names = BASELINE_METRICS.map(({ name }) => servedName(name));
  if (popularity.kind === "unknown") return nothingToRank(skipAll(names, popularity.reason));
  if (cold.users.length === 0) return nothingToRank(skipAll(names, "no-cold-users"));
  const values = measureList(popularity.counts, { interactions: cold, train: null });
  const metrics = new Map([...values].map(([name, perUser]) => [servedName(name), meanOf(perUser)]));
  return nothingToRank({ metrics, perUser: new Map(), skipped: [] });
}

function nothingToRank(found: FurtherMetrics): PlannedRanking<FurtherMetrics> {
  return { job: null, finish: () => found };
}

const FOLD_IN_MRR = "cold_fold_in_mrr";
/** On the same tasks: a fold-in that does not beat it is not worth serving. */
const FOLD_IN_POPULARITY_MRR = "cold_fold_in_popularity_mrr";

/**
 * What personalisation would give them: leave one out, for users with at least two known items. One item leaves nothing
 * to fold in; those users are in `cold_users` and not in `cold_fold_in_users`.
 */
function foldedIn({ cold, model, popularity, health }: ColdUsersRequest): PlannedRanking<FurtherMetrics> {
  const both = [FOLD_IN_MRR, FOLD_IN_POPULARITY_MRR];
  if (health.coldUsers === 0) return nothingToRank(skipAll(both, "no-cold-users"));
  const rated = usersWithSeveralItems(cold);
  const counted = new Map([["cold_fold_in_users", rated.length]]);
  if (rated.length === 0) return nothingToRank({ ...skipAll(both, "nobody-to-fold-in"), metrics: counted });
  const items = tableOf(model);
  const tasks = new LeaveOneOut(rated, usersAtOnce(items));
  const { job, finish } = planFoldIn(items, new FoldIn(items), tasks);
  return {
    job,
    finish() {
      const mrr = finish();
      if (mrr === null) return { ...skipAll(both, "fold-in-has-no-solution"), metrics: counted };
      const metrics = counted.set(FOLD_IN_MRR, mrr);
      if (popularity.kind === "unknown")
        return { ...skipAll([FOLD_IN_POPULARITY_MRR], popularity.reason), metrics };
      const popular = meanOfList(popularity.counts, tasks);
      return { ...NO_FURTHER_METRICS, metrics: metrics.set(FOLD_IN_POPULARITY_MRR, popular) };
    },
  };
}

/** Not the users, and not what a model of ratings applies to its scores: ranks do not need it. */
function tableOf({ numItems, dim, itemFactors, itemBiases }: ColdUsersRequest["model"]): ItemTable {
  return { numItems, dim, itemFactors, itemBiases };
}

function usersWithSeveralItems({ users, offsets, items }: Interactions): readonly Uint32Array[] {
  const lists = [...users.keys()].map((index) => items.subarray(offsets[index], offsets[index + 1]));
  return lists.filter((list) => list.length >= 2);
}

/** The same tasks for the popularity list: the same scores, whatever is known of the user. */
function meanOfList(counts: Float64Array, tasks: LeaveOneOut): number {
  const ranker = new ListRanker(counts);
  for (let index = 0; index < tasks.numBatches; index++) tasks.take(index, ranker.rank(tasks.batch(index)));
  return tasks.finish();
}
