import { BASELINE_METRICS, nameWithout } from "./baseline.ts";
import { FoldIn, type ItemVectors } from "./fold-in.ts";
import { NO_FURTHER_METRICS, skipAll, type FurtherMetrics } from "./further-metrics.ts";
import type { Interactions } from "./interactions.ts";
import { foldInScores, leaveOneOut, popularityScores, type ScoreWithout } from "./leave-one-out.ts";
import { meanOf, measureUsers } from "./measure-users.ts";
import type { Popularity } from "./popularity.ts";
import type { DataHealth } from "./validation.ts";

/** What is measured for users whom the model does not know; `test_mrr` never changes with it. */
export const COLD_USER_POLICIES = ["skip", "popularity", "fold-in"] as const;
export type ColdUserPolicy = (typeof COLD_USER_POLICIES)[number];

interface ColdUsersRequest {
  readonly policy: ColdUserPolicy;
  /** Items that the model knows, of users whom it does not; the users' numbers mean nothing to the model. */
  readonly cold: Interactions;
  readonly model: ItemVectors;
  readonly popularity: Popularity;
  readonly health: DataHealth;
}

/** Metrics of their own names for users whom the model never saw. */
export function measureColdUsers(
  request: ColdUsersRequest,
  onProgress?: (usersDone: number) => void,
): FurtherMetrics {
  const { policy, health } = request;
  if (policy === "skip") return NO_FURTHER_METRICS;
  const found = policy === "popularity" ? served(request) : foldedIn(request, onProgress);
  const counts = [
    ["cold_users", health.coldUsers],
    ["cold_ratings", health.dropped.unknownUser],
  ] as const;
  return { ...found, metrics: new Map([...counts, ...found.metrics]) };
}

function servedName(metric: string): string {
  return `cold_popularity_${nameWithout(metric)}`;
}

/** What the application serves them: the popularity list, whole, for there are no training items to leave out. */
function served({ cold, popularity }: ColdUsersRequest): FurtherMetrics {
  const names = BASELINE_METRICS.map(({ name }) => servedName(name));
  if (popularity.kind === "unknown") return skipAll(names, popularity.reason);
  if (cold.users.length === 0) return skipAll(names, "no-cold-users");
  const values = measureUsers({
    numItems: popularity.counts.length,
    interactions: cold,
    train: null,
    metrics: BASELINE_METRICS,
    score: (_, scores) => scores.set(popularity.counts),
  });
  const metrics = new Map([...values].map(([name, perUser]) => [servedName(name), meanOf(perUser)]));
  return { metrics, perUser: new Map(), skipped: [] };
}

const FOLD_IN_MRR = "cold_fold_in_mrr";
/** On the same tasks: a fold-in that does not beat it is not worth serving. */
const FOLD_IN_POPULARITY_MRR = "cold_fold_in_popularity_mrr";

/**
 * What personalisation would give them: leave one out, for users with at least two known items. One item leaves nothing
 * to fold in; those users are in `cold_users` and not in `cold_fold_in_users`.
 */
function foldedIn(
  { cold, model, popularity, health }: ColdUsersRequest,
  onProgress?: (usersDone: number) => void,
): FurtherMetrics {
  const both = [FOLD_IN_MRR, FOLD_IN_POPULARITY_MRR];
  if (health.coldUsers === 0) return skipAll(both, "no-cold-users");
  const tasks = usersWithSeveralItems(cold);
  const counted = new Map([["cold_fold_in_users", tasks.length]]);
  if (tasks.length === 0) return { ...skipAll(both, "nobody-to-fold-in"), metrics: counted };

  const mrr = meanOverUsers(tasks, model.numItems, foldInScores(new FoldIn(model)), onProgress);
  if (mrr === null) return { ...skipAll(both, "fold-in-has-no-solution"), metrics: counted };
  const metrics = counted.set(FOLD_IN_MRR, mrr);
  if (popularity.kind === "unknown")
    return { ...skipAll([FOLD_IN_POPULARITY_MRR], popularity.reason), metrics };
  const popular = meanOverUsers(tasks, model.numItems, popularityScores(popularity.counts));
  return { ...NO_FURTHER_METRICS, metrics: metrics.set(FOLD_IN_POPULARITY_MRR, popular!) };
}

function usersWithSeveralItems({ users, offsets, items }: Interactions): readonly Uint32Array[] {
  const lists = [...users.keys()].map((index) => items.subarray(offsets[index], offsets[index + 1]));
  return lists.filter((list) => list.length >= 2);
}

/** User value = mean reciprocal rank of the held-out items; null when any user's scores cannot be made. */
function meanOverUsers(
  tasks: readonly Uint32Array[],
  numItems: number,
  scoreWithout: ScoreWithout,
  onProgress?: (usersDone: number) => void,
): number | null {
  const values = new Float64Array(tasks.length);
  for (const [index, rated] of tasks.entries()) {
    const reciprocalRanks = leaveOneOut(rated, numItems, scoreWithout);
    if (reciprocalRanks === null) return null;
    values[index] = meanOf(reciprocalRanks);
    onProgress?.(index + 1);
  }
  return meanOf(values);
}
