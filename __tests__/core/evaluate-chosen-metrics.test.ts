import { describe, expect, test } from "@jest/globals";

import type { Evaluation } from "../../src/core/evaluate.ts";
import type { Popularity } from "../../src/core/popularity.ts";
import { evaluate, type Pairs, pairs } from "../support/evaluate.ts";
import { aHealth } from "../support/health.ts";
import { modelWithScores } from "../support/model.ts";

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
