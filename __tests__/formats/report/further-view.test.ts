import { describe, expect, test } from "@jest/globals";
import { SKIP_REASONS } from "../../../src/core/further-metrics.ts";
import { furtherNotes } from "../../../src/formats/report/further-view.ts";
import { plainOf } from "../../../src/formats/report/phrase.ts";
import { renderSummary } from "../../../src/formats/report/summary.ts";
import { renderTerminal } from "../../../src/formats/report/terminal.ts";
import { WEEKS, aHealth, aMeasurement, anEvaluation } from "../../support/outcomes.ts";

const BASELINE = { ...WEEKS.first, popularity_mrr: 0.04, lift_mrr: 1.117 };

function notesOf(
  metrics: Readonly<Record<string, number>>,
  changes: Parameters<typeof aMeasurement>[0] = {},
): readonly string[] {
  return furtherNotes(aMeasurement({ metrics: new Map(Object.entries(metrics)), ...changes })).map(plainOf);
}

describe("notes on further metrics", () => {
  test("the baseline is explained with the source of its counts", () => {
    expect(notesOf(BASELINE, { popularitySource: "monitor.json" })).toEqual([
      "popularity_mrr and its like are those of a list of the most popular items (counts from monitor.json) on the same ratings with the same mask, and a lift is the model's metric divided by the list's: at 1 or below, the model is not shown to beat that list.",
    ]);
  });

  test("fold-in says that it is not served and whom it leaves out", () => {
    const [note] = notesOf({ cold_users: 9, cold_fold_in_users: 7, cold_fold_in_mrr: 0.1 });
    expect(note).toContain("not what is served");
    expect(note).toContain("2 users have a single known item");
  });

  test("metrics that could not be computed are listed once a reason", () => {
    const skippedMetrics = ["popularity_mrr", "lift_mrr"].map((metric) => ({
      metric,
      reason: "no-popularity-source" as const,
    }));
    expect(notesOf(WEEKS.first, { popularitySource: null, skippedMetrics })).toEqual([
      "Not computed: popularity_mrr, lift_mrr: nobody knows how popular an item was in training; set train-interactions, or write monitor.json beside the model.",
    ]);
  });

  test.each(SKIP_REASONS)("the reason %s has a sentence", (reason) => {
    const [note] = notesOf({}, { skippedMetrics: [{ metric: "lift_mrr", reason }] });
    expect(note).toMatch(/^Not computed: lift_mrr: .{20,}\.$/);
  });
});

describe.each([
  ["summary", (outcome: ReturnType<typeof anEvaluation>) => renderSummary(outcome)],
  ["terminal", (outcome: ReturnType<typeof anEvaluation>) => renderTerminal(outcome)],
])("the %s", (_, render) => {
  test("shows the notes below the metrics", () => {
    const text = render(anEvaluation({ metrics: BASELINE }));
    expect(text.indexOf("lift_mrr")).toBeLessThan(text.indexOf("is not shown to beat that list"));
  });

  test("shows the share of users and ratings that the model never saw, whatever the policy", () => {
    const text = render(anEvaluation());
    expect(text).toContain(
      "Users whom the model never saw: 9 (3.6%) of 250 users rated items that it knows, 57 (2.8%) of 2,015 ratings",
    );
  });

  test("shows what is odd in the maps by kind, and nothing where nothing is", () => {
    const mapProblems = {
      users: { malformedRows: 1, conflictingNames: 2, sharedIds: 0 },
      items: { malformedRows: 0, sharedIds: 3 },
    };
    const odd = anEvaluation({ measurement: { health: aHealth(WEEKS.first, { mapProblems }) } });
    expect(render(odd)).toContain(
      "Odd in the id maps: 1 malformed row in the user map; 2 usernames with several ids, taken for unknown; 3 item ids with several titles.",
    );
    expect(render(anEvaluation())).not.toContain("Odd in the id maps");
  });
});

describe("chosen metrics", () => {
  const outcome = anEvaluation({ metrics: { ...WEEKS.first, ndcg_at_10: 0.25, precision_at_5: 0.1 } });

  test("name their convention in the summary", () => {
    const page = renderSummary(outcome);
    expect(page).toContain("| Metric | Now | Before | Convention |");
    expect(page).toContain(
      "| <code>ndcg_at_10</code> | 0.25 | – | binary gains, log2 discount, perfect list of min(rated items, 10) places |",
    );
    expect(page).toContain("| <code>precision_at_5</code> | 0.1 | – |  |");
  });

  test("name it on a terminal", () => {
    expect(renderTerminal(outcome)).toMatch(/ndcg_at_10 +0\.25 +– +binary gains, log2 discount/u);
  });
});
