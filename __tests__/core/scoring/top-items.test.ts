import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { topItems } from "../../../src/core/scoring/top-items.ts";

function top(scores: readonly number[], k: number, masked: readonly number[] = []): number[] {
  return [...topItems(Float64Array.from(scores), Uint32Array.from(masked), k)];
}

describe("the recommended list", () => {
  test("is the best items, best first", () => {
    expect(top([1, 5, 3, 4, 2], 3)).toEqual([1, 3, 2]);
  });

  test("has equal scores in the order of their ids", () => {
    expect(top([2, 7, 2, 7, 7, 2], 4)).toEqual([1, 3, 4, 0]);
  });

  test("leaves masked items out, and is shorter where too few are left", () => {
    expect(top([1, 5, 3], 3, [1])).toEqual([2, 0]);
    expect(top([1, 5], 3, [0, 1])).toEqual([]);
  });

  test("takes infinite scores as they are", () => {
    expect(top([-Infinity, 0, Infinity, -Infinity], 3)).toEqual([2, 1, 0]);
  });

  test("is what sorting all items gives", () => {
    const score = fc.oneof(fc.integer({ min: -2, max: 2 }), fc.double({ noNaN: true }));
    const scores = fc.array(score, { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(scores, fc.integer({ min: 1, max: 70 }), (list, k) => {
        const sorted = [...list.keys()].sort(
          (one, other) =>
            Number(list[one]! < list[other]!) - Number(list[one]! > list[other]!) || one - other,
        );
        expect(top(list, k)).toEqual(sorted.slice(0, k));
      }),
    );
  });
});
