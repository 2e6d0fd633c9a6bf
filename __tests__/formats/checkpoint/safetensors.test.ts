import { describe, expect, test } from "@jest/globals";
import { readCheckpoint } from "../../../src/formats/checkpoint/index.ts";
import { safetensorsFile } from "../../support/safetensors-file.ts";
import { plainModel } from "../../support/same-weights.ts";
import { SMALL_MODEL, SMALL_STORAGES } from "../../support/torch-file.ts";

const F32 = { dtype: "F32" };
const HEADER = {
  "user_embeddings.weight": { ...F32, shape: [2, 2], data_offsets: [0, 16] },
  "item_embeddings.weight": { ...F32, shape: [3, 2], data_offsets: [16, 40] },
  "user_biases.weight": { ...F32, shape: [2, 1], data_offsets: [40, 48] },
  "item_biases.weight": { ...F32, shape: [3, 1], data_offsets: [48, 60] },
};
const NUMBERS = Buffer.concat(Object.values(SMALL_STORAGES));

function read(header: string | object, numbers: Uint8Array = NUMBERS): Record<string, unknown> {
  return plainModel(readCheckpoint("m.safetensors", safetensorsFile(header, numbers)).model);
}

/** A header whose only tensor is this one. */
function one(tensor: object): object {
  return { a: { dtype: "F32", shape: [1], data_offsets: [0, 4], ...tensor } };
}

test("is read with metadata, a prefix and the tensors in any order", () => {
  const prefixed = Object.entries(HEADER).map(([name, tensor]) => [`net.${name}`, tensor] as const);
  const header = { __metadata__: { format: "pt" }, ...Object.fromEntries(prefixed.toReversed()) };
  expect(read(header)).toEqual(SMALL_MODEL);
});

test("is read with white space and escapes in its header", () => {
  const text = ` ${JSON.stringify(HEADER, null, 2).replace("user_emb", "\\u0075ser_emb")}  \n`;
  expect(read(text.trimStart())).toEqual(SMALL_MODEL);
});

test.each([
  ["F64", 8, (view: DataView, at: number) => view.setFloat64(at, 0.1, true), Math.fround(0.1)],
  ["F16", 2, (view: DataView, at: number) => view.setUint16(at, 0x3555, true), 0.333251953125],
  ["BF16", 2, (view: DataView, at: number) => view.setUint16(at, 0x3eab, true), 0.333984375],
])("tables of %s become float32", (dtype, width, write, expected) => {
  const numbers = Buffer.alloc(4 * width + 44);
  write(new DataView(numbers.buffer, numbers.byteOffset), 0);
  const shift = (at: readonly number[]) => at.map((offset) => offset - 16 + 4 * width);
  const header = Object.fromEntries(
    Object.entries(HEADER).map(([name, tensor], index) => [
      name,
      index === 0
        ? { dtype, shape: [2, 2], data_offsets: [0, 4 * width] }
        : { ...tensor, data_offsets: shift(tensor.data_offsets) },
    ]),
  );
  expect(read(header, numbers)["userFactors"]).toEqual([expected, 0, 0, 0]);
});

test("tensors that no model needs may be of any type", () => {
  const net = Object.entries(HEADER).map(([name, tensor]) => [`net.${name}`, tensor] as const);
  const header = {
    ...Object.fromEntries(net),
    steps: { dtype: "F8_E4M3", shape: [3], data_offsets: [60, 63] },
  };
  expect(read(header, Buffer.concat([NUMBERS, Buffer.alloc(3)]))).toEqual(SMALL_MODEL);
});

describe("is refused", () => {
  test.each<[string, string | object, number, string]>([
    ["an array as header", '{"a":[1]}', 0, "is not the JSON object of tensors"],
    [
      "a nested header",
      '{"a":{"dtype":{"b":{}},"shape":[],"data_offsets":[0,0]}}',
      0,
      "is not the JSON object",
    ],
    ["a header that ends", '{"a":{"dtype":"F32"', 0, "is not the JSON object"],
    [
      "a negative offset",
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[-4,0]}}',
      4,
      "is not the JSON object",
    ],
    ["a fraction", '{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}', 4, "is not the JSON object"],
    [
      "a number beyond 2^53",
      '{"a":{"dtype":"F32","shape":[9007199254740993],"data_offsets":[0,4]}}',
      4,
      "is not the JSON object",
    ],
    [
      "an invalid escape",
      '{"\\x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      4,
      "is not the JSON object",
    ],
    [
      "something behind the header's object",
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}{}',
      4,
      "holds something behind",
    ],
    [
      "one name twice",
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      4,
      "names something twice",
    ],
    [
      "one field twice",
      '{"a":{"dtype":"F32","dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      4,
      "names something twice",
    ],
    ["a field too many", one({ stride: [1] }), 4, "something else than dtype, shape and data_offsets"],
    ["three offsets", one({ data_offsets: [0, 4, 8] }), 4, "without a begin and an end"],
    ["17 dimensions", one({ shape: Array.from({ length: 17 }, () => 1) }), 4, "a tensor of 17 dimensions"],
    [
      "a range beyond the end",
      one({ shape: [2], data_offsets: [0, 8] }),
      4,
      'tensor "a" has the bytes 0 to 8, 4 are there',
    ],
    ["another shape than its range", one({ shape: [2] }), 4, "but the shape [2] of F32"],
    ["a shape beyond every number", one({ shape: [2 ** 52, 2 ** 52, 2 ** 52] }), 4, "but the shape"],
    [
      "bytes before the first tensor",
      one({ data_offsets: [4, 8] }),
      8,
      "the bytes from 0 on belong to no tensor",
    ],
    ["bytes behind the last tensor", one({}), 8, "the bytes from 4 to 8 belong to no tensor"],
    ["no tensor at all", "{}", 0, "holds no model that can be evaluated; tensors: none"],
    ["tables of integers", JSON.stringify(HEADER).replace("F32", "I32"), 60, 'elements of the type "int32"'],
    ["a brace too few", "{", 0, "is not the JSON object"],
  ])("%s", (_, header, present, message) => {
    const numbers = present === 60 ? NUMBERS : Buffer.alloc(present);
    expect(() => read(header, numbers)).toThrow(/^m\.safetensors: /);
    expect(() => read(header, numbers)).toThrow(message);
  });

  test("a header that is not UTF-8", () => {
    const file = safetensorsFile('{"a":{}}');
    file[10] = 0xff;
    expect(() => readCheckpoint("m", file)).toThrow("its header is not UTF-8 text");
  });

  test("a header longer than any that is read, before it is parsed", () => {
    expect(() => read(`{${" ".repeat(2 ** 20)}}`)).toThrow("has 1048578 bytes; at most 1048576 are read");
  });

  test("a header of a million braces, in no time", () => {
    expect(() => read('{"a":'.repeat(2 ** 17))).toThrow("is not the JSON object");
  });
});
