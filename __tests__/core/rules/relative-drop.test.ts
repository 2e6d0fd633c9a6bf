import { describe, expect, test } from "@jest/globals";
import { relativeDrop } from "../../../src/core/rules/relative-drop.ts";
import { DEFAULT_LIMITS, change } from "../../support/evidence.ts";

const judge = (evidence: Parameters<typeof relativeDrop.evaluate>[0], maxMrrDrop: number | null = 0.1) =>
  relativeDrop.evaluate(evidence, { ...DEFAULT_LIMITS, maxMrrDrop })[0]!;

describe("relative-drop", () => {
  test("does not fire on a fall of exactly 10 %, whatever binary rounding makes of it", () => {
    const fired: number[] = [];
    for (let thousandths = 10; thousandths <= 10_000; thousandths += 10) {
      // before and now are the float64 nearest to decimals that differ by exactly 10 %.
      const before = thousandths / 1000;
      const now = Number(((thousandths * 9) / 10 / 1000).toFixed(6));
      if (judge(change("test_mrr", before, now)).outcome === "fired") fired.push(before);
    }
    expect(fired).toEqual([]);
  });

  test.each([
    [0.1, 0.09, "passed"],
    [0.05, 0.045, "passed"],
    [0.03, 0.027, "passed"],
    [1, 0.9, "passed"],
    [0.1, 0.0899, "fired"],
    [0.1, 0.09 - 2e-9, "fired"],
    [0.1, 0, "fired"],
    [0.1, 0.1, "passed"],
    [0.1, 0.5, "passed"],
    [1e-12, 0.89e-12, "fired"],
  ])("from %d to %d: %s", (before, now, outcome) => {
    expect(judge(change("test_mrr", before, now)).outcome).toBe(outcome);
  });

  test("reports now, before, limit and the signed change", () => {
    expect(judge(change("test_mrr", 0.1, 0.05))).toEqual({
      rule: "relative-drop",
      metric: "test_mrr",
      outcome: "fired",
      now: 0.05,
      before: 0.1,
      limit: 0.1,
      change: -0.5,
      reason: "fell-more-than-limit",
    });
  });

  test.each([
    ["there is no previous run", change("test_mrr", null, 0.1), "no-previous-run"],
    [
      "the history could not be read",
      { ...change("test_mrr", null, 0.1), historyUnreadable: true },
      "history-unreadable",
    ],
    ["the metric was not computed", change("test_mrr", 0.1, null), "metric-not-computed"],
    ["the previous value is 0", change("test_mrr", 0, 0.1), "previous-is-zero"],
    ["the train mask differs", change("test_mrr", 0.1, 0.01, "different-train-mask"), "different-train-mask"],
    ["the id mapping differs", change("test_mrr", 0.1, 0.01, "different-id-mapping"), "different-id-mapping"],
    ["min-rating differs", change("test_mrr", 0.1, 0.01, "different-min-rating"), "different-min-rating"],
    ["the query differs", change("test_mrr", 0.1, 0.01, "different-query"), "different-query"],
    ["the since mode differs", change("test_mrr", 0.1, 0.01, "different-since"), "different-since"],
  ])("is skipped with its reason when %s", (_, evidence, reason) => {
    expect(judge(evidence)).toMatchObject({ outcome: "skipped", reason });
  });

  test("is skipped as off when the limit is off, even if the metric collapsed", () => {
    expect(judge(change("test_mrr", 0.1, 0), null)).toMatchObject({
      outcome: "skipped",
      reason: "rule-is-off",
    });
  });

  test("fires against a run with unknown settings and says so", () => {
    expect(judge(change("test_mrr", 0.1, 0.01, "settings-unknown"))).toMatchObject({
      outcome: "fired",
      reason: "fell-more-than-limit-settings-unknown",
    });
  });

  test("passes against a run with unknown settings and says so", () => {
    expect(judge(change("test_mrr", 0.1, 0.1, "settings-unknown"))).toMatchObject({
      outcome: "passed",
      reason: "within-limit-settings-unknown",
    });
  });

  test("says that nothing was measured anew when model, database and settings are the same", () => {
    expect(judge(change("test_mrr", 0.1, 0.1, "same-measurement"))).toMatchObject({
      outcome: "passed",
      reason: "same-measurement",
    });
  });

  test("with a limit of 0 fires on any fall", () => {
    expect(judge(change("test_mrr", 0.1, 0.0999), 0).outcome).toBe("fired");
  });
});
