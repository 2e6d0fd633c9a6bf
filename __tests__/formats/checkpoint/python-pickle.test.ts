import { describe, expect, test } from "@jest/globals";
import { readCheckpoint } from "../../../src/formats/checkpoint/index.ts";
import { legacyFile, legacyStorage } from "../../support/legacy-file.ts";
import * as py from "../../support/pickle-writer.ts";
import { plainModel } from "../../support/same-weights.ts";
import { SMALL_MODEL, SMALL_STORAGES, torchFile } from "../../support/torch-file.ts";

const CARRIER = "cloudpickle.cloudpickle";
const LOAD = py.global("torch.storage", "_load_from_bytes");

function bytes(content: Uint8Array): py.Pickled {
  const length = Buffer.alloc(4);
  length.writeUInt32LE(content.length);
  return Buffer.concat([py.ops("B"), length, content]);
}

function inside(key: string, count: number): py.Pickled {
  const numbers = { [key]: SMALL_STORAGES[key]! };
  return py.reduce(LOAD, bytes(legacyFile(legacyStorage("FloatStorage", key, count), numbers)));
}

const STATE = py.dict(
  ["user_embeddings.weight", py.tensor({ storage: inside("0", 4), size: [2, 2] })],
  ["item_embeddings.weight", py.tensor({ storage: inside("1", 6), size: [3, 2] })],
  ["user_biases.weight", py.tensor({ storage: inside("2", 2), size: [2, 1] })],
  ["item_biases.weight", py.tensor({ storage: inside("3", 3), size: [3, 1] })],
);

function read(...value: readonly py.Pickled[]): Record<string, unknown> {
  return plainModel(readCheckpoint("m.pkl", py.pickle(...value)).model);
}

function carrier(name: string, ...args: readonly py.Pickled[]): py.Pickled {
  return py.reduce(py.global(CARRIER, name), ...args);
}

test("is read with each storage as a small torch file inside", () => {
  expect(read(STATE)).toEqual(SMALL_MODEL);
});

test("is read around an instance of a class that cloudpickle carries", () => {
  const made = carrier("_make_skeleton_class", py.text("Recommender"));
  const code = Buffer.concat([
    carrier("_builtin_type", py.text("CodeType")),
    py.tuple(py.int(1)),
    py.ops("R"),
  ]);
  const method = carrier("_make_function", code, py.dict(["os", carrier("subimport", py.text("os"))]));
  const instance = Buffer.concat([made, py.ops(")\x81"), py.dict(["net", STATE]), py.ops("b")]);
  expect(read(py.list(method, instance))).toEqual(SMALL_MODEL);
});

test("a storage that is named 20,000 times is one storage", () => {
  const again = Buffer.concat(
    Array.from({ length: 20_000 }, () => Buffer.concat([py.get(1), py.get(2), py.ops("\x85R0")])),
  );
  const large = legacyFile(legacyStorage("FloatStorage", "0", 250_000), { 0: Buffer.alloc(1_000_000) });
  const blob = Buffer.concat([py.put(1, LOAD), py.put(2, bytes(large)), py.ops("00")]);
  expect(read(blob, again, STATE)).toEqual(SMALL_MODEL);
});

describe("is refused", () => {
  const evil = py.reduce(py.global("os", "system"), py.text("touch pwned"));

  test.each<[string, py.Pickled, string]>([
    ["without a tensor", py.dict(["a", py.int(1)]), "this is a bare Python pickle without any tensor"],
    ["when it calls a program", py.list(STATE, evil), 'calls "os.system"'],
    [
      "when a file inside calls a program",
      py.list(STATE, py.reduce(LOAD, bytes(legacyFile(evil)))),
      'calls "os.system"',
    ],
    [
      "when a file inside holds another one",
      py.reduce(LOAD, bytes(legacyFile(inside("0", 4)))),
      "holds another one inside",
    ],
    [
      "when a file inside is no storage",
      py.reduce(LOAD, bytes(legacyFile(py.int(1)))),
      "something else than a storage",
    ],
    [
      "when a file inside is of another format",
      py.reduce(LOAD, bytes(Buffer.from("PK"))),
      "is not in the form that torch writes",
    ],
    [
      "when numbers lie outside of it",
      py.list(STATE, py.storage("FloatStorage", "0", 4)),
      "it names numbers outside of it",
    ],
    [
      "when it calls a function that it carries",
      Buffer.concat([carrier("_make_function", py.NONE), py.tuple(), py.ops("R")]),
      "calls something else than a named class",
    ],
    [
      "when it calls another function of cloudpickle",
      carrier("loads", py.text("x")),
      'calls "cloudpickle.cloudpickle.loads"',
    ],
  ])("%s", (_, value, message) => {
    expect(() => read(value)).toThrow("m.pkl: ");
    expect(() => read(value)).toThrow(message);
  });

  test("in a torch archive, where nobody needs classes by value", () => {
    const made = carrier("_make_skeleton_class", py.text("A"));
    expect(() => readCheckpoint("m.pt", torchFile(made))).toThrow(
      'calls "cloudpickle.cloudpickle._make_skeleton_class"',
    );
  });

  test("in a torch archive with a program in a file inside", () => {
    const hidden = py.dict(["net", STATE], ["x", py.reduce(LOAD, bytes(legacyFile(evil)))]);
    expect(() => readCheckpoint("m.pt", torchFile(hidden))).toThrow('calls "os.system"');
  });
});
