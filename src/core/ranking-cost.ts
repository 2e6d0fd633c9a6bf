import type { RankingJob } from "./ranking-job.ts";
import type { ItemTable } from "./scoring/user-ranker.ts";

/**
 * What ranking takes, in nanoseconds on the machine that the figures were measured on (two cores of 2.1 GHz). Only ratios
 * matter: a machine that is twice as fast starts its threads twice as fast, too. Nothing here decides a result.
 */
export const RANKING_COST = {
  /** Of one factor of one item, by the kernel; and score by score in float64. */
  kernelCell: 0.055,
  scalarCell: 2.5,
  /** Of one item, whatever the factors: looking at its score, and what is applied to it. */
  kernelItem: 1.7,
  scalarItem: 30,
  /** Of a user, whatever the items. */
  user: 2_000,
  /** Of a thread until it ranks, which costs the other threads as much. */
  thread: 50_000_000,
} as const;

/** Long enough that handing it out is of no weight, short enough that a person sees progress and no thread waits at the end. */
const BATCH_NANOSECONDS = 10_000_000;
const MOST_USERS_AT_ONCE = 2_048;
/** The kernel takes four users at a time. */
const STEP = 4;

/** How many users of a table make a batch. */
export function usersAtOnce(items: CostedItems): number {
  const users = BATCH_NANOSECONDS / nanosecondsAUser(items);
  return Math.max(STEP, Math.min(MOST_USERS_AT_ONCE, STEP * Math.round(users / STEP)));
}

type CostedItems = Pick<ItemTable, "numItems" | "dim" | "ratingOutput">;

/** What ranking all items for one user is expected to take, on one thread. */
export function nanosecondsAUser({ numItems, dim, ratingOutput = "identity" }: CostedItems): number {
  const { kernelCell, scalarCell, kernelItem, scalarItem, user } = RANKING_COST;
  return ratingOutput === "identity"
    ? user + numItems * (kernelItem + dim * kernelCell)
    : user + numItems * (scalarItem + dim * scalarCell);
}

/**
 * How many threads are to rank a job, the one that asks included: as many as there are processors, but none that saves
 * less time than its start costs. n threads, of which all but one start late, need start + (work − start) / n; the
 * n-th saves (work − start) / (n (n − 1)).
 *
 * @param processors that may be used at the same time
 */
export function threadsFor({ items, numUsers, numBatches }: RankingJob, processors: number): number {
  const gain = numUsers * nanosecondsAUser(items) - RANKING_COST.thread;
  let threads = 1;
  while (
    threads < Math.min(processors, numBatches) &&
    gain / ((threads + 1) * threads) >= RANKING_COST.thread
  )
    threads++;
  return threads;
}
