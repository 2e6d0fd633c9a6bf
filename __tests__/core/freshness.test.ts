import { describe, expect, test } from "@jest/globals";
import { countRatedAfter } from "../../src/core/freshness.ts";

const ROWS = Uint32Array.of(0, 2, 3);

describe("ratings made after the training", () => {
  test("are counted among the scored ones with a time", () => {
    expect(countRatedAfter(ROWS, Float64Array.of(1, 99, 6, Number.NaN), 5)).toEqual({ some: 1, all: 2 });
  });

  test("do not count at the very moment of the newest training rating", () => {
    expect(countRatedAfter(ROWS, Float64Array.of(5, 5, 5, 6), 5)).toEqual({ some: 1, all: 3 });
  });

  test("are unknown when no rating has a time", () => {
    expect(countRatedAfter(ROWS, null, 5)).toBeNull();
    expect(countRatedAfter(ROWS, new Float64Array(4).fill(Number.NaN), 5)).toBeNull();
  });
});
