import { describe, expect, test } from "@jest/globals";
import { isBeyond, relativeChange } from "../../../src/core/rules/relative-change.ts";
import { baselineRuns, windowValues } from "../../../src/core/statistics/reference-windows.ts";
import { differences, statsCases } from "../../support/stats-cases.ts";

type Column = "previous" | "best" | "median" | "baseline";

interface WindowCase {
  readonly id: string;
  readonly description: string;
  readonly input: {
    readonly values: readonly number[];
    readonly window: number;
    readonly baseline_index: number;
  };
  readonly expected: Readonly<Record<Column, readonly (number | null)[]>> &
    Readonly<Record<`fires_${Column}`, readonly boolean[]>>;
}

const { cases, tolerance } = statsCases<WindowCase>("reference_windows");

/** What the run at this index is held against; the reference takes one run as the baseline. */
function referencesOf({ values, window, baseline_index: first }: WindowCase["input"], index: number) {
  const earlier = values.slice(0, index);
  const [baseline = null] = index > first ? baselineRuns(values.slice(first, index), 1) : [];
  return { previous: earlier.at(-1) ?? null, ...windowValues(earlier, window), baseline };
}

describe.each(cases)("$id: $description", ({ input, expected }) => {
  test.each(["previous", "best", "median", "baseline"] as const)("against the %s", (column) => {
    const changes = input.values.map((now, index) => {
      const reference = referencesOf(input, index)[column];
      return reference === null ? null : relativeChange(reference, now);
    });
    expect(differences(changes, expected[column], tolerance)).toEqual([]);
    const fires = changes.map((change) => change !== null && isBeyond(-change, 0.1));
    expect(fires).toEqual(expected[`fires_${column}`]);
  });
});

test("four runs are a window and a baseline unless told otherwise", () => {
  expect(windowValues([9, 1, 2, 3, 4])).toEqual({ best: 4, median: 2.5 });
  expect(baselineRuns([1, 2, 3, 4, 5])).toEqual([1, 2, 3, 4]);
});
