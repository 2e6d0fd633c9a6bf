import { expect, test } from "@jest/globals";
import { FLOAT_TYPES } from "../../../src/formats/checkpoint/float-types.ts";
import { elementCount, gather, type StridedView } from "../../../src/formats/checkpoint/strided.ts";

/** The numbers 0 to 23, as float32. */
const STORAGE = new DataView(Float32Array.from({ length: 24 }, (_, index) => index).buffer);

function gathered(view: StridedView): number[] {
  return [...gather(STORAGE, view, FLOAT_TYPES.get("float32")!, true)];
}

test.each<[string, StridedView, number[]]>([
  ["a number", { offset: 5, size: [], stride: [] }, [5]],
  ["a vector", { offset: 2, size: [3], stride: [1] }, [2, 3, 4]],
  ["every third number", { offset: 0, size: [3], stride: [3] }, [0, 3, 6]],
  ["a transposed matrix", { offset: 0, size: [2, 3], stride: [1, 2] }, [0, 2, 4, 1, 3, 5]],
  ["three dimensions", { offset: 1, size: [2, 2, 2], stride: [12, 4, 1] }, [1, 2, 5, 6, 13, 14, 17, 18]],
  ["no rows", { offset: 0, size: [0, 3], stride: [3, 1] }, []],
  ["no columns", { offset: 0, size: [3, 0], stride: [1, 1] }, []],
])("%s is gathered in row-major order", (_, view, numbers) => {
  expect(gathered(view)).toEqual(numbers);
  expect(elementCount(view.size)).toBe(numbers.length);
});
