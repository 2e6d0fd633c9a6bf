import { describe, expect, test } from "@jest/globals";
import { normalQuantile } from "../../../src/core/statistics/normal-quantile.ts";
import { studentTQuantile } from "../../../src/core/statistics/student-t-quantile.ts";
import { differences, statsCases } from "../../support/stats-cases.ts";

interface FunctionCase {
  readonly id: string;
  readonly input: { readonly p?: readonly number[]; readonly pairs?: readonly (readonly [number, number])[] };
  readonly expected: { readonly ppf: readonly (number | string)[] };
}

const { cases, tolerance } = statsCases<FunctionCase>("special_functions");
const caseOf = (id: string) => cases.find((one) => one.id === id)!;

describe("quantiles", () => {
  test("of the normal distribution are those of scipy, both ends included", () => {
    const { input, expected } = caseOf("normal_ppf");
    expect(differences(input.p!.map(normalQuantile), expected.ppf, tolerance)).toEqual([]);
  });

  test("of Student's distribution are those of scipy", () => {
    const { input, expected } = caseOf("t_ppf");
    const got = input.pairs!.map(([p, df]) => studentTQuantile(p, df));
    expect(differences(got, expected.ppf, tolerance)).toEqual([]);
  });

  test("of Student's distribution are symmetric", () => {
    expect(studentTQuantile(0.025, 9)).toBeCloseTo(-studentTQuantile(0.975, 9), 12);
    expect(studentTQuantile(0.5, 9)).toBe(0);
  });

  test("of Student's distribution with a million degrees of freedom are those of the normal one", () => {
    expect(studentTQuantile(0.975, 1e6)).toBeCloseTo(normalQuantile(0.975), 5);
  });
});
