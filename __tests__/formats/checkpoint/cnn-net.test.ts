import { describe, expect, test } from "@jest/globals";
import { readCheckpoint } from "../../../src/formats/checkpoint/index.ts";
import { filledStorages, moduleOf, stateDictFile, type Shapes } from "../../support/module-file.ts";
import * as py from "../../support/pickle-writer.ts";
import { floatTensor, torchFile } from "../../support/torch-file.ts";

/** Three items with two factors, two layers. */
const SHAPES: Shapes = [
  ["item_embeddings.weight", [4, 2]],
  ["item_biases.weight", [4, 1]],
  ["cnn_0.weight", [2, 2, 3, 1]],
  ["cnn_0.bias", [2]],
  ["cnn_1.weight", [2, 2, 2, 1]],
  ["cnn_1.bias", [2]],
];
const DILATION = py.tuple(py.int(1), py.int(2));
const FALSE = py.ops("\x89");

function file(attributes: py.Entries): Buffer {
  return torchFile(moduleOf(SHAPES, attributes), filledStorages(SHAPES));
}

function settings(nonlinearity: string, residual: py.Pickled, dilation = DILATION): py.Entries {
  return [
    ["nonlinearity", py.global("torch.nn.functional", nonlinearity)],
    ["residual_connections", residual],
    ["dilation", dilation],
  ];
}

test.each([
  ["relu", "no", FALSE, [-0.744140625, 0.27734375, -0.076171875, -0.4296875]],
  [
    "tanh",
    "its",
    py.TRUE,
    [-0.3010190427303314, 0.6522895097732544, -0.2871801257133484, -0.708871603012085],
  ],
])(
  "two dilated layers with %s and %s residual connections score as in Spotlight",
  (name, _, residual, expected) => {
    const { model } = readCheckpoint("file.pt", file(settings(name, residual)));
    if (model.kind !== "sequence") throw new Error("another kind of model");
    const scores = new Float64Array(4);
    model.score(Uint32Array.of(0, 1, 2, 3, 1), scores);
    for (const [item, score] of scores.entries()) expect(score).toBeCloseTo(expected[item]!, 6);
  },
);

describe("a CNNNet is refused", () => {
  test("as a state dict, which does not say how it was made", () => {
    expect(() => readCheckpoint("state.pt", stateDictFile(SHAPES))).toThrow(
      "state.pt: a state dict of a CNNNet does not say its dilations, nonlinearity and residual connections",
    );
  });

  test("with layers that share one storage, each of which would be a copy of it in memory", () => {
    const [layers, dim, kernelWidth] = [64, 16, 2049];
    const size = [dim, dim, kernelWidth, 1];
    const shared = py.tensor({ storage: py.storage("FloatStorage", "2", dim * dim * kernelWidth), size });
    const bias = py.tensor({ storage: py.storage("FloatStorage", "0", 4 * dim), size: [dim] });
    const parameters: py.Entries = [
      ["item_embeddings.weight", floatTensor("0", [4, dim])],
      ["item_biases.weight", floatTensor("1", [4, 1])],
      ...Array.from({ length: layers }, (_, layer): [string, py.Pickled][] => [
        [`cnn_${layer}.weight`, layer === 0 ? py.put(7, shared) : py.get(7)],
        [`cnn_${layer}.bias`, bias],
      ]).flat(),
    ];
    const dilations = py.tuple(...Array.from({ length: layers }, () => py.int(1)));
    const net = py.object(
      "some.package",
      "Net",
      ["_parameters", py.dict(...parameters)],
      ["_modules", py.dict()],
      ...settings("relu", FALSE, dilations),
    );
    const storages = Object.fromEntries(
      [4 * dim, 4, dim * dim * kernelWidth].map((count, key) => [key, Buffer.alloc(4 * count)]),
    );
    expect(() => readCheckpoint("file.pt", torchFile(net, storages))).toThrow(
      "file.pt: the layers of the CNNNet have 33570816 weights; at most 33554432 are supported",
    );
  });

  test.each<[string, py.Entries, string]>([
    ["with another nonlinearity", settings("gelu", FALSE), 'the nonlinearity "torch.nn.functional.gelu"'],
    [
      "with fewer dilations than layers",
      settings("relu", FALSE, py.tuple(py.int(1))),
      "has 2 layers and 1 dilations",
    ],
    [
      "with a dilation of 0",
      settings("relu", FALSE, py.tuple(py.int(1), py.int(0))),
      "each layer needs one from 1 to 1000000",
    ],
  ])("%s", (_, attributes, found) => {
    expect(() => readCheckpoint("file.pt", file(attributes))).toThrow(found);
  });
});
