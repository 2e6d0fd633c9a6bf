import type { FloatType } from "./float-types.ts";

/** A view of a storage, all numbers in elements; the last one must lie inside the storage. */
export interface StridedView {
  readonly offset: number;
  readonly size: readonly number[];
  readonly stride: readonly number[];
}

/** Elements of a tensor of this size. */
export function elementCount(size: readonly number[]): number {
  return size.reduce((product, length) => product * length, 1);
}

/**
 * Copies a strided tensor (a transposed, sliced or shared one as well) out of its storage, row by row.
 *
 * @returns `elementCount(size)` numbers in row-major order.
 */
export function gather(
  storage: DataView,
  { offset, size, stride }: StridedView,
  type: FloatType,
  littleEndian: boolean,
): Float32Array {
  const numbers = new Float32Array(elementCount(size));
  const rowLength = size.at(-1) ?? 1;
  const rowStep = (stride.at(-1) ?? 1) * type.bytes;
  const index = size.map(() => 0);
  for (let start = 0; start < numbers.length; start += rowLength) {
    let at = index.reduce((position, step, axis) => position + step * stride[axis]!, offset) * type.bytes;
    for (let column = 0; column < rowLength; column++) {
      numbers[start + column] = type.read(storage, at, littleEndian);
      at += rowStep;
    }
    advance(index, size);
  }
  return numbers;
}

/** Counts the index on by one row: like an odometer, without the last axis. */
function advance(index: number[], size: readonly number[]): void {
  for (let axis = size.length - 2; axis >= 0; axis--) {
    index[axis]!++;
    if (index[axis]! < size[axis]!) return;
    index[axis] = 0;
  }
}
