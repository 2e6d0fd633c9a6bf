import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { FoldIn, type ItemVectors } from "../../src/core/fold-in.ts";
import { LeaveOneOut } from "../../src/core/leave-one-out.ts";
import { planFoldIn } from "../../src/core/plan-fold-in.ts";
import { rankHere } from "../../src/core/ranking-job.ts";
import { ListRanker } from "../../src/core/scoring/list-ranker.ts";
import { rankTargets } from "../../src/core/scoring/rank.ts";
import { ScalarRanker } from "../../src/core/scoring/scalar-ranker.ts";
import type { ItemTable } from "../../src/core/scoring/user-ranker.ts";
import { itemTable } from "../support/ranking-batch.ts";

interface FoldInCase {
  readonly id: string;
  readonly description: string;
  readonly input: {
    readonly kind: string;
    readonly Q: readonly (readonly number[])[];
    readonly b: readonly number[];
    readonly positives: readonly number[];
    readonly reg: number;
    readonly c: number;
  };
  readonly expected: {
    readonly u: readonly number[];
    readonly scores: readonly number[];
    readonly loo: readonly {
      readonly held_out: number;
      readonly u: readonly number[];
      readonly rank: number;
    }[];
    readonly loo_mrr: number | null;
    readonly leaky_mrr: number | null;
    readonly popularity_loo_mrr: number | null;
  };
}

const path = new URL("../fixtures/stats/fold_in.json", import.meta.url);
const { cases }: { readonly cases: readonly FoldInCase[] } = JSON.parse(readFileSync(path, "utf8"));
const weighted = cases.filter(({ input }) => input.kind === "ials");

/** The values hold ten digits and the model's own tables are float32: read as such they would miss the seventh. */
function vectorsOf({ Q }: FoldInCase["input"]): ItemVectors {
  return { numItems: Q.length, dim: Q[0]!.length, itemFactors: Float64Array.from(Q.flat()) };
}

/** For ranks that is enough. */
function tableOf({ Q, b }: FoldInCase["input"]): ItemTable {
  return {
    numItems: Q.length,
    dim: Q[0]!.length,
    itemFactors: Float32Array.from(Q.flat()),
    itemBiases: Float32Array.from(b),
  };
}

function scoresOf({ Q, b }: FoldInCase["input"], vector: Float64Array): Float64Array {
  return Float64Array.from(Q, (factors, item) =>
    factors.reduce((sum, factor, axis) => sum + factor * vector[axis]!, b[item]!),
  );
}

/** Ranks of the held-out items among all items but the user's others, each task as a user of its own. */
function meanReciprocalRank(items: ItemTable, foldIn: FoldIn, tasks: LeaveOneOut): number | null {
  const { job, finish } = planFoldIn(items, foldIn, tasks);
  rankHere(job!, new ScalarRanker(items));
  return finish();
}

function foldInOf({ input }: FoldInCase): FoldIn {
  return new FoldIn(vectorsOf(input), { confidence: input.c, ridge: input.reg });
}

/** Nine digits of every number. */
function close(values: readonly number[]): unknown {
  return values.map((value) => expect.closeTo(value, 9));
}

test("the reference has cases of weighted least squares", () => {
  expect(weighted.map(({ id }) => id)).toEqual(["ials_three", "ials_one", "no_known_item"]);
});

describe.each(weighted)("$id: $description", (golden) => {
  const foldIn = foldInOf(golden);
  const { input, expected } = golden;
  const rated = Uint32Array.from(input.positives).sort();

  test("the vector and the scores are those of the reference", () => {
    const vector = foldIn.vectorOf(foldIn.equationsOf(rated))!;
    expect([...vector]).toEqual(close(expected.u));
    expect([...scoresOf(input, vector)]).toEqual(close(expected.scores));
  });

  test("so are the vectors without one of the items, and the ranks of the held-out ones", () => {
    const equations = foldIn.equationsOf(rated);
    for (const { held_out: heldOut, u } of expected.loo)
      expect([...foldIn.vectorWithout(equations, heldOut)!]).toEqual(close(u));
    if (expected.loo_mrr === null) return;
    const found = meanReciprocalRank(tableOf(input), foldIn, new LeaveOneOut([rated], 4));
    expect(found).toBeCloseTo(expected.loo_mrr, 12);
  });

  test("the same tasks for a list that knows nothing of the user", () => {
    if (expected.popularity_loo_mrr === null) return;
    const tasks = new LeaveOneOut([rated], 4);
    tasks.take(0, new ListRanker(Float64Array.from(input.b)).rank(tasks.batch(0)));
    expect(tasks.finish()).toBeCloseTo(expected.popularity_loo_mrr, 12);
  });

  test("an item inside its own fold-in leaks: what is never measured", () => {
    if (expected.leaky_mrr === null) return;
    const vector = foldIn.vectorOf(foldIn.equationsOf(rated))!;
    const leaky = Array.from(rated, (item) => {
      const masked = rated.filter((other) => other !== item);
      const targets = Uint32Array.of(item);
      return 1 / rankTargets(scoresOf(input, vector), { targets, masked }).ranks[0]!;
    });
    const mean = leaky.reduce((sum, value) => sum + value, 0) / leaky.length;
    expect(mean).toBeCloseTo(expected.leaky_mrr, 12);
  });
});

describe("fold-in", () => {
  test("λ follows the size of the vectors when none is given", () => {
    const [{ input }] = weighted as [FoldInCase];
    const vectors = vectorsOf(input);
    const trace = input.Q.flat().reduce((sum, value) => sum + value * value, 0);
    const rated = Uint32Array.of(0, 1);
    const solve = (foldIn: FoldIn) => [...foldIn.vectorOf(foldIn.equationsOf(rated))!];
    const explicit = new FoldIn(vectors, { ridge: (0.1 * trace) / 2 });
    expect([...solve(new FoldIn(vectors))]).toEqual(close(solve(explicit)));
  });

  test("infinite vectors have no solution", () => {
    const items = itemTable({ factors: [[Infinity], [1]] });
    const tasks = new LeaveOneOut([Uint32Array.of(0, 1)], 4);
    expect(meanReciprocalRank(items, new FoldIn(items), tasks)).toBeNull();
  });

  test("an item of the bias −∞ is the last of the candidates, and what was used to find it is none", () => {
    const items = itemTable({ factors: [[1], [1], [1], [1]], biases: [-Infinity, 0, 0, 0] });
    const tasks = new LeaveOneOut([Uint32Array.of(0, 1, 2)], 4);
    // Items 0 and 3 are left when 0 is to be found, and 1 or 2 ties with 3.
    const expected = (1 / 2 + 1 / 1.5 + 1 / 1.5) / 3;
    expect(meanReciprocalRank(items, new FoldIn(items), tasks)).toBeCloseTo(expected, 12);
  });
});

describe("leave one out", () => {
  test("a user who rated everything costs no more than two hundred tasks, spread over the items", () => {
    const everything = Uint32Array.from({ length: 1000 }, (_, item) => item);
    const { targets } = new LeaveOneOut([everything], 1024).batch(0);
    expect(targets.ids).toHaveLength(200);
    expect([targets.ids[0], targets.ids[1], targets.ids.at(-1)]).toEqual([0, 5, 995]);
  });

  test("cuts users and never a user into batches", () => {
    const rated = [2, 3, 9, 2].map((length) => Uint32Array.from({ length }, (_, item) => item));
    const tasks = new LeaveOneOut(rated, 5);
    expect(tasks.numTasks).toBe(16);
    const users = Array.from({ length: tasks.numBatches }, (_, index) => tasks.batch(index).users.length);
    expect(users).toEqual([2, 1, 1]);
  });
});
