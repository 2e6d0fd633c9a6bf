import { expect, test } from "@jest/globals";
import { torchTensor } from "../../../src/formats/checkpoint/torch-tensor.ts";
import type { PickleTensor } from "../../../src/formats/pickle/values.ts";
import { float32Bytes } from "../../support/torch-file.ts";

const TENSOR: PickleTensor = {
  kind: "tensor",
  dtype: "float32",
  storage: { kind: "storage", dtype: "float32", key: "3", count: 4 },
  offset: 1,
  size: [3],
  stride: [1],
};

function storagesOf(bytes: Uint8Array, asked: string[] = []) {
  const storage = (key: string) => {
    asked.push(key);
    return bytes;
  };
  return { storage, littleEndian: true };
}

test("the numbers of a tensor are asked for only when they are needed", () => {
  const asked: string[] = [];
  const tensor = torchTensor("file.pt", TENSOR, storagesOf(float32Bytes([1, 2, 3, 4]), asked));
  expect([tensor.dtype, tensor.shape, asked]).toEqual(["float32", [3], []]);
  expect([[...tensor.floats()], asked]).toEqual([[2, 3, 4], ["3"]]);
});

test("the same view of a storage is the same place, another view is another", () => {
  const storages = storagesOf(float32Bytes([1, 2, 3, 4]));
  const changed: Partial<PickleTensor>[] = [
    {},
    {},
    { offset: 0 },
    { size: [2] },
    { stride: [0] },
    { dtype: "int32" },
  ];
  const places = changed.map((change) => torchTensor("file.pt", { ...TENSOR, ...change }, storages).place);
  expect(new Set(places).size).toBe(5);
});

test("elements that are no floats are refused", () => {
  const tensor = torchTensor(
    "file.pt",
    { ...TENSOR, dtype: "int32" },
    storagesOf(float32Bytes([1, 2, 3, 4])),
  );
  expect(() => tensor.floats()).toThrow('file.pt: a tensor has elements of the type "int32"');
});
