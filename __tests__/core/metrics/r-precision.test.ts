import { expect, test } from "@jest/globals";
import { rPrecision } from "../../../src/core/metrics/r-precision.ts";
import { rankTargets, type UserRanking } from "../../../src/core/scoring/rank.ts";
import { aRanking } from "../../support/ranking.ts";
import { differences, statsCases } from "../../support/stats-cases.ts";

interface Case {
  readonly id: string;
  readonly description: string;
  readonly input: {
    readonly ranked: readonly (string | number)[];
    readonly relevant: readonly (string | number)[];
  };
  /** null: undefined, never zero. */
  readonly expected: { readonly r_precision: number | null };
}

const { cases, tolerance } = statsCases<Case>("ranking_binary");
// Without an item to find it is undefined, which no measured user is.
const defined = cases.filter(({ expected }) => expected.r_precision !== null);

/** Places in the list; beyond it for what the list lacks. */
function rankingOf({ ranked, relevant }: Case["input"]): UserRanking {
  const places = [...new Set(relevant)].map((item) => ranked.indexOf(item) + 1);
  return aRanking(places.map((place) => (place === 0 ? 2 ** 32 - 1 : place)));
}

test.each(defined)("$id: $description", ({ input, expected }) => {
  expect(differences([rPrecision.perUser(rankingOf(input))], [expected.r_precision!], tolerance)).toEqual([]);
});

test("counts as many places as there are items to find", () => {
  expect(rPrecision.perUser(aRanking([1, 3, 4]))).toBe(2 / 3);
});

test("equal scores stand in the order of the items' ids", () => {
  const nobody = new Uint32Array(0);
  const rank = (item: number) =>
    rankTargets(Float64Array.of(1, 1), { targets: Uint32Array.of(item), masked: nobody });
  expect([0, 1].map((item) => rPrecision.perUser(rank(item)))).toEqual([1, 0]);
});

test("a masked item still counts as one to find", () => {
  const ranking = rankTargets(Float64Array.of(3, 2, 1), {
    targets: Uint32Array.of(0, 1),
    masked: Uint32Array.of(0),
  });
  expect(rPrecision.perUser(ranking)).toBe(1 / 2);
});
