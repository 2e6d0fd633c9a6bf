import { describe, expect, test } from "@jest/globals";

import type { Measurement } from "../../../src/core/measurement.ts";
import type { RunOutcome } from "../../../src/core/outcome.ts";
import { plainOf } from "../../../src/formats/report/phrase.ts";
import { viewOf } from "../../../src/formats/report/view.ts";
import { DEFAULT_LIMITS, aPastRun } from "../../support/evidence.ts";
import {
  WEEKS,
  aHealth,
  aMeasurement,
  anError,
  anEvaluation,
  previousWeek,
  someSettings,
} from "../../support/outcomes.ts";

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

function dataLines(measurement: Measurement): Record<"leftOut" | "kept" | "honesty", readonly string[]> {
  const { leftOut, kept, honesty } = viewOf(anEvaluation({ measurement }));
  return { leftOut: leftOut.map(plainOf), kept: kept.map(plainOf), honesty: honesty.map(plainOf) };
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

describe("the data", () => {
  const nothingDropped = { ambiguousTitle: 0, unmatchedTitle: 0, unknownUser: 0 };

  test("does not mention what did not happen", () => {
    const health = aHealth(WEEKS.first, { dropped: nothingDropped });
    expect(dataLines(aMeasurement({ health }))).toMatchObject({ leftOut: [], kept: [] });
  });

  test("counts every kind of row that was left out, or is odd but counts", () => {
    const health = aHealth(WEEKS.first, {
      dropped: { ambiguousTitle: 1, unmatchedTitle: 2, unknownUser: 1_000 },
      problems: { malformedRows: 3, nonNumericRatings: 4, malformedTimestamps: 1 },
      duplicateRows: 5,
    });
    expect(dataLines(aMeasurement({ health }))).toMatchObject({
      leftOut: [
        "1 rating whose title belongs to several items",
        "2 ratings whose title the model does not know",
        "1,000 ratings by users the model does not know",
        "3 rows without a user or an item",
      ],
      kept: [
        "5 repeated ratings, counted once",
        "4 ratings that are not numbers",
        "1 time that cannot be read",
      ],
    });
  });

  test("counts each kind of rating that the settings left out", () => {
    const filtered = { belowMinRating: 15, withoutTime: 1, tooOld: 2_000 };
    const health = aHealth(WEEKS.first, { dropped: nothingDropped, filtered });
    expect(dataLines(aMeasurement({ health })).leftOut).toEqual([
      "15 ratings below the minimum or not a number",
      "1 rating without a time that can be read",
      "2,000 ratings too old to count",
    ]);
  });

  test.each([
    [{ minRating: 4 }, ["1 time that cannot be read"]],
    [{ since: "time", newerThan: 0 }, ["4 ratings that are not numbers"]],
  ] as const)("does not say of ratings that the settings %j left out that they count", (settings, kept) => {
    const problems = { malformedRows: 0, nonNumericRatings: 4, malformedTimestamps: 1 };
    const health = aHealth(WEEKS.first, { problems });
    expect(dataLines(aMeasurement({ health, settings: someSettings(settings) })).kept).toEqual(kept);
  });

  test.each([
    [
      { trainMask: true },
      "Ratings known at training time (train-interactions) were left out of the ranking: the rest is a test.",
    ],
    [{ trainMask: false }, expect.stringContaining("a test.")],
    [{ minRating: 3.5 }, "Only ratings of at least 3.5 count as relevant."],
    [
      { since: "previous-run", newerThan: Date.UTC(2026, 9, 25, 20) },
      "Only ratings made after 2026-10-25 20:00 UTC count: those that the previous run did not see.",
    ],
    [
      { since: "previous-run", newerThan: null },
      "There is no previous run to start from: ratings of every age count, and some may be older than the model.",
    ],
    [
      { since: "time", newerThan: Date.UTC(2026, 9, 25, 20) },
      "Only ratings made after 2026-10-25 20:00 UTC count.",
    ],
  ] as const)("is described honestly for the settings %j", (settings, line) => {
    expect(dataLines(aMeasurement({ settings: someSettings(settings) })).honesty).toContainEqual(line);
  });

  test("has ratings of an age that is known", () => {
    const health = aHealth(WEEKS.first, { newestRating: Date.UTC(2026, 10, 1, 20, 0) });
    expect(dataLines(aMeasurement({ health })).honesty).toContain(
      "Ratings of every age count: some may be older than the model.",
    );
  });

  test("says of a sequence model what it was asked for, and nothing of masks and the ceiling", () => {
    const model = { ...aMeasurement().model, kind: "sequence", numUsers: 0 };
    const honesty = dataLines(aMeasurement({ model })).honesty.join("\n");
    expect(honesty).toContain("sequences of at most 7 items in the order of their times");
    expect(honesty).toContain("Sequences that the model was trained on are not left out");
    expect(honesty).not.toMatch(/masked|cannot exceed/);
  });

  test("has no unknown users and items in first-seen mode, where ids mean nothing", () => {
    const { honesty } = dataLines(aMeasurement({ settings: someSettings({ idMapping: "first-seen" }) }));
    expect(honesty.join("\n")).not.toContain("Unknown");
  });
});

test("an error that came after logging names the run", () => {
  const view = viewOf(anError({ run: { runId: "abc", experimentId: "1" } }));
  expect(view.deliveries.map(({ text }) => plainOf(text))).toEqual([
    "The run abc was logged before the error; nothing was triggered.",
  ]);
});
