import { expect, test } from "@jest/globals";
import { medianOf, mrrCeilingOf } from "../../src/core/target-counts.ts";

test.each([
  { targets: [4], median: 4 },
  { targets: [9, 1, 5], median: 5 },
  { targets: [10, 2, 9, 1], median: 5.5 },
])("the median of $targets is $median", ({ targets, median }) => {
  expect(medianOf(Uint32Array.from(targets))).toBe(median);
});

test.each([
  { targets: 1, ceiling: 1 },
  { targets: 2, ceiling: 0.75 },
  { targets: 3, ceiling: 0.611 },
  { targets: 4, ceiling: 0.521 },
  { targets: 5, ceiling: 0.457 },
  { targets: 10, ceiling: 0.293 },
])("a user with $targets targets cannot exceed $ceiling", ({ targets, ceiling }) => {
  expect(mrrCeilingOf(Uint32Array.of(targets))).toBeCloseTo(ceiling, 3);
});

test("the ceiling of a run is the mean of its users'", () => {
  expect(mrrCeilingOf(Uint32Array.of(1, 2))).toBeCloseTo(0.875, 15);
});
