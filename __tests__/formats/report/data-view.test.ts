import { describe, expect, test } from "@jest/globals";

import type { Measurement } from "../../../src/core/measurement.ts";
import { plainOf } from "../../../src/formats/report/phrase.ts";
import { viewOf } from "../../../src/formats/report/view.ts";
import { WEEKS, aHealth, aMeasurement, anEvaluation, someSettings } from "../../support/outcomes.ts";

function dataLines(measurement: Measurement): Record<"leftOut" | "kept" | "honesty", readonly string[]> {
  const { leftOut, kept, honesty } = viewOf(anEvaluation({ measurement }));
  return { leftOut: leftOut.map(plainOf), kept: kept.map(plainOf), honesty: honesty.map(plainOf) };
}

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
