import { describe, expect, test } from "@jest/globals";
import { nanosecondsAUser, RANKING_COST, threadsFor, usersAtOnce } from "../../src/core/ranking-cost.ts";
import type { RankingJob } from "../../src/core/ranking-job.ts";
import type { ItemTable } from "../../src/core/scoring/user-ranker.ts";

/** Only its size counts. */
function items(numItems: number, dim: number, ratingOutput?: ItemTable["ratingOutput"]): ItemTable {
  const tables = { itemFactors: new Float32Array(0), itemBiases: new Float32Array(0) };
  return { numItems, dim, ...tables, ...(ratingOutput === undefined ? {} : { ratingOutput }) };
}

function job(numUsers: number, table: ItemTable, numBatches = numUsers): RankingJob {
  return { items: table, numUsers, numBatches, batch: () => null, take: () => {} };
}

const MOVIELENS_10M = items(10_677, 32);

describe("the number of threads", () => {
  test("is one for a small set: a thread would start longer than the work takes", () => {
    expect(threadsFor(job(610, items(8_230, 32)), 64)).toBe(1);
  });

  test("is every processor for a large one", () => {
    expect(threadsFor(job(70_000, MOVIELENS_10M), 2)).toBe(2);
    expect(threadsFor(job(1_000_000, MOVIELENS_10M), 4)).toBe(4);
  });

  test("stops where one more would cost as much as it saves", () => {
    const large = job(70_000, MOVIELENS_10M);
    const threads = threadsFor(large, 1_000);
    const timeOf = (count: number) => {
      const work = large.numUsers * nanosecondsAUser(large.items);
      return RANKING_COST.thread + (work - RANKING_COST.thread) / count;
    };
    expect(timeOf(threads - 1) - timeOf(threads)).toBeGreaterThanOrEqual(RANKING_COST.thread);
    expect(timeOf(threads) - timeOf(threads + 1)).toBeLessThan(RANKING_COST.thread);
  });

  test("is not more than there are batches", () => {
    expect(threadsFor(job(70_000, MOVIELENS_10M, 1), 8)).toBe(1);
    expect(threadsFor(job(0, MOVIELENS_10M), 8)).toBe(1);
  });

  test("grows sooner where the kernel cannot be used", () => {
    expect(threadsFor(job(2_000, items(10_677, 32)), 2)).toBe(1);
    expect(threadsFor(job(2_000, items(10_677, 32, "exp")), 2)).toBe(2);
  });
});

describe("the size of a batch", () => {
  test("is in steps of the kernel, at least one of them and bounded", () => {
    expect(usersAtOnce(items(10_000_000, 128))).toBe(4);
    expect(usersAtOnce(items(1, 1))).toBe(2_048);
    expect(usersAtOnce(MOVIELENS_10M) % 4).toBe(0);
  });
});
