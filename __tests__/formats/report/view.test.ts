import { describe, expect, test } from "@jest/globals";

import type { RunOutcome } from "../../../src/core/outcome.ts";
import { plainOf } from "../../../src/formats/report/phrase.ts";
import { viewOf } from "../../../src/formats/report/view.ts";
import { DEFAULT_LIMITS, aPastRun } from "../../support/evidence.ts";
import { WEEKS, anError, anEvaluation, previousWeek } from "../../support/outcomes.ts";

function limits(thresholds: Record<string, number>): typeof DEFAULT_LIMITS {
  return { ...DEFAULT_LIMITS, thresholds: new Map(Object.entries(thresholds)) };
}

function verdictWords(outcome: RunOutcome): string {
  return viewOf(outcome).verdict.words;
}

function whyOf(outcome: RunOutcome): readonly string[] {
  return viewOf(outcome).why.map(plainOf);
}

function comparisonOf(outcome: RunOutcome): readonly string[] {
  return viewOf(outcome).comparison.map(plainOf);
}

describe("the verdict", () => {
  test("is not that the model fits when nothing could be checked", () => {
    const nothing = {
      ...DEFAULT_LIMITS,
      thresholds: new Map<string, number>(),
      maxMrrDrop: null,
      maxUserGrowth: null,
    };
    expect(verdictWords(anEvaluation({ limits: nothing }))).toBe("No verdict: nothing could be checked");
  });

  test("is that the model fits when some checks passed and others were skipped", () => {
    expect(verdictWords(anEvaluation())).toBe("The model still fits its users");
  });
});

describe("the reasons", () => {
  test("are at most five sentences, and say how many more there are", () => {
    const metrics = Object.fromEntries(Array.from({ length: 8 }, (_, index) => [`m${index}`, 0.1]));
    const thresholds = Object.fromEntries(Object.keys(metrics).map((metric) => [metric, 0.5]));
    const sentences = whyOf(anEvaluation({ metrics, limits: limits(thresholds) }));
    expect(sentences).toHaveLength(6);
    expect(sentences.at(-1)).toBe("3 more are in the table.");
  });

  test("count the checks when all passed", () => {
    expect(whyOf(anEvaluation({ metrics: WEEKS.quiet, previous: previousWeek(WEEKS.first) }))).toEqual([
      "The model still fits: test_mrr is 0.0418 (−6.4% against the previous run), and all 5 checks passed.",
    ]);
  });

  test("point to the table when checks were skipped for different reasons", () => {
    const outcome = anEvaluation({ limits: { ...DEFAULT_LIMITS, maxMrrDrop: null } });
    expect(whyOf(outcome)).toEqual([
      "The model fits: test_mrr is 0.04467, and 3 of 5 checks passed, 2 skipped (the table says why).",
    ]);
  });

  test("never print two equal numbers as the reason that one is below the other", () => {
    const outcome = anEvaluation({ metrics: { test_mrr: 0.0199999996 }, limits: limits({ test_mrr: 0.02 }) });
    expect(whyOf(outcome)).toEqual([
      "The model is not good enough: test_mrr is 0.0199999996, below its minimum of 0.02.",
    ]);
  });

  test("never print a change that looks like the limit it exceeds", () => {
    const metrics = { test_mrr: 0.0899999 };
    const outcome = anEvaluation({ metrics, previous: previousWeek({ test_mrr: 0.1 }), limits: limits({}) });
    expect(whyOf(outcome)).toEqual([
      "The model has decayed: test_mrr fell by 10.0001% (from 0.1 to 0.09), more than the allowed 10.0000%.",
    ]);
  });
});

describe("the previous run", () => {
  test("is said to be missing only when none was found", () => {
    expect(comparisonOf(anEvaluation())).toEqual(["First evaluation: nothing to compare with yet."]);
  });

  test("does not look like a beginning when earlier runs could not be read", () => {
    const skippedRuns = [{ path: "mlruns/1/a", reason: "no meta.yaml" }];
    expect(comparisonOf(anEvaluation({ outcome: { skippedRuns, isFirst: false } }))).toEqual([
      "No earlier run has a metric to compare with.",
    ]);
  });

  test("does not look like a beginning when earlier runs have other metrics", () => {
    expect(comparisonOf(anEvaluation({ previous: previousWeek({ other: 1 }) }))).toEqual([
      "No earlier run has a metric to compare with.",
    ]);
  });

  test("is named once when all metrics come from it", () => {
    const outcome = anEvaluation({ metrics: WEEKS.quiet, previous: previousWeek(WEEKS.first) });
    expect(comparisonOf(outcome)).toEqual([
      "Previous run: 89abcdef0123456789abcdef01234567 of 2026-10-26 05:17 UTC.",
    ]);
  });

  test("is named for each metric when they differ", () => {
    const older = {
      run: aPastRun({}, { runId: "older", startTime: 0 }),
      value: 240,
      comparability: "comparable",
    } as const;
    const previous = new Map([...previousWeek({ test_mrr: 0.04 }), ["num_users", older] as const]);
    expect(comparisonOf(anEvaluation({ previous }))).toEqual([
      "Previous runs: 89abcdef0123456789abcdef01234567 of 2026-10-26 05:17 UTC for test_mrr; older of 1970-01-01 00:00 UTC for num_users.",
    ]);
  });

  test("may carry a time that is none", () => {
    const outcome = anEvaluation({ previous: previousWeek(WEEKS.first, "comparable", 9e15) });
    expect(comparisonOf(outcome)[0]).toContain("of an unknown time.");
  });

  test("comes with one note when nothing changed since, although two rules found it", () => {
    const outcome = anEvaluation({ previous: previousWeek(WEEKS.first, "same-measurement") });
    expect(comparisonOf(outcome).slice(1)).toEqual([
      "Model, database and settings are those of the previous run: this is the same measurement again, not news about the model.",
    ]);
  });

  test("comes with one note when its settings are unknown, although two rules compare with it", () => {
    const outcome = anEvaluation({
      metrics: WEEKS.quiet,
      previous: previousWeek(WEEKS.first, "settings-unknown"),
    });
    const notes = comparisonOf(outcome).slice(1);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain("its settings are unknown");
  });

  test("with unknown settings is told once beside the reasons when both rules fired", () => {
    const outcome = anEvaluation({
      metrics: WEEKS.shifted,
      previous: previousWeek(WEEKS.quiet, "settings-unknown"),
    });
    const { why, comparison: notes } = viewOf(outcome);
    expect(why.map(plainOf)).toEqual([
      expect.stringContaining("test_mrr fell by 47.8%"),
      expect.stringContaining("num_users grew by 24.9%"),
      expect.stringContaining("its settings are unknown"),
    ]);
    expect(notes).toHaveLength(1);
  });
});

test("an error that came after logging names the run", () => {
  const view = viewOf(anError({ run: { runId: "abc", experimentId: "1" } }));
  expect(view.deliveries.map(({ text }) => plainOf(text))).toEqual([
    "The run abc was logged before the error; nothing was triggered.",
  ]);
});
