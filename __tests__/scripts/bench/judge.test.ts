import { describe, expect, test } from "@jest/globals";
import { beyondBounds, guardTable, type GuardedRatio } from "../../../scripts/bench/judge.ts";

const COST: GuardedRatio = { name: "cost", usual: 1, worse: "larger", bound: 2, measured: 1.1 };
const GAIN: GuardedRatio = { name: "gain", usual: 20, worse: "smaller", bound: 8, measured: 25 };

describe("the guard", () => {
  test("lets ratios pass that are within their bounds, and on them", () => {
    expect(beyondBounds([COST, GAIN, { ...COST, measured: 2 }, { ...GAIN, measured: 8 }])).toEqual([]);
  });

  test("finds a cost that grew beyond its bound, and a gain that fell below it", () => {
    const [cost, gain] = [
      { ...COST, measured: 2.1 },
      { ...GAIN, measured: 7.9 },
    ];
    expect(beyondBounds([COST, cost, GAIN, gain])).toEqual([cost, gain]);
  });

  test.each([COST, GAIN])("never takes a $name that is no number for a good one", (ratio) => {
    const broken = { ...ratio, measured: Number.NaN };
    expect(beyondBounds([broken])).toEqual([broken]);
  });

  test("says of every ratio what is allowed and which one is beyond", () => {
    expect(guardTable([{ ...COST, measured: 3 }, GAIN]).rows).toEqual([
      ["cost", "3.0 ×", "1.0 ×", "at most 2.0 ×", "beyond"],
      ["gain", "25 ×", "20 ×", "at least 8.0 ×", "ok"],
    ]);
  });
});
