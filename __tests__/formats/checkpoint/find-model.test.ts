import { describe, expect, test } from "@jest/globals";
import { UnsupportedFileError } from "../../../src/core/errors.ts";
import { readFactors } from "../../support/factor-checkpoint.ts";
import * as py from "../../support/pickle-writer.ts";
import {
  float32Bytes,
  floatTensor,
  SMALL_MODEL,
  SMALL_STORAGES,
  smallState,
  torchFile,
} from "../../support/torch-file.ts";

function read(root: py.Pickled, storages = SMALL_STORAGES): unknown {
  const model = readFactors("file.pt", torchFile(root, storages));
  return {
    ...model,
    userFactors: [...model.userFactors],
    itemFactors: [...model.itemFactors],
    userBiases: [...model.userBiases],
    itemBiases: [...model.itemBiases],
  };
}

/** The four layers of a BilinearNet as modules, over the storages from `first` on. */
function layers(first = 0): py.Entries {
  return smallState("", first).map(([name, tensor]) => {
    const parameter = py.reduce(
      py.global("torch._utils", "_rebuild_parameter"),
      tensor,
      py.TRUE,
      py.orderedDict(),
    );
    return [String(name).replace(".weight", ""), py.moduleObject("Embedding", [["weight", parameter]], [])];
  });
}

const NET = py.moduleObject("Net", [], layers());

/** A second set of storages, 4 to 7; with other user biases where asked. */
function twoModels(otherBiases: readonly number[]): Readonly<Record<string, Uint8Array>> {
  const [a, b, , d] = Object.values(SMALL_STORAGES);
  return { ...SMALL_STORAGES, 4: a!, 5: b!, 6: float32Bytes(otherBiases), 7: d! };
}

/** Modules in levels of 50 names each, all of which mean the one module of the level below. */
function sharedModules(depth: number, name: string): py.Pickled {
  let net = py.moduleObject("Leaf", [["weight", floatTensor("2", [2])]], []);
  for (let level = 0; level < depth; level++) {
    const names = Array.from({ length: 50 }, (_, index) => `${name}${index}`);
    const children = names.map((child): [string, py.Pickled] => [child, py.get(level)]);
    net = Buffer.concat([py.put(level, net), py.ops("0"), py.moduleObject("Level", [], children)]);
  }
  return net;
}

describe("the model is found", () => {
  test.each<[string, py.Pickled]>([
    ["as a state dict", py.dict(...smallState())],
    ["as an OrderedDict", py.orderedDict(...smallState())],
    ["as a state dict of a parallel net", py.dict(...smallState("module."))],
    ["below a long prefix", py.dict(...smallState("a.b.net."), ["a.c.weight", floatTensor("2", [2])])],
    ["as a bare net", NET],
    ["inside another net", py.moduleObject("Outer", [], [["inner", NET]])],
    ["in an attribute", py.object("my.package", "Recommender", ["params", py.dict()], ["model", NET])],
    ["in an attribute of an attribute", py.object("a", "B", ["c", py.object("d", "E", ["_net", NET])])],
    [
      "in a dict beside other things",
      py.dict(["epoch", py.int(3)], ["state_dict", py.dict(...smallState())]),
    ],
    ["in lists and tuples", py.list(py.NONE, py.tuple(py.int(1), py.list(NET)))],
    ["in the arguments of a call", py.reduce(py.global("my.package", "wrap"), NET)],
    [
      "in the items of a dict subclass",
      Buffer.concat([py.reduce(py.global("a", "Dict")), py.text("k"), NET, py.ops("s")]),
    ],
    [
      "in the state of slots",
      Buffer.concat([
        py.global("a", "B"),
        py.ops(")\x81"),
        py.tuple(py.NONE, py.dict(["net", NET])),
        py.ops("b"),
      ]),
    ],
    [
      "twice, as the same object",
      Buffer.concat([py.put(0, NET), py.ops("0"), py.dict(["net", py.get(0)], ["again", py.get(0)])]),
    ],
    ["twice, over the same storages", py.dict(["net", NET], ["state", py.dict(...smallState())])],
    ["beside an object that contains itself", py.list(py.put(0, py.ops("]")), py.get(0), NET)],
  ])("%s", (_, root) => {
    expect(read(root)).toEqual(SMALL_MODEL);
  });

  test("twice, with equal numbers in different storages", () => {
    const root = py.dict(["best", py.dict(...smallState("", 4))], ["last", py.dict(...smallState())]);
    expect(read(root, twoModels([0.5, -0.5]))).toEqual(SMALL_MODEL);
  });

  test("below 20 modules", () => {
    let net = NET;
    for (let depth = 0; depth < 20; depth++) net = py.moduleObject("Outer", [], [["inner", net]]);
    expect(read(net)).toEqual(SMALL_MODEL);
  });

  test("below 10,000 lists", () => {
    const root = Buffer.concat([py.ops("]".repeat(10_000)), NET, py.ops("a".repeat(10_000))]);
    expect(read(root)).toEqual(SMALL_MODEL);
  });
});

/** Spotlight's own model classes, and those that teams derive from them, keep net and loss like this. */
function recommender(loss: string, net = NET): py.Pickled {
  return py.object("my.package", "Recommender", ["_loss", py.text(loss)], ["_net", net]);
}

describe("the loss of the model around the net", () => {
  test.each([
    ["regression", "identity"],
    ["poisson", "exp"],
    ["logistic", "sigmoid"],
  ])("%s makes it a model of ratings", (loss, ratingOutput) => {
    expect(read(recommender(loss))).toEqual({ ...SMALL_MODEL, ratingOutput });
  });

  test.each(["bpr", "hinge", "adaptive_hinge", "pointwise", "my own"])("%s does not", (loss) => {
    expect(read(recommender(loss))).toEqual(SMALL_MODEL);
  });

  test("is known when the net is met before the model, and copies of its state dict stand around", () => {
    const net = Buffer.concat([py.put(0, NET), py.ops("0")]);
    const state = py.dict(...smallState());
    for (const parts of [
      [py.get(0), recommender("poisson", py.get(0)), state],
      [state, recommender("poisson", py.get(0)), py.get(0)],
    ]) {
      const root = Buffer.concat([net, py.list(...parts)]);
      expect(read(root)).toEqual({ ...SMALL_MODEL, ratingOutput: "exp" });
    }
  });

  test("belongs to a parallel net too", () => {
    const parallel = py.moduleObject("DataParallel", [], [["module", NET]]);
    expect(read(recommender("logistic", parallel))).toEqual({ ...SMALL_MODEL, ratingOutput: "sigmoid" });
  });

  test("tells two models with equal numbers apart", () => {
    const other = py.moduleObject("Net", [], layers(4));
    const root = py.list(recommender("poisson"), recommender("logistic", other));
    expect(() => read(root, twoModels([0.5, -0.5]))).toThrow("holds different models");
  });
});

describe("a file is refused", () => {
  test("when it holds different models", () => {
    const root = py.object(
      "a",
      "B",
      ["best", py.dict(...smallState("", 4))],
      ["last", py.dict(...smallState())],
    );
    expect(() => read(root, twoModels([0.5, 99]))).toThrow(UnsupportedFileError);
    expect(() => read(root, twoModels([0.5, 99]))).toThrow(
      /file\.pt: holds different models, at "(?:best|last)" and at "(?:best|last)"/,
    );
  });

  test("when a dict holds one model and, below, another", () => {
    const root = py.dict(...smallState(), ["best", py.dict(...smallState("", 4))]);
    expect(() => read(root, twoModels([0.5, 99]))).toThrow(
      /at (?:the root and at "best"|"best" and at the root)/,
    );
  });

  test("when a net has more tensors than any that is known", () => {
    const more = Array.from({ length: 1000 }, (_, index): [string, py.Pickled] => [`t${index}`, py.get(0)]);
    const root = Buffer.concat([
      py.put(0, floatTensor("2", [2])),
      py.ops("0"),
      py.dict(...smallState(), ...more),
    ]);
    expect(() => read(root)).toThrow("holds no model that can be evaluated");
  });

  test("when different models share a dict", () => {
    const root = py.dict(...smallState("best.", 4), ...smallState("last."));
    expect(() => read(root, twoModels([0.5, 99]))).toThrow(/holds different models, at " ?(?:best|last)\."/);
  });

  test("when it holds more models than are compared", () => {
    const states = Array.from({ length: 17 }, (_, index) => py.dict(...smallState("", index)));
    expect(() => read(py.list(...states))).toThrow("holds 17 models; at most 16 are compared");
  });

  test("when the net has a tensor that BilinearNet has not", () => {
    const root = py.dict(...smallState(), ["global_bias", floatTensor("2", [2])]);
    expect(() => read(root)).toThrow(
      'beside the four tables of Spotlight\'s BilinearNet the net has "global_bias"',
    );
  });

  test("when a name only ends like that of an item table", () => {
    const renamed = smallState().map(([name, tensor]): [string, py.Pickled] => [
      `my_${String(name)}`,
      tensor,
    ]);
    expect(() => read(py.dict(...renamed))).toThrow(
      'holds no model that can be evaluated; tensors: "my_user_embeddings.weight"',
    );
  });

  test("with names from the file escaped and cut", () => {
    const root = py.dict(["a\n::error::b", floatTensor("2", [2])], ["x".repeat(500), floatTensor("2", [2])]);
    expect(() => read(root)).toThrow(
      `tensors: "a\\u000a::error::b", "${"x".repeat(80)}…" (500 characters); classes: none`,
    );
  });

  test("with a number in place of names beyond the twelfth", () => {
    const tensors = Array.from({ length: 15 }, (_, index): [string, py.Pickled] => [
      `t${index}`,
      floatTensor("2", [2]),
    ]);
    expect(() => read(py.dict(...tensors))).toThrow('"t11" and 3 more; classes: none');
  });

  test("with the classes that it holds", () => {
    expect(() => read(py.object("my.package", "Other"))).toThrow(
      'tensors: none; classes: "my.package.Other"',
    );
  });
});

describe("a bomb of modules is refused or passed over in bounded time:", () => {
  test("submodules that are shared at every level", () => {
    expect(() => read(sharedModules(8, "m"))).toThrow(
      "holds more than 100000 tensors, attributes and modules by name",
    );
  });

  // At some 400 bytes a name, a file of 40 MB ended the process.
  test("a thousand tensors that are shared by a hundred dicts", () => {
    const keys = Array.from({ length: 1000 }, (_, key) =>
      Buffer.concat([py.put(1 + key, py.text(`t${key}`)), py.ops("0")]),
    );
    const entries = Buffer.concat(keys.flatMap((_, key) => [py.get(1 + key), py.get(0)]));
    const dicts = Array.from({ length: 101 }, () => Buffer.concat([py.ops("}("), entries, py.ops("u")]));
    const tensor = Buffer.concat([py.put(0, floatTensor("2", [2])), py.ops("0")]);
    expect(() => read(Buffer.concat([tensor, ...keys, py.ops("]("), ...dicts, py.ops("e")]))).toThrow(
      "holds more than 100000 tensors, attributes and modules by name",
    );
  });

  test("a dict with a tensor again and again", () => {
    const dicts = Buffer.concat(Array.from({ length: 10_001 }, () => py.dict(["t", py.get(0)])));
    const root = Buffer.concat([py.put(0, floatTensor("2", [2])), py.ops("0]("), dicts, py.ops("e")]);
    expect(() => read(root)).toThrow("holds more than 10000 dicts and modules with tensors");
  });

  test("a name of a megabyte in a thousand dicts", () => {
    const dicts = Buffer.concat(Array.from({ length: 1000 }, () => py.dict([py.get(1), py.get(0)])));
    const start = [
      py.put(0, floatTensor("2", [2])),
      py.ops("0"),
      py.put(1, py.text("k".repeat(1_000_000))),
      py.ops("0]("),
    ];
    expect(() => read(Buffer.concat([...start, dicts, py.ops("e")]))).toThrow("tensors: none");
  });

  test("submodules with names of a megabyte", () => {
    expect(() => read(sharedModules(2, "m".repeat(1_000_000)))).toThrow(
      "holds no model that can be evaluated",
    );
  });
});
