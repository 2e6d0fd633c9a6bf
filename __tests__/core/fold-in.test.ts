import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { FoldIn, type ItemVectors } from "../../src/core/fold-in.ts";
import { foldInScores, leaveOneOut, popularityScores, rankAmong } from "../../src/core/leave-one-out.ts";

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
function vectorsOf({ Q, b }: FoldInCase["input"]): ItemVectors {
  return {
    numItems: Q.length,
    dim: Q[0]!.length,
    itemFactors: Float64Array.from(Q.flat()),
    itemBiases: Float64Array.from(b),
  };
}

function foldInOf({ input }: FoldInCase): FoldIn {
  return new FoldIn(vectorsOf(input), { confidence: input.c, ridge: input.reg });
}

function mean(values: Float64Array | null): number | null {
  return values === null || values.length === 0
    ? null
    : values.reduce((sum, value) => sum + value, 0) / values.length;
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
  const numItems = input.Q.length;

  test("the vector and the scores are those of the reference", () => {
    const vector = foldIn.vectorOf(foldIn.equationsOf(rated))!;
    expect([...vector]).toEqual(close(expected.u));
    const scores = new Float64Array(numItems);
    foldIn.score(vector, scores);
    expect([...scores]).toEqual(close(expected.scores));
  });

  test("so are the vectors without one of the items, and the ranks of the held-out ones", () => {
    const equations = foldIn.equationsOf(rated);
    for (const { held_out: heldOut, u } of expected.loo)
      expect([...foldIn.vectorWithout(equations, heldOut)!]).toEqual(close(u));
    const reciprocalRanks = leaveOneOut(rated, numItems, foldInScores(foldIn))!;
    expect([...reciprocalRanks]).toEqual(close(expected.loo.map(({ rank }) => 1 / rank)));
    expect(mean(reciprocalRanks)).toEqual(
      expected.loo_mrr === null ? null : expect.closeTo(expected.loo_mrr, 12),
    );
  });

  test("the same tasks for a list that knows nothing of the user", () => {
    const list = popularityScores(Float64Array.from(input.b));
    const found = mean(leaveOneOut(rated, numItems, list));
    expect(found).toEqual(
      expected.popularity_loo_mrr === null ? null : expect.closeTo(expected.popularity_loo_mrr, 12),
    );
  });

  test("an item inside its own fold-in leaks: what is never measured", () => {
    const scores = new Float64Array(numItems);
    foldIn.score(foldIn.vectorOf(foldIn.equationsOf(rated))!, scores);
    const leaky = Float64Array.from(rated, (item) => {
      const others = rated.filter((other) => other !== item);
      return 1 / rankAmong(scores, item, others);
    });
    expect(mean(leaky)).toEqual(expected.leaky_mrr === null ? null : expect.closeTo(expected.leaky_mrr, 12));
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
    const vectors = {
      numItems: 2,
      dim: 1,
      itemFactors: Float32Array.of(Infinity, 1),
      itemBiases: new Float32Array(2),
    };
    const list = foldInScores(new FoldIn(vectors));
    expect(leaveOneOut(Uint32Array.of(0, 1), 2, list)).toBeNull();
  });
});

describe("leave one out", () => {
  test("ties share their rank, and items that were used are no candidates", () => {
    const scores = Float64Array.of(5, 3, 3, 3, 1);
    expect(rankAmong(scores, 2, Uint32Array.of(0, 1))).toBe(1.5);
    expect(rankAmong(scores, 2, new Uint32Array(0))).toBe(3);
  });

  test("a user who rated everything costs no more than two hundred tasks, spread over the items", () => {
    const everything = Uint32Array.from({ length: 1000 }, (_, item) => item);
    const held: number[] = [];
    leaveOneOut(everything, 1000, () => (item, scores) => {
      held.push(item);
      scores.fill(0);
      return true;
    });
    expect(held).toHaveLength(200);
    expect([held[0], held[1], held.at(-1)]).toEqual([0, 5, 995]);
  });
});
