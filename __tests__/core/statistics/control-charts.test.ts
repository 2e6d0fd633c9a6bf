import { describe, expect, test } from "@jest/globals";
import { cusum } from "../../../src/core/statistics/cusum.ts";
import { ewma } from "../../../src/core/statistics/ewma.ts";
import { differences, statsCases } from "../../support/stats-cases.ts";

interface ChartCase {
  readonly id: string;
  readonly description: string;
  readonly input: {
    readonly x: readonly number[];
    readonly mu: number;
    readonly sigma: number | null;
    readonly ewma: { readonly lambda: number; readonly L: number };
    readonly cusum?: { readonly k: number; readonly h: number };
  };
  readonly expected: {
    readonly ewma: { readonly z: number[]; readonly lower_limit: number[]; readonly alarm: boolean[] };
    readonly cusum: { readonly c_in_sigma: number[]; readonly alarm: boolean[] };
  };
}

const { cases, tolerance } = statsCases<ChartCase>("control_charts");
// Without a standard error there is no chart: see the test of the runs that are charted.
const charted = cases.filter(({ input }) => input.sigma !== null);
const runsOf = ({ x, sigma }: ChartCase["input"]) => x.map((mean) => ({ mean, standardError: sigma! }));

describe("EWMA", () => {
  test.each(charted)("$id: $description", ({ input, expected }) => {
    const settings = { lambda: input.ewma.lambda, limit: input.ewma.L };
    const points = ewma(input.mu, runsOf(input), settings);
    const got = points.flatMap(({ average, lowerLimit }) => [average, lowerLimit]);
    const want = expected.ewma.z.flatMap((z, index) => [z, expected.ewma.lower_limit[index]!]);
    expect(differences(got, want, tolerance)).toEqual([]);
    expect(points.map(({ alarm }) => alarm)).toEqual(expected.ewma.alarm);
  });

  test("trusts a run of few users less", () => {
    const [sure] = ewma(1, [{ mean: 0.5, standardError: 0.1 }]);
    const [unsure] = ewma(1, [{ mean: 0.5, standardError: 0.3 }]);
    expect([sure!.alarm, unsure!.alarm]).toEqual([true, false]);
  });

  test("uses the settings of the reference unless told otherwise", () => {
    const { input } = charted[0]!;
    expect(ewma(input.mu, runsOf(input))).toEqual(ewma(input.mu, runsOf(input), { lambda: 0.3, limit: 2.7 }));
  });
});

describe("CUSUM", () => {
  test.each(charted.filter(({ input }) => input.cusum !== undefined))("$id: $description", (one) => {
    const { input, expected } = one;
    const settings = { allowance: input.cusum!.k, limit: input.cusum!.h };
    const points = cusum(input.mu, runsOf(input), settings);
    expect(
      differences(
        points.map(({ sum }) => sum),
        expected.cusum.c_in_sigma,
        tolerance,
      ),
    ).toEqual([]);
    expect(points.map(({ alarm }) => alarm)).toEqual(expected.cusum.alarm);
  });

  test("uses the settings of the reference unless told otherwise", () => {
    const { input } = charted[0]!;
    expect(cusum(input.mu, runsOf(input))).toEqual(
      cusum(input.mu, runsOf(input), { allowance: 0.5, limit: 4 }),
    );
  });
});
