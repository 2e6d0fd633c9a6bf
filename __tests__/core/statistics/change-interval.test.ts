import { describe, expect, test } from "@jest/globals";
import { changeInterval, changeStandardError } from "../../../src/core/statistics/change-interval.ts";
import { sampleOf } from "../../../src/core/statistics/sample.ts";
import { smallestDrop } from "../../../src/core/statistics/smallest-drop.ts";
import { differences, statsCases } from "../../support/stats-cases.ts";

type Users = Readonly<Record<string, number>>;

interface RatioCase {
  readonly id: string;
  readonly description: string;
  readonly input: { readonly previous: Users; readonly current: Users };
  readonly expected: { readonly fieller: readonly [number, number] | null };
}

const { cases, tolerance } = statsCases<RatioCase>("ratio_intervals");
const sample = (users: Users) => sampleOf(Object.keys(users), Object.values(users));
const intervalOf = ({ input }: RatioCase) => changeInterval(sample(input.previous), sample(input.current));

describe("Fieller's interval", () => {
  test.each(cases.filter(({ expected }) => expected.fieller !== null))("$id: $description", (one) => {
    const interval = intervalOf(one);
    const ends = interval.kind === "bounded" ? [interval.low, interval.high] : [];
    expect(differences(ends, one.expected.fieller!, tolerance)).toEqual([]);
  });

  test.each([
    ["unbounded", "unbounded"],
    ["zero_previous", "unbounded"],
    ["one_user", "too-few-users"],
  ] as const)("has no numbers for %s: %s", (id, kind) => {
    expect(intervalOf(cases.find((one) => one.id === id)!)).toEqual({ kind });
  });

  test("says of a comparison with 50 users and a variation of 1.3 that it finds a drop of 73 %", () => {
    // Two points with the wanted spread; users of their own on each side.
    const half = Math.sqrt((49 / 50) * 1.3 ** 2);
    const week = (name: string) =>
      sampleOf(
        Array.from({ length: 50 }, (_, user) => `${name}${user}`),
        Array.from({ length: 50 }, (_, user) => (user % 2 === 0 ? 1 - half : 1 + half)),
      );
    expect(smallestDrop(week("a"), week("b"))).toBeCloseTo(0.728, 3);
  });

  test("has no smallest drop where there is no interval", () => {
    const one = sampleOf(["a"], [1]);
    expect(changeStandardError(one, one)).toBeNull();
    expect(smallestDrop(sampleOf(["a", "b"], [0, 0]), sampleOf(["a", "b"], [1, 2]))).toBeNull();
  });
});
