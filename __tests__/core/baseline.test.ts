import { describe, expect, test } from "@jest/globals";
import { measureBaseline } from "../../src/core/baseline.ts";
import { FURTHER_METRICS } from "../../src/core/further-metrics.ts";
import { groupInteractions, type Interactions } from "../../src/core/interactions.ts";
import type { Popularity } from "../../src/core/popularity.ts";
import { evaluate } from "../support/evaluate.ts";
import { aHealth } from "../support/health.ts";
import { modelWithScores } from "../support/model.ts";

const COUNTS = [5, 5, 3, 0, 1];
const POPULARITY: Popularity = {
  kind: "known",
  source: "train-interactions",
  counts: Float64Array.from(COUNTS),
  numUsers: 6,
};
const METRICS = new Map([
  ["test_mrr", 0.5],
  ["precision_at_10", 0.2],
  ["recall_at_10", 1],
]);
const RATED = groupInteractions([0, 0, 1], [0, 3, 4]);

function baselineOf(train: Interactions | null, popularity = POPULARITY) {
  return measureBaseline({ popularity, interactions: RATED, train, metrics: METRICS });
}

describe("the popularity baseline", () => {
  test("ranks by popularity, ties sharing their rank", () => {
    const { metrics, perUser } = baselineOf(null);
    expect([...perUser.get("popularity_mrr")!]).toEqual([(1 / 1.5 + 1 / 5) / 2, 1 / 4]);
    expect(metrics.get("popularity_mrr")).toBeCloseTo((0.43333333333 + 0.25) / 2, 10);
  });

  test("masks what the model's ranking masks", () => {
    const train = groupInteractions([0], [1]);
    expect(baselineOf(train).perUser.get("popularity_mrr")![0]).toBeCloseTo((1 / 1 + 1 / 4) / 2, 12);
  });

  test("is what evaluating a model gives whose scores are the counts", () => {
    const train = groupInteractions([0, 1], [2, 0]);
    const { metrics } = evaluate({
      model: modelWithScores([COUNTS, COUNTS]),
      interactions: RATED,
      train,
      k: 10,
      counts: aHealth(),
    });
    const baseline = baselineOf(train).metrics;
    for (const name of ["precision_at_10", "recall_at_10"])
      expect(baseline.get(`popularity_${name}`)).toBe(metrics.get(name));
    expect(baseline.get("popularity_mrr")).toBe(metrics.get("test_mrr"));
  });

  test("the lift is the model's metric divided by it", () => {
    const { metrics } = baselineOf(null);
    expect(metrics.get("lift_mrr")).toBe(0.5 / metrics.get("popularity_mrr")!);
    expect(metrics.get("lift_recall_at_10")).toBe(1 / metrics.get("popularity_recall_at_10")!);
  });

  test("over a baseline of 0 there is no lift", () => {
    const counts = Float64Array.from({ length: 20 }, (_, item) => 20 - item);
    const interactions = groupInteractions([0], [19]);
    const popularity = { ...POPULARITY, counts } as Popularity;
    const found = measureBaseline({ popularity, interactions, train: null, metrics: METRICS });
    expect(found.skipped).toEqual([
      { metric: "lift_precision_at_10", reason: "baseline-is-zero" },
      { metric: "lift_recall_at_10", reason: "baseline-is-zero" },
    ]);
    expect(found.metrics.has("lift_precision_at_10")).toBe(false);
  });

  test("without a source every one of its metrics is skipped with that reason", () => {
    const { metrics, skipped } = baselineOf(null, { kind: "unknown", reason: "no-popularity-source" });
    expect(metrics.size).toBe(0);
    expect(skipped.map(({ metric }) => metric)).toEqual(
      FURTHER_METRICS.map(({ name }) => name).filter((name) => /^(popularity|lift)_/.test(name)),
    );
    expect(new Set(skipped.map(({ reason }) => reason))).toEqual(new Set(["no-popularity-source"]));
  });
});
