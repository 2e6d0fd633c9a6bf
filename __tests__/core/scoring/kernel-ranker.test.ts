import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { loadRankingKernel } from "../../../src/adapters/ranking-kernel.ts";
import { KernelRanker } from "../../../src/core/scoring/kernel-ranker.ts";
import { ScalarRanker } from "../../../src/core/scoring/scalar-ranker.ts";
import type { ItemTable, RankingBatch } from "../../../src/core/scoring/user-ranker.ts";
import { idLists } from "../../support/ranking-batch.ts";
import { KINDS, rankingCase, type Kind, type RankingCase, type Shape } from "../../support/ranking-case.ts";

const newKernel = loadRankingKernel();

const kinds = fc.constantFrom(...Object.keys(KINDS).map((kind) => kind as Kind));
const share = fc.constantFrom(0, 0.02, 0.3, 1);
const shapes: fc.Arbitrary<Shape> = fc.record({
  numItems: fc.integer({ min: 1, max: 300 }),
  dim: fc.integer({ min: 0, max: 130 }),
  users: fc.integer({ min: 1, max: 6 }),
  topK: fc.constantFrom(0, 1, 10, 40, 400),
  factors: kinds,
  biases: kinds,
  userBias: fc.constantFrom(0, 0, 3.5, 1e9, -1e20),
  copies: fc.constantFrom(0, 0.1, 0.9),
  targetShare: share,
  maskedShare: share,
  strange: fc.constantFrom("none", "none", "items", "users"),
  precise: fc.boolean(),
  seed: fc.integer(),
});

/** As text: comparing long arrays entry by entry takes Jest longer than everything else here. */
function resultsOf(
  { table, batch }: RankingCase,
  ranker: KernelRanker | ScalarRanker = new ScalarRanker(table),
): Readonly<Record<string, string>> {
  const { ranks, positions, lists, nanUsers, nanItems } = ranker.rank(batch);
  return {
    ranks: ranks.join(),
    positions: positions.join(),
    offsets: lists.offsets.join(),
    ids: lists.ids.join(),
    nans: `${nanUsers} users: ${nanItems?.join() ?? "no items"}`,
  };
}

const ORDINARY: Shape = {
  numItems: 300,
  dim: 32,
  users: 9,
  topK: 10,
  factors: "plain",
  biases: "plain",
  userBias: 0,
  copies: 0,
  targetShare: 0.1,
  maskedShare: 0.1,
  strange: "none",
  precise: false,
  seed: 1,
};

const WHOLE = { factors: "whole", biases: "whole" } as const;
const ZERO = { factors: "zero", biases: "zero" } as const;

describe("KernelRanker", () => {
  test("agrees with the specification, to the last bit, on any numbers", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const made = rankingCase(shape);
        expect(resultsOf(made, new KernelRanker(made.table, newKernel))).toEqual(resultsOf(made));
      }),
      { seed: 8, numRuns: 150 },
    );
  });

  test.each([
    { name: "of a trained model", shape: ORDINARY },
    { name: "with exact ties", shape: { ...ORDINARY, ...WHOLE, targetShare: 0.02 } },
    { name: "with copies of items", shape: { ...ORDINARY, copies: 0.3 } },
    { name: "without factors", shape: { ...ORDINARY, dim: 0 } },
    { name: "with vectors in float64", shape: { ...ORDINARY, precise: true } },
    { name: "of a panel that is not full", shape: { ...ORDINARY, numItems: 9 } },
    { name: "of more items than one sweep", shape: { ...ORDINARY, numItems: 2500, targetShare: 0.02 } },
    { name: "of a long list", shape: { ...ORDINARY, numItems: 2500, topK: 1000 } },
  ])("ranks users $name by itself, in agreement with the specification", ({ shape }) => {
    const made = rankingCase(shape);
    const ranker = new KernelRanker(made.table, newKernel);
    expect(resultsOf(made, ranker)).toEqual(resultsOf(made));
    expect(ranker.usersLeft).toBe(0);
  });

  test.each([
    { name: "whose scores are all equal", shape: { ...ORDINARY, ...ZERO } },
    { name: "whose bias outweighs all scores", shape: { ...ORDINARY, userBias: 1e20 } },
    { name: "with more targets than pay", shape: { ...ORDINARY, numItems: 2500, targetShare: 1 } },
    { name: "with lists that are too long", shape: { ...ORDINARY, numItems: 2500, topK: 2000 } },
    { name: "with very many ties", shape: { ...ORDINARY, ...WHOLE, numItems: 2500 } },
  ])("leaves users $name to the specification", ({ shape }) => {
    const made = rankingCase(shape);
    const ranker = new KernelRanker(made.table, newKernel);
    expect(resultsOf(made, ranker)).toEqual(resultsOf(made));
    expect(ranker.usersLeft).toBe(shape.users);
  });

  test("gives the same, whatever the batches", () => {
    const { table, batch } = rankingCase(ORDINARY);
    const ranker = new KernelRanker(table, newKernel);
    const whole = ranker.rank(batch).ranks;
    const parts = Array.from({ length: ORDINARY.users }, (_, user) => ranker.rank(part(batch, user, table)));
    expect(parts.map(({ ranks }) => ranks.join()).join()).toBe(whole.join());
  });

  test("keeps a difference that float32 loses", () => {
    const table = {
      numItems: 3,
      dim: 2,
      itemFactors: Float32Array.from([2 ** 25, 1, 2 ** 25, 0, 0, 0]),
      itemBiases: new Float32Array(3),
    };
    const batch = {
      factors: Float32Array.from([1, 1]),
      biases: new Float32Array(1),
      targets: idLists([[0, 1]]),
      masked: idLists([[]]),
      topK: 1,
    };
    const ranker = new KernelRanker(table, newKernel);
    expect([...ranker.rank(batch).ranks]).toEqual([1, 2]);
    expect(ranker.usersLeft).toBe(0);
  });
});

/** One user of the batch. */
function part(batch: RankingBatch, user: number, { dim }: ItemTable): RankingBatch {
  return {
    ...batch,
    factors: batch.factors.subarray(user * dim, (user + 1) * dim),
    biases: batch.biases.subarray(user, user + 1),
    targets: { ...batch.targets, offsets: batch.targets.offsets.subarray(user, user + 2) },
    masked: { ...batch.masked, offsets: batch.masked.offsets.subarray(user, user + 2) },
  };
}
