import { describe, expect, test } from "@jest/globals";
import type { FactorModel } from "../../../src/core/factor-model.ts";
import { readFactors } from "../../support/factor-checkpoint.ts";
import * as py from "../../support/pickle-writer.ts";
import {
  float32Bytes,
  floatTensor,
  SMALL_STORAGES,
  smallState,
  torchFile,
} from "../../support/torch-file.ts";
import { zipBytes, type ZipPart } from "../../support/zip-writer.ts";

const STATE = py.dict(...smallState());

/** The small model with another table of users. */
function withUsers(users: py.Pickled, storages: Readonly<Record<string, Uint8Array>> = {}): FactorModel {
  const root = py.dict(["user_embeddings.weight", users], ...smallState().slice(1));
  return readFactors("file.pt", torchFile(root, { ...SMALL_STORAGES, ...storages }));
}

function parts(more: readonly ZipPart[] = [], pickle = py.pickle(STATE)): readonly ZipPart[] {
  const storages = Object.entries(SMALL_STORAGES).map(([key, content]) => ({
    name: `archive/data/${key}`,
    content,
  }));
  return [{ name: "archive/data.pkl", content: pickle }, ...storages, ...more];
}

/** 2^26 equal rows over a few numbers. */
function expanded(key: string, count: number, columns: number): py.Pickled {
  return py.tensor({
    storage: py.storage("FloatStorage", key, count),
    size: [2 ** 26, columns],
    stride: [0, 1],
  });
}

describe("the archive", () => {
  test("needs no record of the byte order, which older versions of torch did not write", () => {
    expect([...readFactors("file.pt", zipBytes(parts())).userFactors]).toEqual([1, 2, 3, 4]);
  });

  test("may have its numbers in big-endian order", () => {
    const swapped = Object.entries(SMALL_STORAGES).map(([key, content]) => ({
      name: `archive/data/${key}`,
      content: Buffer.from(content).swap32(),
    }));
    const records = [
      { name: "archive/data.pkl", content: py.pickle(STATE) },
      { name: "archive/byteorder", content: "big" },
      ...swapped,
    ];
    expect([...readFactors("file.pt", zipBytes(records)).userFactors]).toEqual([1, 2, 3, 4]);
  });

  test.each<[string, readonly ZipPart[], string]>([
    [
      "another byte order",
      parts([{ name: "archive/byteorder", content: "middle" }]),
      'says "middle" instead of little or big',
    ],
    [
      "compressed records",
      parts([{ name: "archive/data/9", content: "x", deflated: true }]),
      'record "archive/data/9" is compressed',
    ],
    ["compiled code", parts([{ name: "archive/code/net.py", content: "" }]), "this is a TorchScript archive"],
    [
      "compiled constants",
      parts([{ name: "archive/constants.pkl", content: "" }]),
      "this is a TorchScript archive",
    ],
    [
      "a second checkpoint",
      parts([{ name: "other/data.pkl", content: "" }]),
      "the archive holds 2 checkpoints",
    ],
    [
      "no folder",
      [{ name: "data.pkl", content: "" }],
      'it has no data.pkl in its folder; it holds "data.pkl"',
    ],
    ["a folder in a folder", [{ name: "a/b/data.pkl", content: "" }], 'it holds "a/b/data.pkl"'],
    ["nothing in it", [], "no checkpoint of torch.save: it has no data.pkl in its folder; it holds nothing"],
  ])("is refused with %s", (_, records, message) => {
    expect(() => readFactors("file.pt", zipBytes(records))).toThrow(message);
  });
});

describe("a table of the model", () => {
  test("may be a transposed view", () => {
    const view = py.tensor({ storage: py.storage("FloatStorage", "0", 4), size: [2, 2], stride: [1, 2] });
    expect([...withUsers(view).userFactors]).toEqual([1, 3, 2, 4]);
  });

  test("may be a slice of wider rows", () => {
    const view = py.tensor({
      storage: py.storage("FloatStorage", "9", 7),
      offset: 1,
      size: [2, 2],
      stride: [3, 1],
    });
    const model = withUsers(view, { 9: float32Bytes([0, 1, 2, 0, 3, 4, 0]) });
    expect([...model.userFactors]).toEqual([1, 2, 3, 4]);
  });

  test.each([
    [
      "DoubleStorage",
      Buffer.from(new Float64Array([1.5, -2, 1e300, 0.1]).buffer),
      [1.5, -2, Infinity, Math.fround(0.1)],
    ],
    [
      "HalfStorage",
      Buffer.from([0x00, 0x3c, 0x00, 0xc0, 0x01, 0x00, 0x00, 0x7c]),
      [1, -2, 2 ** -24, Infinity],
    ],
    [
      "BFloat16Storage",
      Buffer.from([0x80, 0x3f, 0x00, 0xc0, 0x01, 0x00, 0x80, 0xff]),
      [1, -2, 2 ** -133, -Infinity],
    ],
  ])("of a %s is converted to float32", (type, bytes, numbers) => {
    const model = withUsers(py.tensor({ storage: py.storage(type, "9", 4), size: [2, 2] }), { 9: bytes });
    expect([...model.userFactors]).toEqual(numbers);
  });

  test("may lie in untyped bytes with the type at the tensor", () => {
    const id = [
      py.text("storage"),
      py.global("torch.storage", "UntypedStorage"),
      py.text("0"),
      py.text("cpu"),
      py.int(16),
    ];
    const shape = [
      py.int(0),
      py.tuple(py.int(2), py.int(2)),
      py.tuple(py.int(2), py.int(1)),
      py.ops("\x89"),
      py.orderedDict(),
    ];
    const storage = Buffer.concat([py.tuple(...id), py.ops("Q")]);
    const users = py.reduce(
      py.global("torch._utils", "_rebuild_tensor_v3"),
      storage,
      ...shape,
      py.global("torch", "float32"),
    );
    expect([...withUsers(users).userFactors]).toEqual([1, 2, 3, 4]);
  });

  test.each<[string, py.Pickled, string]>([
    [
      "integers",
      py.tensor({ storage: py.storage("IntStorage", "0", 4), size: [2, 2] }),
      'elements of the type "int32"',
    ],
    ["one dimension", floatTensor("0", [4]), "user_embeddings.weight has the shape [4]"],
    [
      "no dimension",
      py.tensor({ storage: py.storage("FloatStorage", "0", 4), size: [] }),
      "has the shape []",
    ],
    [
      "no rows",
      py.tensor({ storage: py.storage("FloatStorage", "0", 4), size: [0, 2] }),
      "has the shape [0, 2]",
    ],
    [
      "no factors",
      py.tensor({ storage: py.storage("FloatStorage", "0", 4), size: [2, 0] }),
      "has the shape [2, 0]",
    ],
    ["other factors than the items", floatTensor("0", [1, 4]), "user_embeddings.weight has 4 factors a user"],
    ["a part of its storage", floatTensor("0", [2, 1]), "user_embeddings.weight has 1 factors a user"],
    [
      "repeated rows",
      py.tensor({ storage: py.storage("FloatStorage", "0", 4), size: [3, 2], stride: [0, 1] }),
      "user_biases.weight has the shape [2, 1]; [3, 1] is needed",
    ],
    [
      "another width than its bytes",
      py.tensor({ storage: py.storage("DoubleStorage", "0", 4), size: [2, 2] }),
      "storage 0 declares 32 bytes, its record has 16",
    ],
    ["no record", floatTensor("77", [2, 2]), 'the archive has no record "archive/data/77"'],
  ])("is refused with %s", (_, users, message) => {
    expect(() => withUsers(users)).toThrow(`file.pt: `);
    expect(() => withUsers(users)).toThrow(message);
  });

  test("is refused when it repeats a few numbers, before memory is taken for them", () => {
    const root = py.dict(
      ["user_embeddings.weight", expanded("0", 4, 2)],
      ["user_biases.weight", expanded("2", 2, 1)],
      smallState()[1]!,
      smallState()[3]!,
    );
    expect(() => readFactors("file.pt", torchFile(root, SMALL_STORAGES))).toThrow(
      "a tensor of 67108864×2 repeats the 4 elements of storage 0",
    );
  });

  test("is refused beyond the highest id", () => {
    const huge = py.tensor({
      storage: py.storage("FloatStorage", "0", 4),
      size: [2 ** 26 + 1, 2],
      stride: [0, 1],
    });
    expect(() => withUsers(huge)).toThrow("has 67108865 rows; at most 67108864 are supported");
  });

  test("is refused in untyped bytes that are too few", () => {
    const id = [
      py.text("storage"),
      py.global("torch.storage", "UntypedStorage"),
      py.text("0"),
      py.text("cpu"),
      py.int(16),
    ];
    const shape = [
      py.int(1),
      py.tuple(py.int(2), py.int(2)),
      py.tuple(py.int(2), py.int(1)),
      py.ops("\x89"),
      py.orderedDict(),
    ];
    const storage = Buffer.concat([py.tuple(...id), py.ops("Q")]);
    const users = py.reduce(
      py.global("torch._utils", "_rebuild_tensor_v3"),
      storage,
      ...shape,
      py.global("torch", "float32"),
    );
    expect(() => withUsers(users)).toThrow("a tensor of 2×2 reaches outside storage 0 of 4 elements");
  });
});

test("tensors that no model needs may be of any type, missing or expanded", () => {
  const more: py.Entries = [
    ["complex", py.tensor({ storage: py.storage("ComplexFloatStorage", "50", 4), size: [4] })],
    ["missing", floatTensor("51", [3])],
    ["expanded", py.tensor({ storage: py.storage("FloatStorage", "0", 4), size: [2 ** 40], stride: [0] })],
  ];
  const root = py.dict(["net", STATE], ["optimizer", py.dict(...more)]);
  expect([...readFactors("file.pt", torchFile(root, SMALL_STORAGES)).userFactors]).toEqual([1, 2, 3, 4]);
});
