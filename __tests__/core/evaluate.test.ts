import { describe, expect, test } from "@jest/globals";

import { NanScoreError } from "../../src/core/scoring/nan-scores.ts";
import { type Pairs, evaluatePairs } from "../support/evaluate.ts";
import { modelWithScores } from "../support/model.ts";

const MODEL = modelWithScores([
  [4, 3, 2, 1],
  [1, 2, 3, 4],
]);

describe("evaluate", () => {
  test("computes precision and recall at 10, and at k besides", () => {
    expect([...evaluatePairs(MODEL, [[0, 0]], { k: 3 }).metrics.keys()]).toEqual([
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
    expect(evaluatePairs(MODEL, [[0, 0]]).metrics.size).toBe(8);
  });

  test("gives per-user values for ranking metrics only", () => {
    expect([...evaluatePairs(MODEL, [[0, 0]]).perUser.values.keys()]).toEqual([
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
    const { values } = evaluatePairs(MODEL, rated, { train: [[0, 0]] }).perUser;
    expect([...values.get("test_mrr")!]).toEqual([1, 0.5]);
  });

  test("passes over users of the mask that are not evaluated", () => {
    const { values } = evaluatePairs(MODEL, [[1, 2]], {
      train: [
        [0, 3],
        [1, 3],
      ],
    }).perUser;
    expect([...values.get("test_mrr")!]).toEqual([1]);
  });

  test("tells the median number of targets and the ceiling that follows", () => {
    const { medianTargets, mrrCeiling, perUser } = evaluatePairs(MODEL, [
      [0, 0],
      [1, 2],
      [1, 3],
    ]);
    expect([...perUser.targets]).toEqual([1, 2]);
    expect(medianTargets).toBe(1.5);
    expect(mrrCeiling).toBeCloseTo((1 + 0.75) / 2, 15);
  });

  test("reaches the ceiling when every user's targets lead the list", () => {
    const { metrics, mrrCeiling } = evaluatePairs(MODEL, [
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
    expect(() => evaluatePairs(MODEL, rated, { train })).toThrow(text);
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
    const attempt = (): unknown => evaluatePairs(model, everyUser);
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
    const attempt = (): unknown => evaluatePairs(model, [...everyUser, [2, 0]]);
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
    expect(evaluatePairs(model, [[0, 1]]).metrics.get("test_mrr")).toBe(1);
  });

  test("of a masked item is an error too", () => {
    const model = modelWithScores([[1, 2, 3]], [0, NaN, 0]);
    expect(() => evaluatePairs(model, [[0, 0]], { train: [[0, 1]] })).toThrow(NanScoreError);
  });
});
