import { describe, expect, test } from "@jest/globals";
import { planColdUsers, type ColdUserPolicy } from "../../src/core/cold-users.ts";
import type { FurtherMetrics } from "../../src/core/further-metrics.ts";
import { FURTHER_METRICS } from "../../src/core/further-metrics.ts";
import { groupInteractions } from "../../src/core/interactions.ts";
import type { Popularity } from "../../src/core/popularity.ts";
import { rankHere } from "../../src/core/ranking-job.ts";
import { ScalarRanker } from "../../src/core/scoring/scalar-ranker.ts";
import { aHealth } from "../support/health.ts";

/** Two kinds of film: items 0 to 2 and items 3 to 5; the second kind is the popular one. */
const MODEL = {
  numItems: 6,
  dim: 2,
  itemFactors: Float32Array.of(1, 0, 0.9, 0.1, 1, 0.1, 0, 1, 0.1, 0.9, 0.1, 1),
  itemBiases: new Float32Array(6),
};
const POPULARITY: Popularity = {
  kind: "known",
  source: "monitor.json",
  counts: Float64Array.of(1, 1, 1, 9, 8, 7),
  numUsers: 9,
};
const UNKNOWN: Popularity = { kind: "unknown", reason: "no-popularity-source" };
/** The first two users like the first kind, the third has a single item. */
const COLD = groupInteractions([7, 7, 8, 8, 9], [0, 1, 1, 2, 3]);

function measured(
  policy: ColdUserPolicy,
  changes: { cold?: typeof COLD; popularity?: Popularity } = {},
): FurtherMetrics {
  const { cold = COLD, popularity = POPULARITY } = changes;
  const dropped = { ambiguousTitle: 0, unmatchedTitle: 0, unknownUser: cold.items.length };
  const health = aHealth({ coldUsers: cold.users.length, dropped });
  const { job, finish } = planColdUsers({ policy, cold, model: MODEL, popularity, health });
  if (job !== null) rankHere(job, new ScalarRanker(job.items));
  return finish();
}

describe("skip", () => {
  test("measures nothing and complains of nothing", () => {
    expect(measured("skip")).toEqual({ metrics: new Map(), perUser: new Map(), skipped: [] });
  });
});

describe("popularity", () => {
  test("measures the whole popularity list, ties sharing their rank", () => {
    const { metrics } = measured("popularity");
    expect(metrics.get("cold_users")).toBe(3);
    expect(metrics.get("cold_ratings")).toBe(5);
    expect(metrics.get("cold_popularity_mrr")).toBeCloseTo((1 / 5 + 1 / 5 + 1) / 3, 12);
    expect(metrics.get("cold_popularity_recall_at_10")).toBe(1);
    expect(metrics.get("cold_popularity_precision_at_10")).toBeCloseTo(5 / 6 / 3, 12);
  });

  test("without a source the counts stay and the metrics are skipped", () => {
    const { metrics, skipped } = measured("popularity", { popularity: UNKNOWN });
    expect([...metrics.keys()]).toEqual(["cold_users", "cold_ratings"]);
    expect(skipped).toContainEqual({ metric: "cold_popularity_mrr", reason: "no-popularity-source" });
  });

  test("without such users there is no metric, and no NaN", () => {
    const { metrics, skipped } = measured("popularity", { cold: groupInteractions([], []) });
    expect([...metrics]).toEqual([
      ["cold_users", 0],
      ["cold_ratings", 0],
    ]);
    expect(skipped[0]!.reason).toBe("no-cold-users");
  });
});

describe("fold-in", () => {
  test("finds the held-out item of a taste that the popularity list does not know", () => {
    const { metrics } = measured("fold-in");
    expect(metrics.get("cold_fold_in_mrr")).toBeGreaterThan(0.5);
    expect(metrics.get("cold_fold_in_popularity_mrr")).toBeCloseTo(1 / 4.5, 12);
  });

  test("a user with one known item is counted and not folded in", () => {
    const { metrics } = measured("fold-in");
    expect([metrics.get("cold_users"), metrics.get("cold_fold_in_users")]).toEqual([3, 2]);
  });

  test("when nobody has two known items it is skipped", () => {
    const { metrics, skipped } = measured("fold-in", { cold: groupInteractions([1], [1]) });
    expect(metrics.has("cold_fold_in_mrr")).toBe(false);
    expect(skipped[0]).toEqual({ metric: "cold_fold_in_mrr", reason: "nobody-to-fold-in" });
  });

  test("without a popularity source only the comparison is skipped", () => {
    const { metrics, skipped } = measured("fold-in", { popularity: UNKNOWN });
    expect(metrics.has("cold_fold_in_mrr")).toBe(true);
    expect(skipped).toEqual([{ metric: "cold_fold_in_popularity_mrr", reason: "no-popularity-source" }]);
  });
});

test("every name is documented", () => {
  const documented = FURTHER_METRICS.map(({ name }) => name);
  for (const policy of ["popularity", "fold-in"] as const)
    expect(documented).toEqual(expect.arrayContaining([...measured(policy).metrics.keys()]));
});
