import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { Evaluation } from "../../src/core/evaluate.ts";
import type { FactorModel } from "../../src/core/factor-model.ts";
import { groupInteractions, type Interactions } from "../../src/core/interactions.ts";
import { NanScoreError } from "../../src/core/scoring/nan-scores.ts";
import type { Popularity } from "../../src/core/popularity.ts";
import { evaluate } from "../support/evaluate.ts";
import { aHealth } from "../support/health.ts";
import { modelWithScores } from "../support/model.ts";

type Pairs = readonly (readonly [user: number, item: number])[];

interface SpotlightFixture {
  readonly cases: readonly {
    readonly id: string;
    readonly description: string;
    readonly input: {
      readonly scores: readonly (readonly number[])[];
      readonly test: Pairs;
      readonly train: Pairs | null;
      readonly k: number;
    };
    readonly expected: {
      readonly users: readonly number[];
      readonly mrr: readonly number[];
      readonly precision: readonly number[];
      readonly recall: readonly number[];
      readonly mean: { readonly mrr: number; readonly precision: number; readonly recall: number };
    };
  }[];
  readonly id_mapping: {
    readonly scores: readonly (readonly number[])[];
    readonly expected: {
      readonly test_true: Pairs;
      readonly mrr_true: readonly number[];
      readonly test_first_appearance: Pairs;
      readonly mrr_first_appearance: readonly number[];
    };
  };
}

const path = new URL("../fixtures/stats/spotlight_evaluation.json", import.meta.url);
const fixture: SpotlightFixture = JSON.parse(readFileSync(path, "utf8"));

function pairs(list: Pairs): Interactions {
  return groupInteractions(
    list.map(([user]) => user),
    list.map(([, item]) => item),
  );
}

function run(
  model: FactorModel,
  rated: Pairs,
  { train = null, k = 10 }: { train?: Pairs | null; k?: number } = {},
): Evaluation {
  return evaluate({
    model,
    interactions: pairs(rated),
    train: train === null ? null : pairs(train),
    k,
    counts: aHealth(),
  });
}

function expectClose(found: Iterable<number> | undefined, expected: readonly number[]): void {
  const values = [...(found ?? [])];
  expect(values).toHaveLength(expected.length);
  for (const [index, value] of values.entries()) expect(value).toBeCloseTo(expected[index]!, 12);
}

describe("Spotlight's own functions", () => {
  test.each(fixture.cases)("$id: $description", ({ input, expected }) => {
    const { metrics, perUser } = run(modelWithScores(input.scores), input.test, input);
    expect([...perUser.users]).toEqual(expected.users);
    expectClose(perUser.values.get("test_mrr"), expected.mrr);
    expectClose(perUser.values.get(`precision_at_${input.k}`), expected.precision);
    expectClose(perUser.values.get(`recall_at_${input.k}`), expected.recall);
    expectClose(
      ["test_mrr", `precision_at_${input.k}`, `recall_at_${input.k}`].map((name) => metrics.get(name)!),
      [expected.mean.mrr, expected.mean.precision, expected.mean.recall],
    );
  });

  const { scores, expected } = fixture.id_mapping;
  test.each([
    { ids: "true", rated: expected.test_true, mrr: expected.mrr_true },
    { ids: "first-appearance", rated: expected.test_first_appearance, mrr: expected.mrr_first_appearance },
  ])("the same ratings with $ids ids", ({ rated, mrr }) => {
    const found = run(modelWithScores(scores), rated).perUser.values.get("test_mrr")!;
    expect([...found].map((value) => value.toFixed(12))).toEqual(mrr.map((value) => value.toFixed(12)));
  });
});

const MODEL = modelWithScores([
  [4, 3, 2, 1],
  [1, 2, 3, 4],
]);

describe("evaluate", () => {
  test("computes precision and recall at 10, and at k besides", () => {
    expect([...run(MODEL, [[0, 0]], { k: 3 }).metrics.keys()]).toEqual([
      "test_mrr",
      "precision_at_10",
      "recall_at_10",
      "precision_at_3",
      "recall_at_3",
      "num_users",
      "num_ratings",
      "avg_ratings_per_user",
      "evaluated_users",
      "evaluated_ratings",
    ]);
  });

  test("has each name once when k is 10", () => {
    expect(run(MODEL, [[0, 0]]).metrics.size).toBe(8);
  });

  test("gives per-user values for ranking metrics only", () => {
    expect([...run(MODEL, [[0, 0]]).perUser.values.keys()]).toEqual([
      "test_mrr",
      "precision_at_10",
      "recall_at_10",
    ]);
  });

  test("masks only what the same user was trained on", () => {
    const rated: Pairs = [
      [0, 1],
      [1, 2],
    ];
    const { values } = run(MODEL, rated, { train: [[0, 0]] }).perUser;
    expect([...values.get("test_mrr")!]).toEqual([1, 0.5]);
  });

  test("passes over users of the mask that are not evaluated", () => {
    const { values } = run(MODEL, [[1, 2]], {
      train: [
        [0, 3],
        [1, 3],
      ],
    }).perUser;
    expect([...values.get("test_mrr")!]).toEqual([1]);
  });

  test("tells the median number of targets and the ceiling that follows", () => {
    const { medianTargets, mrrCeiling, perUser } = run(MODEL, [
      [0, 0],
      [1, 2],
      [1, 3],
    ]);
    expect([...perUser.targets]).toEqual([1, 2]);
    expect(medianTargets).toBe(1.5);
    expect(mrrCeiling).toBeCloseTo((1 + 0.75) / 2, 15);
  });

  test("reaches the ceiling when every user's targets lead the list", () => {
    const { metrics, mrrCeiling } = run(MODEL, [
      [0, 0],
      [0, 1],
      [1, 3],
    ]);
    expect(metrics.get("test_mrr")).toBeCloseTo(mrrCeiling, 15);
  });

  test.each([
    { what: "user", rated: [[2, 0]], train: null, text: "user id 2, but the model has 2 users" },
    { what: "item", rated: [[0, 4]], train: null, text: "item id 4, but the model has 4 items" },
    { what: "masked user", rated: [[0, 0]], train: [[9, 0]], text: "user id 9" },
    { what: "masked item", rated: [[0, 0]], train: [[0, 7]], text: "item id 7" },
  ] as const)("refuses an unchecked $what beyond the model", ({ rated, train, text }) => {
    expect(() => run(MODEL, rated, { train })).toThrow(text);
  });
});

describe("a NaN score", () => {
  const everyUser: Pairs = [
    [0, 0],
    [1, 0],
  ];

  test("of an item that is no target makes the run an error with the counts", () => {
    const model = modelWithScores(
      [
        [1, 2, 3],
        [3, 2, 1],
      ],
      [0, NaN, 0],
    );
    const attempt = (): unknown => run(model, everyUser);
    expect(attempt).toThrow(NanScoreError);
    expect(attempt).toThrow("the model scores NaN for 2 of 2 evaluated users and 1 of 3 items");
  });

  test("is counted over all users, also those before and after the first", () => {
    const factors = modelWithScores([
      [1, 2],
      [3, 4],
      [5, 6],
    ]);
    const model = { ...factors, userBiases: Float32Array.of(0, NaN, 0) };
    const attempt = (): unknown => run(model, [...everyUser, [2, 0]]);
    expect(attempt).toThrow("for 1 of 3 evaluated users and 2 of 2 items");
  });

  test("of a user who is not evaluated does no harm", () => {
    const model = {
      ...modelWithScores([
        [1, 2],
        [3, 4],
      ]),
      userBiases: Float32Array.of(0, NaN),
    };
    expect(run(model, [[0, 1]]).metrics.get("test_mrr")).toBe(1);
  });

  test("of a masked item is an error too", () => {
    const model = modelWithScores([[1, 2, 3]], [0, NaN, 0]);
    expect(() => run(model, [[0, 0]], { train: [[0, 1]] })).toThrow(NanScoreError);
  });
});

describe("chosen metrics", () => {
  const SCORES = [
    [5, 4, 3, 2, 1],
    [1, 4, 5, 3, 2],
  ];
  const NAMES = ["ndcg_at_3", "hit_rate_at_1", "coverage_at_2", "personalisation_at_2", "novelty_at_2"];

  function choose(train: Pairs | null, popularity?: Popularity): Evaluation {
    return evaluate({
      model: modelWithScores(SCORES),
      interactions: pairs([
        [0, 0],
        [1, 3],
      ]),
      train: train === null ? null : pairs(train),
      k: 10,
      chosen: NAMES,
      ...(popularity === undefined ? {} : { popularity }),
      counts: aHealth(),
    });
  }

  test("stand beside those that every run has, with values for single users where they are means", () => {
    const { metrics, perUser } = choose(null);
    expect([...perUser.values.get("ndcg_at_3")!]).toEqual([1, 1 / 2]);
    expect(metrics.get("ndcg_at_3")).toBe(3 / 4);
    expect(metrics.get("hit_rate_at_1")).toBe(1 / 2);
    expect([...perUser.values.keys()]).toEqual([
      "test_mrr",
      "precision_at_10",
      "recall_at_10",
      "ndcg_at_3",
      "hit_rate_at_1",
    ]);
  });

  test("of the lists leave out what is masked", () => {
    // Lists [0, 1] and [2, 1] without the mask.
    expect(choose(null).metrics.get("coverage_at_2")).toBe(3 / 5);
    expect(choose(null).metrics.get("personalisation_at_2")).toBe(1 / 2);
    // User 1 without items 1 and 2: [3, 4].
    const masked = choose([
      [1, 1],
      [1, 2],
    ]).metrics;
    expect(masked.get("coverage_at_2")).toBe(4 / 5);
    expect(masked.get("personalisation_at_2")).toBe(1);
  });

  test("that need the popularity are skipped with the reason why nobody knows it", () => {
    const unknown = choose(null, { kind: "unknown", reason: "first-seen-ids" });
    expect(unknown.metrics.has("novelty_at_2")).toBe(false);
    expect(unknown.skipped).toEqual([{ metric: "novelty_at_2", reason: "first-seen-ids" }]);
    const counts = Float64Array.of(4, 2, 1, 0, 0);
    const known = choose(null, { kind: "known", source: "monitor.json", counts, numUsers: 4 });
    expect(known.metrics.get("novelty_at_2")).toBe(((0 + 1) / 2 + (2 + 1) / 2) / 2);
    expect(known.skipped).toEqual([]);
  });
});
