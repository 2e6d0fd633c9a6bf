import { describe, expect, test } from "@jest/globals";
import { userGrowth } from "../../../src/core/rules/user-growth.ts";
import { DEFAULT_LIMITS, change } from "../../support/evidence.ts";

const judge = (evidence: Parameters<typeof userGrowth.evaluate>[0], maxUserGrowth: number | null = 0.1) =>
  userGrowth.evaluate(evidence, { ...DEFAULT_LIMITS, maxUserGrowth })[0]!;

describe("user-growth", () => {
  test("does not fire on growth of exactly 10 % for any count that has one", () => {
    const fired: number[] = [];
    for (let before = 10; before <= 100_000; before += 10)
      if (judge(change("num_users", before, (before / 10) * 11)).outcome === "fired") fired.push(before);
    expect(fired).toEqual([]);
  });

  test("fires one user beyond 10 % for every such count", () => {
    const quiet: number[] = [];
    for (let before = 10; before <= 100_000; before += 10)
      if (judge(change("num_users", before, (before / 10) * 11 + 1)).outcome !== "fired") quiet.push(before);
    expect(quiet).toEqual([]);
  });

  test("divides by the previous count, not by the current one", () => {
    expect(judge(change("num_users", 100, 111))).toMatchObject({ outcome: "fired", change: 0.11 });
  });

  test("passes when users leave", () => {
    expect(judge(change("num_users", 100, 10))).toMatchObject({ outcome: "passed", reason: "within-limit" });
  });

  test("is skipped when there were no users before", () => {
    expect(judge(change("num_users", 0, 10))).toMatchObject({
      outcome: "skipped",
      reason: "previous-is-zero",
    });
  });

  test("is skipped without a previous run", () => {
    expect(judge(change("num_users", null, 10))).toMatchObject({
      outcome: "skipped",
      reason: "no-previous-run",
    });
  });

  test("is skipped when the query differs", () => {
    expect(judge(change("num_users", 10, 100, "different-query"))).toMatchObject({
      outcome: "skipped",
      reason: "different-query",
    });
  });

  test("is off when its limit is off", () => {
    expect(judge(change("num_users", 10, 100), null)).toMatchObject({
      outcome: "skipped",
      reason: "rule-is-off",
    });
  });

  test("fires against a run with unknown settings and says so", () => {
    expect(judge(change("num_users", 10, 100, "settings-unknown")).reason).toBe(
      "grew-more-than-limit-settings-unknown",
    );
  });
});
