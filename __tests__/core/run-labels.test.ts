import { describe, expect, test } from "@jest/globals";
import { PARAMS, paramsOf } from "../../src/core/run-labels.ts";
import { aMeasurement, someSettings } from "../support/outcomes.ts";

const NOON = Date.UTC(2026, 9, 26, 12);

function paramsWith(settings: Parameters<typeof someSettings>[0]): ReadonlyMap<string, string> {
  return paramsOf(aMeasurement({ settings: someSettings(settings) }), "sha256:q");
}

describe("the params of a run", () => {
  test.each([
    [{ since: "all", newerThan: null }, "all", undefined],
    [{ since: "previous-run", newerThan: NOON }, "previous-run", "2026-10-26T12:00:00.000Z"],
    [{ since: "time", newerThan: NOON }, "time", "2026-10-26T12:00:00.000Z"],
  ] as const)("for %j say which ratings counted: %s, newer than %s", (settings, since, newerThan) => {
    const params = paramsWith(settings);
    expect([params.get(PARAMS.since), params.get(PARAMS.newerThan)]).toEqual([since, newerThan]);
  });

  test("say that all ratings counted when there was no previous run to start from", () => {
    expect(paramsWith({ since: "previous-run", newerThan: null }).get(PARAMS.since)).toBe("all");
  });

  test.each([
    [null, "none"],
    [4, "4"],
    [3.5, "3.5"],
  ])("hold the minimum rating %p as %s", (minRating, text) => {
    expect(paramsWith({ minRating }).get(PARAMS.minRating)).toBe(text);
  });
});
