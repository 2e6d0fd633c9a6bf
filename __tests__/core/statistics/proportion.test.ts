import { describe, expect, test } from "@jest/globals";
import { shareDifference, wilson } from "../../../src/core/statistics/proportion.ts";
import { differences, statsCases } from "../../support/stats-cases.ts";

interface ProportionCase {
  readonly id: string;
  readonly input: Readonly<Record<"k" | "n" | "k1" | "n1" | "k2" | "n2", number>>;
  readonly expected: {
    readonly share?: number | null;
    readonly wilson95: readonly number[] | null;
    readonly difference: number | null;
    readonly newcombe95: readonly number[] | null;
  };
}

const { cases, tolerance } = statsCases<ProportionCase>("proportions");

describe("proportions", () => {
  test.each(cases.filter(({ expected }) => expected.share !== undefined))("$id", ({ input, expected }) => {
    const found = wilson({ some: input.k, all: input.n });
    const got = found === null ? [null] : [found.share, found.low, found.high];
    const want = expected.wilson95 === null ? [null] : [expected.share!, ...expected.wilson95];
    expect(differences(got, want, tolerance)).toEqual([]);
  });

  test.each(cases.filter(({ expected }) => expected.share === undefined))("$id", ({ input, expected }) => {
    const { k1, n1, k2, n2 } = input;
    const found = shareDifference({ some: k1, all: n1 }, { some: k2, all: n2 });
    const got = found === null ? [null] : [found.change, found.low, found.high];
    const want = expected.newcombe95 === null ? [null] : [expected.difference, ...expected.newcombe95];
    expect(differences(got, want, tolerance)).toEqual([]);
  });
});
