import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { TORCH_ZIP } from "../../../src/formats/checkpoint/torch-zip.ts";
import { readFactors } from "../../support/factor-checkpoint.ts";
import { filledStorages, moduleOf, stateDictFile, type Shapes } from "../../support/module-file.ts";
import * as py from "../../support/pickle-writer.ts";
import { floatTensor, float32Bytes, torchFile } from "../../support/torch-file.ts";

const BLOOM = readFileSync(new URL("../../fixtures/mini_extra/bloom.pt", import.meta.url));

/** Five users in three rows by two hash functions, six items in three rows by three. */
const SHAPES: Shapes = [
  ["user_embeddings.embeddings.weight", [3, 2]],
  ["item_embeddings.embeddings.weight", [3, 2]],
  ["user_biases.weight", [5, 1]],
  ["item_biases.weight", [6, 1]],
];
const HASHES: Readonly<Record<string, py.Entries>> = {
  user_embeddings: [["num_hash_functions", py.int(2)]],
  item_embeddings: [["num_hash_functions", py.int(3)]],
};
/** What Spotlight v0.1.6 made of these layers. */
const USERS = [-1.25, 0.5, -0.5, -0.125, -0.5, -0.125, -0.125, 0.25, -0.5, -0.125];
const ITEMS = [1.5, 0, 0.25, -1.25, 0.875, -0.625, -0.125, -0.25, 0.875, -0.625, -0.5, 0.75];

function moduleFile(
  layerAttributes: Readonly<Record<string, py.Entries>>,
  more: Readonly<Record<string, Uint8Array>> = {},
): Buffer {
  return torchFile(moduleOf(SHAPES, [], layerAttributes), { ...filledStorages(SHAPES), ...more });
}

/** `_hashes` of the items, over the storage 9. */
function withHashes(rows: readonly number[], size = [6, 1]): Buffer {
  const bytes = Buffer.alloc(8 * rows.length);
  for (const [index, row] of rows.entries()) bytes.writeBigInt64LE(BigInt(row), 8 * index);
  const hashes = py.tensor({ storage: py.storage("LongStorage", "9", rows.length), size });
  return moduleFile({ ...HASHES, item_embeddings: [["_hashes", hashes]] }, { 9: bytes });
}

test("layers of users and of items become plain tables, with hashes computed as Spotlight does", () => {
  const model = readFactors("file.pt", moduleFile(HASHES));
  expect([model.numUsers, model.numItems, model.dim]).toEqual([5, 6, 2]);
  expect([...model.userFactors]).toEqual(USERS);
  expect([...model.itemFactors]).toEqual(ITEMS);
});

test("hashes that the file holds are taken as they are", () => {
  const { itemFactors } = readFactors("file.pt", withHashes([0, 1, 2, 2, 1, 0]));
  const rows = [
    [0.5, 0],
    [-0.5, 0.375],
    [-0.125, -0.625],
  ];
  expect([...itemFactors]).toEqual([0, 1, 2, 2, 1, 0].flatMap((row) => rows[row]!));
});

test("the hashes of a real model and computed ones choose the same rows, in a state dict too", () => {
  const cached = readFactors("bloom.pt", BLOOM);
  const group = TORCH_ZIP.read("bloom.pt", BLOOM).groups.find(({ tensors }) => tensors.size === 4)!;
  const tensors = [...group.tensors];
  const entries = tensors.map(([name, { shape }], key): [string, py.Pickled] => [
    name,
    floatTensor(String(key), shape),
  ]);
  const storages = Object.fromEntries(
    tensors.map(([, tensor], key) => [key, float32Bytes([...tensor.floats()])]),
  );
  const computed = readFactors("state.pt", torchFile(py.dict(...entries), storages));
  expect(entries.map(([name]) => name)).toContain("item_embeddings.embeddings.weight");
  expect(computed).toEqual(cached);
});

test("a state dict has Spotlight's four hash functions", () => {
  const four: py.Entries = [["num_hash_functions", py.int(4)]];
  const expected = readFactors("file.pt", moduleFile({ user_embeddings: four, item_embeddings: four }));
  expect(readFactors("state.pt", stateDictFile(SHAPES))).toEqual(expected);
});

describe("a layer is refused", () => {
  test.each<[string, Buffer, string]>([
    [
      "with a row beyond its table",
      withHashes([0, 1, 2, 3, 1, 0]),
      "a hash of item_embeddings.embeddings.weight is 3; the table has 3 rows",
    ],
    ["with a negative row", withHashes([0, 1, 2, -1, 1, 0]), "is -1; the table has 3 rows"],
    [
      "with hashes of other items",
      withHashes([0, 1, 2, 1], [4, 1]),
      "have the shape [4, 1]; 6 ids × 1 to 24",
    ],
    [
      "with more hash functions than Spotlight has",
      moduleFile({ ...HASHES, item_embeddings: [["num_hash_functions", py.int(25)]] }),
      'num_hash_functions of item_embeddings.embeddings.weight is "25"; a whole number up to 24',
    ],
    [
      "with none",
      moduleFile({ ...HASHES, item_embeddings: [["num_hash_functions", py.int(0)]] }),
      "has 3 rows and 0 hash functions; neither may be 0",
    ],
    [
      "with bag=True",
      moduleFile({ ...HASHES, item_embeddings: [["_bag", py.TRUE]] }),
      "belongs to a BloomEmbedding with bag=True, whose scores depend on the minibatch",
    ],
  ])("%s", (_, file, found) => {
    expect(() => readFactors("file.pt", file)).toThrow(found);
  });

  test("when it stands for more numbers than memory is there for", () => {
    const huge: Shapes = SHAPES.map(([name, shape]) =>
      name === "item_biases.weight" ? [name, [2 ** 25, 1]] : [name, shape],
    );
    const root = py.dict(
      ...huge.map(([name, shape], key): [string, py.Pickled] => [name, floatTensor(String(key), shape)]),
    );
    expect(() => readFactors("file.pt", torchFile(root, filledStorages(SHAPES)))).toThrow(
      "stands for 33554432 × 2 numbers; at most 33554432 are supported",
    );
  });

  test("when the biases that tell its size are not there", () => {
    const long: Shapes = SHAPES.map(([name, shape]) =>
      name === "item_biases.weight" ? [name, [10_000_000, 1]] : [name, shape],
    );
    const root = py.dict(
      ...long.map(([name, shape], key): [string, py.Pickled] => [name, floatTensor(String(key), shape)]),
    );
    expect(() => readFactors("file.pt", torchFile(root, filledStorages(SHAPES)))).toThrow(
      "storage 3 declares 40000000 bytes, its record has 24",
    );
  });
});
