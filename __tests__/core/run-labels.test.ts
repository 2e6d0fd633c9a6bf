import { describe, expect, test } from "@jest/globals";
import { PARAMS, paramsOf, TAGS, tagsOf } from "../../src/core/run-labels.ts";
import { aHealth, aMeasurement, anOrigin, someSettings } from "../support/outcomes.ts";

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

function dataUntil(newestRating: number | null): string | undefined {
  const health = aHealth(undefined, { newestRating });
  return tagsOf(aMeasurement({ startedAt: NOON, health }), 1).get(TAGS.dataUntil);
}

describe("the tags of a run", () => {
  test("hold its step, from which the next one counts on, and nothing when it cannot be told", () => {
    const measurement = aMeasurement();
    expect(tagsOf(measurement, 7).get(TAGS.step)).toBe("7");
    expect(tagsOf(measurement, null).has(TAGS.step)).toBe(false);
  });

  test("hold the short digest of the model", () => {
    const model = { ...aMeasurement().model, digest: `sha256:${"0123456789abcdef".repeat(4)}` };
    expect(tagsOf(aMeasurement({ model }), 1).get(TAGS.modelDigestShort)).toBe("01234567");
  });

  test.each([
    ["", false],
    ['{"os":"linux"}', true],
  ])("with the matrix key %j has a tag for it: %p", (matrix, expected) => {
    expect(tagsOf(aMeasurement({ origin: anOrigin({ matrix }) }), 1).has(TAGS.matrix)).toBe(expected);
  });
});

describe("the tag that says what the run saw", () => {
  test("is the newest rating", () => {
    expect(dataUntil(NOON - 1000)).toBe("2026-10-26T11:59:59.000Z");
  });

  test("is not later than the run itself: a wrong clock must not make every later rating look old", () => {
    expect(dataUntil(Date.UTC(2099, 0))).toBe("2026-10-26T12:00:00.000Z");
  });

  test("is not there when no time is known", () => {
    expect(dataUntil(null)).toBeUndefined();
  });
});
