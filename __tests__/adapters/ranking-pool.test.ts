import { describe, expect, test } from "@jest/globals";
import { rankUsers } from "../../src/adapters/ranking-pool.ts";
import { RankingThread } from "../../src/adapters/ranking-thread.ts";
import type { Evaluation } from "../../src/core/evaluate.ts";
import { NanScoreError } from "../../src/core/scoring/nan-scores.ts";
import { rankHere, type RankingJob } from "../../src/core/ranking-job.ts";
import { ScalarRanker } from "../../src/core/scoring/scalar-ranker.ts";
import type { RankedBatch } from "../../src/core/scoring/user-ranker.ts";
import { evaluationCase } from "../support/evaluation-case.ts";

const SHAPE = { users: 90, items: 130, dim: 7 };
const RANKING_THREAD = new URL("../../src/adapters/ranking-worker.ts", import.meta.url);

function program(name: string): URL {
  return new URL(`../support/ranking-programs/${name}.mjs`, import.meta.url);
}

/** By the specification of all rankers, all users at once. */
function specified(shape: Parameters<typeof evaluationCase>[0] = SHAPE): Evaluation {
  const { job, finish } = evaluationCase({ ...shape, usersPerBatch: shape.users });
  rankHere(job, new ScalarRanker(job.items));
  return finish();
}

describe("the results, to the last bit, are those of the specification", () => {
  test.each([1, 3, 4, 7, 64, 1000])(
    "with batches of %i users, on 1, 2 and 3 threads",
    async (usersPerBatch) => {
      for (const threads of [1, 2, 3]) {
        const { job, finish } = evaluationCase({ ...SHAPE, usersPerBatch });
        await rankUsers(job, { threads });
        expect(finish()).toEqual(specified());
      }
    },
  );

  test("when scores become equal by what is applied to them, and the threads have time to help", async () => {
    const shape = { users: 150, items: 700, dim: 4, ratingOutput: "sigmoid" as const };
    const { job, finish } = evaluationCase({ ...shape, usersPerBatch: 10 });
    await rankUsers(job, { threads: 3 });
    expect(finish()).toEqual(specified(shape));
  });
});

/** All batches by one thread, in the order in which they came back. */
async function rankedBy(thread: URL, job: RankingJob): Promise<ReadonlyMap<number, RankedBatch>> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const found = new Map<number, RankedBatch>();
  let next = 0;
  const worker = new RankingThread(thread, job.items, {
    next: () => (next < job.numBatches ? { index: next, batch: job.batch(next++)! } : null),
    deliver: (index, ranked) => {
      found.set(index, ranked);
      if (found.size === job.numBatches) resolve();
    },
    lost: (reason) => reject(new Error(reason)),
  });
  worker.feed();
  await promise.finally(async () => await worker.end());
  return found;
}

describe("a thread", () => {
  test("ranks what it is given as the specification does, lists included", async () => {
    const { job, finish } = evaluationCase({ ...SHAPE, usersPerBatch: 7 });
    const found = await rankedBy(RANKING_THREAD, job);
    for (let index = 0; index < job.numBatches; index++) job.take(index, found.get(index)!);
    expect(finish()).toEqual(specified());
  });

  test.each([
    ["throws", "broken on purpose"],
    ["exits", "it ended with code 3"],
  ])("that %s says so", async (name, reason) => {
    const { job } = evaluationCase(SHAPE);
    await expect(rankedBy(program(name), job)).rejects.toThrow(reason);
  });
});

describe("threads that are of no use", () => {
  test.each(["throws", "exits", "hangs"])("and %s cost no result", async (name) => {
    const { job, finish } = evaluationCase({ ...SHAPE, usersPerBatch: 3 });
    await rankUsers(job, { threads: 3, program: program(name) });
    expect(finish()).toEqual(specified());
  });
});

describe("the users that are done", () => {
  test("are told batch by batch, in the end all of them", async () => {
    const seen: number[] = [];
    const { job } = evaluationCase({ ...SHAPE, usersPerBatch: 16 });
    await rankUsers(job, { threads: 2, onProgress: (users) => void seen.push(users) });
    expect(seen).toHaveLength(job.numBatches);
    expect([seen[0], seen.at(-1)]).toEqual([16, job.numUsers]);
    expect(seen).toEqual(seen.toSorted((one, other) => one - other));
  });
});

describe("a job that fails", () => {
  test.each([1, 2])("because a batch cannot be made ends with that error, on %i threads", async (threads) => {
    const { job } = evaluationCase({ ...SHAPE, usersPerBatch: 2 });
    const batch = (index: number) => {
      if (index === 1) throw new Error("no such batch");
      return job.batch(index);
    };
    await expect(rankUsers({ ...job, batch }, { threads })).rejects.toThrow("no such batch");
  });

  test.each([1, 2])("because it has come to nothing ends early, on %i threads", async (threads) => {
    const { job } = evaluationCase({ ...SHAPE, usersPerBatch: 2 });
    const taken: number[] = [];
    const batch = (index: number) => (index < 3 ? job.batch(index) : null);
    await rankUsers({ ...job, batch, take: (index) => void taken.push(index) }, { threads });
    expect(taken.length).toBeLessThanOrEqual(3);
  });

  test("because of NaN scores counts all users and items, wherever they were ranked", async () => {
    const { job, finish } = evaluationCase({ ...SHAPE, usersPerBatch: 4 });
    job.items.itemBiases[5] = Number.NaN;
    await rankUsers(job, { threads: 2 });
    const users = job.numUsers;
    expect(finish).toThrow(NanScoreError);
    expect(finish).toThrow(`NaN for ${users} of ${users} evaluated users and 1 of ${SHAPE.items} items`);
  });
});
