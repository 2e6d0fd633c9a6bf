/**
 * Solves A·x = b for a symmetric positive definite A (row-major, `size` × `size`) by Cholesky's decomposition; null when A
 * is not one, NaN and infinite entries included. `matrix` is overwritten with the lower factor.
 */
export function solvePositiveDefinite(matrix: Float64Array, right: Float64Array): Float64Array | null {
  const size = right.length;
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      let sum = matrix[row * size + column]!;
      for (let k = 0; k < column; k++) sum -= matrix[row * size + k]! * matrix[column * size + k]!;
      if (row !== column) matrix[row * size + column] = sum / matrix[column * size + column]!;
      // The comparison is false for NaN, too.
      else if (sum > 0 && sum < Infinity) matrix[row * size + row] = Math.sqrt(sum);
      else return null;
    }
  }
  return substitute(matrix, right);
}

/** Forwards through the lower factor, then backwards through its transpose. */
function substitute(lower: Float64Array, right: Float64Array): Float64Array {
  const size = right.length;
  const solution = Float64Array.from(right);
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) solution[row]! -= lower[row * size + k]! * solution[k]!;
    solution[row]! /= lower[row * size + row]!;
  }
  for (let row = size - 1; row >= 0; row--) {
    for (let k = row + 1; k < size; k++) solution[row]! -= lower[k * size + row]! * solution[k]!;
    solution[row]! /= lower[row * size + row]!;
  }
  return solution;
}
