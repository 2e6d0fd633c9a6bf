import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { plainOf } from "../../../src/formats/report/phrase.ts";
import { renderSummary } from "../../../src/formats/report/summary.ts";
import { trendView } from "../../../src/formats/report/trend-view.ts";
import { DEFAULT_LIMITS } from "../../support/evidence.ts";
import { WEEKS, anEvaluation, previousWeek, type Evaluation } from "../../support/outcomes.ts";
import { aTrend, SECOND_MODEL } from "../../support/trend.ts";

const QUIET = { metrics: WEEKS.quiet, previous: previousWeek(WEEKS.first) };

function viewOf(trend: ReturnType<typeof aTrend>, evaluation: Evaluation = QUIET) {
  return trendView(anEvaluation({ ...evaluation, outcome: { ...evaluation.outcome, trend } }));
}

function seriesOf(chart: readonly string[]): readonly string[] {
  return chart.map((line) => line.trim()).filter((line) => /^(?:line|bar) /.test(line));
}

describe("the chart of the trend", () => {
  test("draws the metric, its minimum and how far it may fall", () => {
    expect(seriesOf(viewOf(aTrend([0.05, 0.04])).chart)).toEqual([
      "line [0.05, 0.04]",
      "line [0.02, 0.02]",
      "line [0.0402, 0.0402]",
    ]);
  });

  test("draws events as bars, of different heights, before the lines", () => {
    const { chart } = viewOf(
      aTrend([0.05, 0.04, 0.05], {
        1: { modelDigest: SECOND_MODEL, dispatch: "sent" },
        2: { modelDigest: SECOND_MODEL, dispatch: "refused" },
      }),
    );
    expect(seriesOf(chart).slice(0, 3)).toEqual([
      "bar [-0.00165, 0.055, -0.00165]",
      "bar [-0.00165, 0.0275, -0.00165]",
      "line [0.05, 0.04, 0.05]",
    ]);
  });

  test("has a colour and a meaning for each series", () => {
    const { chart, legend } = viewOf(
      aTrend([0.05, 0.04, 0.05], { 1: { modelDigest: SECOND_MODEL, dispatch: "sent" } }),
    );
    const colors = /"plotColorPalette":"([^"]+)"/.exec(chart[0]!)![1]!.split(", ");
    expect(colors).toHaveLength(seriesOf(chart).length);
    expect(new Set(colors).size).toBe(colors.length);
    expect(plainOf(legend[0]!).split("; ")).toHaveLength(colors.length);
  });

  test("leaves out limits that are off, or that no such metric can reach", () => {
    const limits = { ...DEFAULT_LIMITS, thresholds: new Map([["test_mrr", 2]]), maxMrrDrop: null };
    expect(
      seriesOf(viewOf(aTrend([0.05, 0.04]), { ...QUIET, limits, dispatch: { dryRun: true } }).chart),
    ).toEqual(["line [0.05, 0.04]"]);
  });

  test("is not there for one run, which is no trend", () => {
    expect(viewOf(aTrend([0.05]))).toEqual({ chart: [], legend: [], rows: [] });
    expect(viewOf([])).toEqual({ chart: [], legend: [], rows: [] });
  });

  test("leaves out runs that were measured in another way, which stay in the table", () => {
    const { chart, rows, legend } = viewOf(
      aTrend([0.05, 0.03, 7, 0.04], { 1: { comparability: "different-train-mask" } }),
    );
    expect(seriesOf(chart)[0]).toBe("line [0.05, 0.04]");
    expect(rows.map(({ number, notes }) => [number, notes])).toEqual([
      ["2", ""],
      ["–", "not drawn: not between 0 and 1"],
      ["–", "not drawn: measured with another train mask"],
      ["1", ""],
    ]);
    expect(plainOf(legend[1]!)).toContain("2 runs were measured in another way");
  });

  test("shows the newest 52 runs and sums up the older ones", () => {
    const values = Array.from({ length: 60 }, (_, week) => 0.01 + week / 1000);
    const { chart, rows, legend } = viewOf(aTrend(values));
    expect(rows).toHaveLength(52);
    expect(rows[0]).toMatchObject({ number: "52", value: "0.069" });
    expect(chart.find((line) => line.includes("x-axis"))).toContain(", 52]");
    expect(plainOf(legend[1]!)).toBe(
      "8 older runs are not shown: from 2025-09-15 05:17 UTC on, 0.01 to 0.017, half of them at 0.014 or below.",
    );
  });

  test("has plain decimals only, whatever the values", () => {
    const value = fc.oneof(
      fc.double({ noNaN: true }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      fc.constant(5e-324),
    );
    fc.assert(
      fc.property(fc.array(value, { minLength: 2, maxLength: 60 }), (values) => {
        for (const line of seriesOf(viewOf(aTrend(values)).chart))
          expect(line).toMatch(/^(?:line|bar) \[-?\d+(?:\.\d+)?(?:, -?\d+(?:\.\d+)?)*\]$/);
      }),
    );
  });
});

describe("the table of the trend", () => {
  test("is newest first, with the change against the run before", () => {
    const { rows } = viewOf(aTrend([0.04, 0.05, 0.045]));
    expect(rows.map(({ number, value, change }) => [number, value, change])).toEqual([
      ["3", "0.045", "−10.0%"],
      ["2", "0.05", "+25.0%"],
      ["1", "0.04", "–"],
    ]);
  });

  test("says what happened", () => {
    const { rows } = viewOf(
      aTrend([0.05, 0.04, 0.05, 0.05], {
        0: { comparability: "settings-unknown", modelDigest: null },
        1: { dispatch: "intended" },
        2: { newModel: true, dispatch: "refused" },
      }),
    );
    expect(rows.map(({ notes }) => notes)).toEqual([
      "",
      "new model; request for retraining refused",
      "retraining requested, end unknown",
      "settings unknown",
    ]);
    expect(rows[3]!.model).toEqual([]);
  });

  test("knows how the event of this run ended", () => {
    const drop = { metrics: WEEKS.shifted, previous: previousWeek(WEEKS.quiet) };
    const trend = aTrend([0.05, 0.02]);
    expect(viewOf(trend, drop).rows[0]!.notes).toBe("retraining requested");
    const failed = { what: "retrain-event", message: "no", hint: "" } as const;
    const refused = { ...drop, outcome: { dispatched: false, failedDeliveries: [failed] } };
    expect(viewOf(trend, refused).rows[0]!.notes).toBe("request for retraining refused");
    expect(viewOf(trend, { ...drop, dispatch: { dryRun: true } }).rows[0]!.notes).toBe("");
  });
});

test("a long history stays far below what a summary may hold", () => {
  const values = Array.from({ length: 261 }, (_, week) => 0.04 + Math.sin(week) / 100);
  const page = renderSummary(anEvaluation({ ...QUIET, outcome: { trend: aTrend(values) } }));
  expect(Buffer.byteLength(page)).toBeLessThan(20_000);
});
