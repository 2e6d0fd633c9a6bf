import { describe, expect, test } from "@jest/globals";
import type { PickleValue } from "../../../src/formats/pickle/values.ts";
import { readTorchPickle } from "../../support/torch-dialect.ts";
import * as py from "../../support/pickle-writer.ts";

function read(value: py.Pickled): PickleValue {
  return readTorchPickle("file.pt", py.pickle(value));
}

const STORAGE = py.storage("FloatStorage", "7", 6);
const FLAGS = [py.ops("\x89"), py.reduce(py.global("collections", "OrderedDict"))];

function persistentId(...parts: readonly py.Pickled[]): py.Pickled {
  return Buffer.concat([py.tuple(...parts), py.ops("Q")]);
}

describe("a storage", () => {
  test("is its element type, key and number of elements, whatever device it was on", () => {
    const id = [
      py.text("storage"),
      py.global("torch", "HalfStorage"),
      py.text("12"),
      py.text("cuda:3"),
      py.int(6),
    ];
    expect(read(persistentId(...id))).toEqual({ kind: "storage", dtype: "float16", key: "12", count: 6 });
  });

  test.each([
    ["torch", "LongStorage", "int64"],
    ["torch.storage", "UntypedStorage", "untyped"],
    ["torch", "QInt8Storage", "QInt8Storage"],
    ["elsewhere", "FloatStorage", "FloatStorage"],
  ])("of class %s.%s has the element type %s", (module, name, dtype) => {
    const id = [py.text("storage"), py.global(module, name), py.text("1"), py.text("cpu"), py.int(6)];
    expect(read(persistentId(...id))).toEqual(expect.objectContaining({ dtype }));
  });

  test.each<[string, readonly py.Pickled[], string]>([
    [
      "of another kind",
      [py.text("module"), py.NONE, py.NONE, py.NONE, py.NONE],
      "not that of a torch storage",
    ],
    ["with too few parts", [py.text("storage")], "not that of a torch storage"],
    [
      "without a class",
      [py.text("storage"), py.NONE, py.text("1"), py.NONE, py.int(1)],
      "names no storage class",
    ],
  ])("is refused %s", (_, parts, message) => {
    expect(() => read(persistentId(...parts))).toThrow(message);
  });

  test.each(["../x", "", "1/2", "1\n", "٣", "-1", "1".repeat(21)])("is refused with the key %j", (key) => {
    expect(() => read(py.storage("FloatStorage", key, 1))).toThrow("keys are digits");
  });

  test.each([-1, 2 ** 53])("is refused with %d elements", (count) => {
    expect(() => read(py.storage("FloatStorage", "1", count))).toThrow(
      "storage 1 declares an impossible number",
    );
  });
});

describe("a tensor", () => {
  test("is a view of a storage", () => {
    expect(read(py.tensor({ storage: STORAGE, offset: 1, size: [2, 2], stride: [3, 1] }))).toEqual({
      kind: "tensor",
      dtype: "float32",
      storage: { kind: "storage", dtype: "float32", key: "7", count: 6 },
      offset: 1,
      size: [2, 2],
      stride: [3, 1],
    });
  });

  test("of _rebuild_tensor_v3 has its own element type over untyped bytes", () => {
    const id = [
      py.text("storage"),
      py.global("torch.storage", "UntypedStorage"),
      py.text("1"),
      py.text("cpu"),
      py.int(8),
    ];
    const parts = [persistentId(...id), py.int(0), py.tuple(py.int(2)), py.tuple(py.int(1)), ...FLAGS];
    const value = read(
      py.reduce(py.global("torch._utils", "_rebuild_tensor_v3"), ...parts, py.global("torch", "float32")),
    );
    expect(value).toEqual(expect.objectContaining({ kind: "tensor", dtype: "float32", size: [2] }));
  });

  test.each(["_rebuild_parameter", "_rebuild_parameter_with_state"])(
    "in a %s is the tensor itself",
    (name) => {
      const tensor = py.tensor({ storage: STORAGE, size: [6] });
      const value = read(py.reduce(py.global("torch._utils", name), tensor, py.TRUE, ...FLAGS));
      expect(value).toEqual(expect.objectContaining({ kind: "tensor", size: [6] }));
    },
  );

  test("that we do not rebuild stays inert inside a parameter", () => {
    const sparse = py.reduce(py.global("torch._utils", "_rebuild_sparse_tensor"), py.NONE);
    const value = read(py.reduce(py.global("torch._utils", "_rebuild_parameter"), sparse, py.TRUE));
    expect(value).toEqual(expect.objectContaining({ kind: "object" }));
  });

  test("may be empty, with any strides", () => {
    const value = read(py.tensor({ storage: STORAGE, offset: 6, size: [0, 5], stride: [100, 1] }));
    expect(value).toEqual(expect.objectContaining({ size: [0, 5] }));
  });

  test.each<[string, Omit<py.TensorParts, "storage">, string]>([
    [
      "reaches past the end",
      { size: [2, 2], stride: [5, 1] },
      "a tensor of 2×2 reaches outside its storage of 6",
    ],
    ["begins past the end", { offset: 6, size: [1] }, "reaches outside its storage"],
    ["is a number past the end", { offset: 6, size: [] }, "reaches outside its storage"],
    ["has a negative stride", { offset: 5, size: [2], stride: [-1] }, "torch has no negative ones"],
    ["has a negative offset", { offset: -1, size: [1] }, "offset into its storage is not a natural number"],
    ["has a negative size", { size: [-1], stride: [1] }, "sizes are not at most 16 natural numbers"],
    [
      "has an offset that doubles cannot hold",
      { offset: 2 ** 53, size: [1] },
      "not a natural number below 2^53",
    ],
    [
      "has sizes whose product overflows",
      { size: [2 ** 40, 2 ** 40], stride: [2 ** 40, 1] },
      "reaches outside",
    ],
    [
      "has 17 dimensions",
      { size: Array.from({ length: 17 }, () => 1) },
      "sizes are not at most 16 natural numbers",
    ],
    ["has fewer strides than sizes", { size: [1, 1], stride: [1] }, "2 sizes and 1 strides"],
  ])("is refused when it %s", (_, parts, message) => {
    expect(() => read(py.tensor({ storage: STORAGE, ...parts }))).toThrow(message);
  });

  test("of _rebuild_tensor_v3 is refused without an element type", () => {
    const parts = [STORAGE, py.int(0), py.tuple(py.int(2)), py.tuple(py.int(1)), ...FLAGS];
    const rebuild = py.reduce(py.global("torch._utils", "_rebuild_tensor_v3"), ...parts, py.text("float32"));
    expect(() => read(rebuild)).toThrow("a tensor names no element type");
  });

  test("is refused without a storage", () => {
    expect(() => read(py.tensor({ storage: py.NONE, size: [1] }))).toThrow("a tensor has no storage");
  });

  test("is refused when attributes are set on it, which would replace its contents in torch", () => {
    const tensor = py.tensor({ storage: STORAGE, size: [1] });
    expect(() => read(Buffer.concat([tensor, py.dict(), py.ops("b")]))).toThrow("on a value that has none");
  });
});
