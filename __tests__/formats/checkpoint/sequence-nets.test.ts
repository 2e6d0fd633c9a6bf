import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import type { SequenceModel } from "../../../src/core/sequence-model.ts";
import { readCheckpoint } from "../../../src/formats/checkpoint/index.ts";
import { TORCH_ZIP } from "../../../src/formats/checkpoint/torch-zip.ts";
import { filledStorages, moduleOf, stateDictFile, type Shapes } from "../../support/module-file.ts";
import * as py from "../../support/pickle-writer.ts";
import { floatTensor, float32Bytes, torchFile } from "../../support/torch-file.ts";

function readSequence(name: string, bytes: Uint8Array): SequenceModel {
  const { model } = readCheckpoint(name, bytes);
  if (model.kind !== "sequence") throw new Error("another kind of model");
  return model;
}

function scoresOf(model: SequenceModel): Float64Array {
  const scores = new Float64Array(model.numItems + 1);
  model.score(Uint32Array.of(0, 3, 1, 2), scores);
  return scores;
}

/** The parameters of the net of a checkpoint, written as a state dict. */
function stateDictOf(bytes: Uint8Array): Buffer {
  const { groups } = TORCH_ZIP.read("file.pt", bytes);
  const { tensors } = groups.find((group) => group.tensors.has("item_biases.weight"))!;
  const entries = [...tensors].map(([name, { shape }], key): [string, py.Pickled] => [
    name,
    floatTensor(String(key), shape),
  ]);
  const storages = [...tensors.values()].map((tensor, key) => [key, float32Bytes([...tensor.floats()])]);
  return torchFile(py.dict(...entries), Object.fromEntries(storages));
}

test.each(["pooling.pt", "lstm.pt", "mixture.pt"])(
  "a state dict of the net in %s tells all of it",
  (name) => {
    const bytes = readFileSync(new URL(`../../fixtures/mini_extra/${name}`, import.meta.url));
    const [net, state] = [readSequence(name, bytes), readSequence("state.pt", stateDictOf(bytes))];
    expect(state.network).toBe(net.network);
    expect(scoresOf(state)).toEqual(scoresOf(net));
  },
);

const ITEMS: Shapes = [
  ["item_embeddings.weight", [4, 2]],
  ["item_biases.weight", [4, 1]],
];
const LSTM: Shapes = [
  ...ITEMS,
  ["lstm.weight_ih_l0", [8, 2]],
  ["lstm.weight_hh_l0", [8, 2]],
  ["lstm.bias_ih_l0", [8]],
  ["lstm.bias_hh_l0", [8]],
];

function withShape(shapes: Shapes, name: string, shape: readonly number[]): Buffer {
  return stateDictFile(shapes.map((entry) => (entry[0] === name ? [name, shape] : entry)));
}

test("the items of a sequence model may be hashed", () => {
  const shapes: Shapes = [["item_embeddings.embeddings.weight", [3, 2]], ITEMS[1]!];
  const model = readSequence("file.pt", torchFile(moduleOf(shapes), filledStorages(shapes)));
  expect([model.network, model.numItems, model.dim]).toEqual(["PoolNet", 3, 2]);
});

describe("a net is refused", () => {
  test("when it may be the half of a factorization model: tables of items whose row 0 is no padding", () => {
    expect(() => readCheckpoint("state.pt", stateDictFile(ITEMS))).toThrow(
      "state.pt: there are tables of items and none of users, and the row 0 of the items is not the padding",
    );
  });

  test.each<[string, Buffer, string]>([
    [
      "when its hidden state is not as long as an item vector",
      withShape(LSTM, "lstm.weight_hh_l0", [8, 4]),
      "lstm.weight_hh_l0 has the shape [8, 4]; [8, 2] is needed",
    ],
    [
      "when its biases are of another number of items",
      withShape(LSTM, "item_biases.weight", [5, 1]),
      "item_biases.weight has the shape [5, 1]; [4, 1] is needed",
    ],
    [
      "when it has no item beside the padding",
      stateDictFile([
        ["item_embeddings.weight", [1, 2]],
        ["item_biases.weight", [1, 1]],
      ]),
      "has one row, the padding of short sequences, and no item",
    ],
    [
      "when its projection makes no whole number of tastes",
      stateDictFile([...LSTM, ["projection.weight", [6, 2, 1]], ["projection.bias", [6]]]),
      "projection.weight has 6 rows; each taste takes 4",
    ],
    [
      "when it has a tensor that no network of Spotlight has",
      stateDictFile([...LSTM, ["lstm.weight_ih_l1", [8, 2]]]),
      'holds no model that can be evaluated; tensors: "item_embeddings.weight"',
    ],
  ])("%s", (_, file, found) => {
    expect(() => readCheckpoint("file.pt", file)).toThrow(found);
  });
});
