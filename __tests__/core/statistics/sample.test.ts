import { describe, expect, test } from "@jest/globals";
import { meanInterval } from "../../../src/core/statistics/mean-interval.ts";
import { pool, sampleOf } from "../../../src/core/statistics/sample.ts";
import { studentTQuantile } from "../../../src/core/statistics/student-t-quantile.ts";

describe("samples", () => {
  test("pool different users as one larger run", () => {
    const pooled = pool([sampleOf(["a", "b"], [1, 2]), sampleOf(["c", "d"], [3, 6])]);
    expect(pooled).toMatchObject({ size: 4, mean: 3 });
    expect(pooled.variance).toBeCloseTo(14 / 3, 12);
  });

  test("pool a user who returns as one user, averaged", () => {
    const pooled = pool([sampleOf(["a", "b"], [1, 2]), sampleOf(["a", "b"], [3, 2])]);
    expect(pooled).toMatchObject({ size: 2, mean: 2, variance: 0 });
  });

  test("have the t interval of their mean", () => {
    const { low, high } = meanInterval(sampleOf(["a", "b", "c"], [1, 2, 3]))!;
    expect(high - 2).toBeCloseTo(studentTQuantile(0.975, 2) / Math.sqrt(3), 12);
    expect(low + high).toBeCloseTo(4, 12);
  });

  test("of one user have no interval", () => {
    expect(meanInterval(sampleOf(["a"], [1]))).toBeNull();
  });
});
