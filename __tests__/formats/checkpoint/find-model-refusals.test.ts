import { describe, expect, test } from "@jest/globals";

import { UnsupportedFileError } from "../../../src/core/errors.ts";
import { readModel, twoModels } from "../../support/module-pickle.ts";
import * as py from "../../support/pickle-writer.ts";
import { floatTensor, smallState } from "../../support/torch-file.ts";

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

describe("a file is refused", () => {
  test("when it holds different models", () => {
    const root = py.object(
      "a",
      "B",
      ["best", py.dict(...smallState("", 4))],
      ["last", py.dict(...smallState())],
    );
    expect(() => readModel(root, twoModels([0.5, 99]))).toThrow(UnsupportedFileError);
    expect(() => readModel(root, twoModels([0.5, 99]))).toThrow(
      /file\.pt: holds different models, at "(?:best|last)" and at "(?:best|last)"/,
    );
  });

  test("when a dict holds one model and, below, another", () => {
    const root = py.dict(...smallState(), ["best", py.dict(...smallState("", 4))]);
    expect(() => readModel(root, twoModels([0.5, 99]))).toThrow(
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
    expect(() => readModel(root)).toThrow("holds no model that can be evaluated");
  });

  test("when different models share a dict", () => {
    const root = py.dict(...smallState("best.", 4), ...smallState("last."));
    expect(() => readModel(root, twoModels([0.5, 99]))).toThrow(
      /holds different models, at " ?(?:best|last)\."/,
    );
  });

  test("when it holds more models than are compared", () => {
    const states = Array.from({ length: 17 }, (_, index) => py.dict(...smallState("", index)));
    expect(() => readModel(py.list(...states))).toThrow("holds 17 models; at most 16 are compared");
  });

  test("when the net has a tensor that BilinearNet has not", () => {
    const root = py.dict(...smallState(), ["global_bias", floatTensor("2", [2])]);
    expect(() => readModel(root)).toThrow(
      'beside the four tables of Spotlight\'s BilinearNet the net has "global_bias"',
    );
  });

  test("when a name only ends like that of an item table", () => {
    const renamed = smallState().map(([name, tensor]): [string, py.Pickled] => [
      `my_${String(name)}`,
      tensor,
    ]);
    expect(() => readModel(py.dict(...renamed))).toThrow(
      'holds no model that can be evaluated; tensors: "my_user_embeddings.weight"',
    );
  });

  test("with names from the file escaped and cut", () => {
    const root = py.dict(["a\n::error::b", floatTensor("2", [2])], ["x".repeat(500), floatTensor("2", [2])]);
    expect(() => readModel(root)).toThrow(
      `tensors: "a\\u000a::error::b", "${"x".repeat(80)}…" (500 characters); classes: none`,
    );
  });

  test("with a number in place of names beyond the twelfth", () => {
    const tensors = Array.from({ length: 15 }, (_, index): [string, py.Pickled] => [
      `t${index}`,
      floatTensor("2", [2]),
    ]);
    expect(() => readModel(py.dict(...tensors))).toThrow('"t11" and 3 more; classes: none');
  });

  test("with the classes that it holds", () => {
    expect(() => readModel(py.object("my.package", "Other"))).toThrow(
      'tensors: none; classes: "my.package.Other"',
    );
  });
});

describe("a bomb of modules is refused or passed over in bounded time:", () => {
  test("submodules that are shared at every level", () => {
    expect(() => readModel(sharedModules(8, "m"))).toThrow(
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
    expect(() => readModel(Buffer.concat([tensor, ...keys, py.ops("]("), ...dicts, py.ops("e")]))).toThrow(
      "holds more than 100000 tensors, attributes and modules by name",
    );
  });

  test("a dict with a tensor again and again", () => {
    const dicts = Buffer.concat(Array.from({ length: 10_001 }, () => py.dict(["t", py.get(0)])));
    const root = Buffer.concat([py.put(0, floatTensor("2", [2])), py.ops("0]("), dicts, py.ops("e")]);
    expect(() => readModel(root)).toThrow("holds more than 10000 dicts and modules with tensors");
  });

  test("a name of a megabyte in a thousand dicts", () => {
    const dicts = Buffer.concat(Array.from({ length: 1000 }, () => py.dict([py.get(1), py.get(0)])));
    const start = [
      py.put(0, floatTensor("2", [2])),
      py.ops("0"),
      py.put(1, py.text("k".repeat(1_000_000))),
      py.ops("0]("),
    ];
    expect(() => readModel(Buffer.concat([...start, dicts, py.ops("e")]))).toThrow("tensors: none");
  });

  test("submodules with names of a megabyte", () => {
    expect(() => readModel(sharedModules(2, "m".repeat(1_000_000)))).toThrow(
      "holds no model that can be evaluated",
    );
  });
});
