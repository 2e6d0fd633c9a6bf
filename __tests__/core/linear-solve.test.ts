import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { solvePositiveDefinite } from "../../src/core/linear-solve.ts";

const number = fc.double({ min: -10, max: 10, noNaN: true });
const systems = fc.integer({ min: 1, max: 6 }).chain((size) =>
  fc.record({
    root: fc.array(number, { minLength: size * size, maxLength: size * size }),
    right: fc.array(number, { minLength: size, maxLength: size }),
  }),
);

/** RᵀR + I, which is positive definite whatever R is. */
function positiveDefinite(root: readonly number[], size: number): Float64Array {
  return Float64Array.from({ length: size * size }, (_, cell) => {
    const [row, column] = [Math.floor(cell / size), cell % size];
    let sum = row === column ? 1 : 0;
    for (let k = 0; k < size; k++) sum += root[k * size + row]! * root[k * size + column]!;
    return sum;
  });
}

describe("solving A·x = b", () => {
  test("A times the solution is b", () => {
    fc.assert(
      fc.property(systems, ({ root, right }) => {
        const size = right.length;
        const matrix = positiveDefinite(root, size);
        const solution = solvePositiveDefinite(Float64Array.from(matrix), Float64Array.from(right))!;
        for (const [row, value] of right.entries()) {
          const product = solution.reduce((sum, x, column) => sum + matrix[row * size + column]! * x, 0);
          expect(product).toBeCloseTo(value, 7);
        }
      }),
    );
  });

  test.each([
    ["has a negative eigenvalue", [1, 2, 2, 1]],
    ["is singular", [1, 1, 1, 1]],
    ["holds NaN", [1, Number.NaN, Number.NaN, 1]],
    ["is infinite", [Infinity, 0, 0, 1]],
  ])("there is no solution when A %s", (_, matrix) => {
    expect(solvePositiveDefinite(Float64Array.from(matrix), Float64Array.of(1, 1))).toBeNull();
  });
});
