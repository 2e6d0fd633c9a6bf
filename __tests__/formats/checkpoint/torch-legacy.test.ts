import { describe, expect, test } from "@jest/globals";
import { readCheckpoint } from "../../../src/formats/checkpoint/index.ts";
import { LEGACY_PREAMBLE, legacyFile, legacyNumbers, legacyStorage } from "../../support/legacy-file.ts";
import * as py from "../../support/pickle-writer.ts";
import { plainModel } from "../../support/same-weights.ts";
import { float32Bytes, SMALL_MODEL, SMALL_STORAGES } from "../../support/torch-file.ts";

function floats(key: string, ...size: readonly number[]): py.Pickled {
  return py.tensor({ storage: legacyStorage("FloatStorage", key, size[0]! * size[1]!), size });
}

const STATE = py.dict(
  ["user_embeddings.weight", floats("0", 2, 2)],
  ["item_embeddings.weight", floats("1", 3, 2)],
  ["user_biases.weight", floats("2", 2, 1)],
  ["item_biases.weight", floats("3", 3, 1)],
);
const FILE = legacyFile(STATE, SMALL_STORAGES);
const MAGIC = py.pickle(py.ops("\x8a\x0a\x6c\xfc\x9c\x46\xf9\x20\x6a\xa8\x50\x19"));

function read(bytes: Uint8Array): Record<string, unknown> {
  return plainModel(readCheckpoint("old.pt", bytes).model);
}

test("is read with its storages in the order of their keys", () => {
  const { 0: users, ...others } = SMALL_STORAGES;
  expect(read(FILE)).toEqual(SMALL_MODEL);
  expect(
    read(
      legacyFile(
        STATE,
        Object.fromEntries(
          [...Object.entries(others), ["10", users!]]
            .map(([key, bytes]) => [key === "10" ? "0" : key, bytes] as const)
            .toReversed(),
        ),
      ),
    ),
  ).toEqual(SMALL_MODEL);
});

test("may name a module's class with its source code, which is passed over", () => {
  const source = py.tuple(
    py.text("module"),
    py.global("net", "Net"),
    py.text("net.py"),
    py.text("import os"),
  );
  const net = Buffer.concat([source, py.ops("Q)\x81"), py.dict(["state", STATE]), py.ops("b")]);
  expect(read(legacyFile(net, SMALL_STORAGES))).toEqual(SMALL_MODEL);
});

test("may hold storages of types that no table has", () => {
  const more = py.tensor({ storage: legacyStorage("ComplexFloatStorage", "9", 1), size: [1] });
  const root = py.dict(["net", STATE], ["more", py.dict(["complex", more])]);
  const keys = py.pickle(py.list(...["9", "0", "1", "2", "3"].map((key) => py.text(key))));
  const numbers = Object.values(SMALL_STORAGES).map((bytes) => legacyNumbers(bytes));
  const file = [LEGACY_PREAMBLE, py.pickle(root), keys, legacyNumbers(Buffer.alloc(8), 8), ...numbers];
  expect(read(Buffer.concat(file))).toEqual(SMALL_MODEL);
});

describe("is refused", () => {
  test.each([15, 22, 30, 60, FILE.length - 60, FILE.length - 1])("when it is cut to %d bytes", (length) => {
    expect(() => read(FILE.subarray(0, length))).toThrow(
      /^old\.pt: (the file .* is cut short|its pickle is damaged)/,
    );
  });

  test.each<[string, Buffer, string]>([
    [
      "with nothing behind its version",
      FILE.subarray(0, MAGIC.length + 8),
      "its 23 bytes end where the facts about the machine",
    ],
    ["with another version", Buffer.concat([MAGIC, py.pickle(py.int(1002))]), "another version is declared"],
    [
      "when it was written on a big-endian machine",
      Buffer.concat([
        MAGIC,
        py.pickle(py.int(1001)),
        py.pickle(py.ops("}("), py.text("little_endian"), py.ops("\x89u")),
      ]),
      "declared as big-endian",
    ],
    [
      "when a storage has another number of elements",
      legacyFile(STATE, { ...SMALL_STORAGES, 0: float32Bytes([1, 2]) }),
      "storage 0 is named with 4 elements and written with 2",
    ],
    [
      "when a storage has no numbers",
      legacyFile(STATE, { 1: SMALL_STORAGES[1]! }),
      "no numbers for its storage 0",
    ],
    [
      "when numbers belong to no storage",
      legacyFile(STATE, { ...SMALL_STORAGES, 4: float32Bytes([1]) }),
      "something else than each storage of its objects once",
    ],
    [
      "when a storage has two sizes",
      legacyFile(py.list(STATE, floats("0", 3, 3)), SMALL_STORAGES),
      "storage 0 is named with two types or sizes",
    ],
    [
      "when the elements of a storage have an unknown size",
      legacyFile(py.list(STATE, py.tensor({ storage: legacyStorage("Float8Storage", "9", 1), size: [1] })), {
        9: float32Bytes([1]),
      }),
      'elements of the type "Float8Storage", whose size is not known',
    ],
    [
      "when it calls a program",
      legacyFile(py.reduce(py.global("os", "system"), py.text("x"))),
      'calls "os.system"',
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => read(bytes)).toThrow(`old.pt: `);
    expect(() => read(bytes)).toThrow(message);
  });

  test("when a storage is a part of another one, which torch stopped writing in version 0.4", () => {
    const view = py.tuple(
      py.text("storage"),
      py.global("torch", "FloatStorage"),
      py.text("0"),
      py.text("cpu"),
      py.int(4),
      py.tuple(py.text("1"), py.int(0), py.int(4)),
    );
    expect(() => read(legacyFile(py.list(Buffer.concat([view, py.ops("Q")]))))).toThrow(
      "storage 0 is a part of another one",
    );
  });
});
