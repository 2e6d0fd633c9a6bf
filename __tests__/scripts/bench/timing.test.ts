import { describe, expect, test } from "@jest/globals";
import { measureInTurns, median, medianRatio, type Way } from "../../../scripts/bench/timing.ts";

describe("measurements in turns", () => {
  test("go through all ways before any comes again, and leave the first round out", async () => {
    const calls: string[] = [];
    const way = (name: string) => () => calls.push(name);
    const ways = new Map<string, Way>([
      ["one", way("one")],
      ["other", async () => way("other")()],
    ]);
    const times = await measureInTurns(ways, 2);
    expect(calls).toEqual(["one", "other", "one", "other", "one", "other"]);
    expect([...times]).toEqual([
      ["one", [3, 5]],
      ["other", [4, 6]],
    ]);
  });
});

describe("the middle", () => {
  test("is of the sorted numbers, not of their order", () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  test("of ratios is taken within rounds: a round that was slow for both changes nothing", () => {
    expect(medianRatio([2, 200, 2], [1, 100, 1])).toBe(2);
  });
});
