import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { meanReciprocalRank } from "../../../src/core/metrics/mean-reciprocal-rank.ts";
import { recallAtK } from "../../../src/core/metrics/recall-at-k.ts";
import { FLOAT32_MAX } from "../../../src/core/scoring/dot.ts";
import { rankTargets, type UserRanking } from "../../../src/core/scoring/rank.ts";

function rank(
  scores: readonly number[],
  targets: readonly number[],
  masked: readonly number[] = [],
): UserRanking {
  return rankTargets(Float64Array.from(scores), {
    targets: Uint32Array.from(targets),
    masked: Uint32Array.from(masked),
  });
}

function fixture(path: string): string {
  return readFileSync(new URL(`../../fixtures/${path}`, import.meta.url), "utf8");
}

interface RanksFixture {
  readonly cases: readonly {
    readonly id: string;
    readonly description: string;
    readonly input: { readonly scores: readonly number[] };
    readonly expected: { readonly average: readonly number[]; readonly ordinal: readonly number[] };
  }[];
}

const scipy: RanksFixture = JSON.parse(fixture("stats/ranks.json"));

describe("the ranks of SciPy", () => {
  test.each(scipy.cases)("$id: $description", ({ input, expected }) => {
    const ranking = rank(input.scores, [...input.scores.keys()]);
    expect([...ranking.ranks]).toEqual(expected.average);
    expect([...ranking.positions]).toEqual(expected.ordinal);
  });
});

type Score = number | "nan" | "inf" | "-inf";

interface Ties {
  readonly ties: readonly {
    readonly case: string;
    readonly why: string;
    readonly train_mask: boolean;
    readonly train: readonly (readonly [user: number, item: number])[] | null;
    readonly test_mrr: Score;
    readonly users: readonly {
      readonly user_id: number;
      readonly targets: readonly number[];
      readonly scores: readonly Score[];
      readonly mrr: Score;
      readonly hits: Readonly<Record<string, { readonly min: number; readonly max: number }>>;
    }[];
  }[];
}

const NAMED: Readonly<Record<string, number>> = { nan: NaN, inf: Infinity, "-inf": -Infinity };
const numeric = (score: Score): number => (typeof score === "number" ? score : NAMED[score]!);

const spotlight: Ties = JSON.parse(fixture("mini_extra/golden.json"));
const withoutNan = spotlight.ties.filter(({ test_mrr: mrr }) => mrr !== "nan");

describe.each(withoutNan)("Spotlight on $case, mask $train_mask: $why", ({ train, users }) => {
  test.each(users)("user $user_id", ({ user_id: user, targets, scores, mrr, hits }) => {
    const masked = (train ?? []).filter(([id]) => id === user).map(([, item]) => item);
    const ranking = rank(
      scores.map(numeric),
      targets,
      masked.sort((a, b) => a - b),
    );
    expect(meanReciprocalRank.perUser(ranking)).toBeCloseTo(numeric(mrr), 12);
    for (const [k, { min, max }] of Object.entries(hits)) {
      const found = recallAtK(Number(k)).perUser(ranking) * targets.length;
      expect(found).toBeGreaterThanOrEqual(min - 1e-9);
      expect(found).toBeLessThanOrEqual(max + 1e-9);
    }
  });
});

describe("rankTargets", () => {
  test("ranks a masked target within the masked block at the bottom", () => {
    const { ranks, positions } = rank([9, 8, 7, 6], [0, 3], [0, 1]);
    expect([...ranks]).toEqual([3.5, 2]);
    expect([...positions]).toEqual([3, 2]);
  });

  test("ranks an item of minus infinity below the masked ones", () => {
    expect([...rank([-Infinity, 8, 7], [0, 1], [1]).ranks]).toEqual([3, 2]);
  });

  test("ties a masked item with one that scores the lowest float32", () => {
    expect([...rank([-FLOAT32_MAX, 8, 7], [0], [1]).ranks]).toEqual([2.5]);
  });

  test("takes -0 and 0 for equal", () => {
    expect([...rank([0, -0, 0], [0, 1, 2]).ranks]).toEqual([2, 2, 2]);
  });

  const score = fc.oneof(
    fc.integer({ min: -3, max: 3 }),
    fc.double({ noNaN: true }),
    fc.constantFrom(Infinity, -Infinity, FLOAT32_MAX, -FLOAT32_MAX, -0),
  );
  const cases = fc.array(score, { minLength: 1, maxLength: 40 }).chain((scores) => {
    const items = fc.subarray([...scores.keys()]);
    return fc.record({ scores: fc.constant(scores), targets: items, masked: items });
  });

  test("agrees with counting, item by item, for any scores, targets and mask", () => {
    fc.assert(
      fc.property(cases, ({ scores, targets, masked }) => {
        const { ranks, positions } = rank(scores, targets, masked);
        const final = scores.map((value, item) => (masked.includes(item) ? -FLOAT32_MAX : value));
        const above = (target: number): number => final.filter((value) => value > final[target]!).length;
        const ties = (target: number): number[] =>
          [...final.keys()].filter((item) => final[item] === final[target]);
        expect([...ranks]).toEqual(targets.map((target) => above(target) + (ties(target).length + 1) / 2));
        expect([...positions]).toEqual(
          targets.map((target) => above(target) + ties(target).indexOf(target) + 1),
        );
      }),
    );
  });

  test("does not slow down with the number of targets", () => {
    const scores = Float64Array.from({ length: 200_000 }, (_, item) => (item * 7919) % 100_003);
    const everything = Uint32Array.from(scores.keys());
    const { ranks } = rankTargets(scores, { targets: everything, masked: new Uint32Array(0) });
    // Comparing every item with every target would be 4·10^10 steps.
    expect(ranks).toHaveLength(200_000);
  });
});
