import { describe, expect, test } from "@jest/globals";
import type { HistoryReport, NotSaved } from "../../../src/core/history.ts";
import { historyDeliveries, historyWarnings } from "../../../src/formats/report/history-view.ts";
import { markdownOf, plainOf } from "../../../src/formats/report/phrase.ts";
import { aHistory, aHistoryCopyInCache } from "../../support/outcomes.ts";

function told(report: HistoryReport): readonly string[] {
  return historyDeliveries(report).map(({ text }) => plainOf(text));
}

const CACHE_ONLY = aHistory({ copies: [aHistoryCopyInCache()], isCacheOnly: true });

describe("what is told of the history", () => {
  test.each<[NotSaved, string]>([
    ["off", "history is none"],
    ["remote", "tracking server"],
    ["dry-run", "Dry run"],
    ["pull-request", "pull request"],
    ["foreign-head", "another repository"],
    ["other-branch", "default branch"],
    ["no-runs", "no history to save"],
  ])("when it is not saved (%s): why", (why, words) => {
    expect(told({ ...aHistory(), saved: { kind: "held", why } })).toEqual([expect.stringContaining(words)]);
  });

  test("a branch lives for ever, so no date is told", () => {
    const copies = [{ store: "branch", name: "memory", expiresAt: null }] as const;
    expect(told(aHistory({ copies }))).toEqual(["The history, 12 runs, is saved on the branch memory."]);
  });

  test("a run that may read no copy says that nothing is known, and how to change that", () => {
    const report: HistoryReport = { ...aHistory(), restored: { state: "unasked", refusals: [] } };
    expect(told(report)[0]).toContain("may read no copy");
    expect(told(report)[0]).toContain("history set to branch");
  });

  test("a cache alone is warned of, with what to do", () => {
    expect(historyWarnings(CACHE_ONLY).map(plainOf)).toEqual([
      expect.stringContaining("Set history to branch"),
    ]);
    expect(historyWarnings(aHistory())).toEqual([]);
  });

  test("words of a refusal cannot become markup", () => {
    const refusal = { store: "artifact", message: "no <img src=x> @team", hint: "::error::x" } as const;
    const report: HistoryReport = { ...aHistory(), restored: { state: "found", refusals: [refusal] } };
    const markdown = historyDeliveries(report).map(({ text }) => markdownOf(text));
    expect(markdown.join("\n")).not.toMatch(/<img|(?<!<code>)@team/);
  });
});
