import { describe, expect, test } from "@jest/globals";

import { isKind } from "../../../src/formats/pickle/values.ts";
import * as py from "../../support/pickle-writer.ts";
import { readPickled, plainValue } from "../../support/pickled-value.ts";
import { readTorchPickle } from "../../support/torch-dialect.ts";

describe("the value of a pickle", () => {
  test.each<[string, string, unknown]>([
    ["None", "N", null],
    ["True", "\x88", true],
    ["False", "\x89", false],
    ["BININT", "J\xfe\xff\xff\xff", -2],
    ["BININT1", "K\xff", 255],
    ["BININT2", "M\x00\x01", 256],
    ["an empty LONG1", "\x8a\x00", 0],
    ["a negative LONG1", "\x8a\x01\x80", -128],
    ["a LONG1 of 2^53 - 1", "\x8a\x07\xff\xff\xff\xff\xff\xff\x1f", 2 ** 53 - 1],
    ["a LONG1 of 2^53", "\x8a\x07\x00\x00\x00\x00\x00\x00\x20", 2n ** 53n],
    ["LONG4", "\x8b\x02\x00\x00\x00\xff\x00", 255],
    ["BINFLOAT", "G\x3f\xf8\x00\x00\x00\x00\x00\x00", 1.5],
    ["SHORT_BINUNICODE", "\x8c\x02\xc3\xa9", "é"],
    ["BINUNICODE with a byte order mark", "X\x04\x00\x00\x00\xef\xbb\xbfa", "\uFEFFa"],
    ["BINUNICODE8", "\x8d\x01\x00\x00\x00\x00\x00\x00\x00a", "a"],
    ["SHORT_BINSTRING", "U\x01a", "a"],
    ["BINSTRING", "T\x01\x00\x00\x00a", "a"],
    ["SHORT_BINBYTES", "C\x02\x00\xff", [0, 255]],
    ["BINBYTES", "B\x01\x00\x00\x00a", [97]],
    ["BINBYTES8", "\x8e\x01\x00\x00\x00\x00\x00\x00\x00a", [97]],
    ["BYTEARRAY8", "\x96\x01\x00\x00\x00\x00\x00\x00\x00a", [97]],
    ["EMPTY_TUPLE", ")", []],
    ["TUPLE", "(NNNNt", [null, null, null, null]],
    ["TUPLE1", "K\x01\x85", [1]],
    ["TUPLE2", "K\x01K\x02\x86", [1, 2]],
    ["TUPLE3", "K\x01K\x02K\x03\x87", [1, 2, 3]],
    ["EMPTY_LIST", "]", []],
    ["LIST", "(K\x01K\x02l", [1, 2]],
    ["APPEND", "]K\x01a", [1]],
    ["APPENDS", "](K\x01K\x02e", [1, 2]],
    ["EMPTY_DICT", "}", []],
    ["DICT", "(K\x01K\x02d", [[1, 2]]],
    ["SETITEM", "}K\x01K\x02s", [[1, 2]]],
    ["SETITEMS, the last value of a key counts", "}(K\x01K\x02K\x01K\x03u", [[1, 3]]],
    ["EMPTY_SET and ADDITEMS", "\x8f(K\x01\x90", [1]],
    ["FROZENSET", "(K\x01\x91", [1]],
    ["POP", "K\x01K\x020", 1],
    ["POP_MARK", "K\x01(K\x02K\x031", 1],
    ["BINPUT and BINGET", "K\x07q\x050h\x05", 7],
    ["LONG_BINPUT and LONG_BINGET", "K\x07r\xff\xff\xff\xff0j\xff\xff\xff\xff", 7],
    ["MEMOIZE", "K\x07\x940K\x08\x940h\x00", 7],
    ["FRAME", "\x95\x02\x00\x00\x00\x00\x00\x00\x00N", null],
  ])("%s", (_, bytes, value) => {
    expect(plainValue(readPickled(py.ops(bytes)))).toEqual(value);
  });

  test.each(["GLOBAL", "STACK_GLOBAL"])("a class by %s is its name", (opcode) => {
    const bytes = opcode === "GLOBAL" ? py.global("os", "system") : py.ops("\x8c\x02os\x8c\x06system\x93");
    expect(readPickled(bytes)).toEqual({ kind: "global", module: "os", name: "system" });
  });

  test("bytes are a view of the file", () => {
    const file = py.pickle(py.ops("C\x01a"));
    const value = readTorchPickle("file.pt", file);
    file.fill(0);
    expect(plainValue(value)).toEqual([0]);
  });

  test("a list may contain itself", () => {
    const value = readPickled(py.put(0, py.ops("]")), py.get(0), py.ops("a"));
    expect(isKind(value, "list") && value.items[0] === value).toBe(true);
  });

  test("keys of dicts and names of attributes never become properties of an object", () => {
    const evil = py.dict(["polluted", py.TRUE]);
    const value = readPickled(
      py.tuple(py.dict(["__proto__", evil]), py.object("a", "B", ["__proto__", evil], ["constructor", evil])),
    );
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(isKind(value, "tuple") && plainValue(value.items[0]!)).toEqual([
      ["__proto__", [["polluted", true]]],
    ]);
  });
});

describe("a call", () => {
  test("of an unknown class is an inert record of everything the pickle says about it", () => {
    const made = [
      py.reduce(py.global("some.package", "Thing"), py.int(1)),
      py.ops("(K\x02e(X\x01\x00\x00\x00kK\x03u"),
      py.dict(["a", py.int(4)]),
      py.ops("b"),
    ];
    const value = readPickled(...made);
    if (!isKind(value, "object")) throw new Error("no object");
    const {
      class: { module, name },
      args,
      state,
      items,
      entries,
    } = value;
    expect([module, name, plainValue(args), plainValue(state!), items, [...entries!]]).toEqual([
      "some.package",
      "Thing",
      [1],
      [["a", 4]],
      [2],
      [["k", 3]],
    ]);
  });

  test.each([
    ["NEWOBJ", ")\x81", []],
    ["NEWOBJ_EX", ")}\x92", [[], []]],
  ])("by %s is an inert record too", (_, opcodes, args) => {
    const value = readPickled(py.global("some.package", "Thing"), py.ops(opcodes));
    expect(isKind(value, "object") && plainValue(value.args)).toEqual(args);
  });

  test.each([
    ["collections", "OrderedDict"],
    ["builtins", "dict"],
    ["__builtin__", "dict"],
  ])("of %s.%s makes a dict, of a list of pairs as well", (module, name) => {
    const pairs = py.list(py.tuple(py.text("a"), py.int(1)), py.list(py.text("b"), py.int(2)));
    const value = readPickled(
      py.tuple(py.reduce(py.global(module, name)), py.reduce(py.global(module, name), pairs)),
    );
    expect(plainValue(value)).toEqual([
      [],
      [
        ["a", 1],
        ["b", 2],
      ],
    ]);
  });

  test("of collections.defaultdict makes an empty dict, whatever its factory", () => {
    expect(
      plainValue(readPickled(py.reduce(py.global("collections", "defaultdict"), py.global("os", "system")))),
    ).toEqual([]);
  });

  test.each([
    ["builtins", "set"],
    ["builtins", "frozenset"],
    ["__builtin__", "set"],
    ["__builtin__", "frozenset"],
  ])("of %s.%s makes a set, of a list as well", (module, name) => {
    const members = py.list(py.int(1), py.int(2));
    const value = readPickled(
      py.tuple(py.reduce(py.global(module, name)), py.reduce(py.global(module, name), members)),
    );
    expect(plainValue(value)).toEqual([[], [1, 2]]);
  });

  test.each(["set", "dict"])("of builtins.%s with anything else stays inert", (name) => {
    const value = readPickled(py.reduce(py.global("builtins", name), py.text("abc")));
    expect(isKind(value, "object") && plainValue(value.args)).toEqual(["abc"]);
  });

  test("of _codecs.encode stays inert: its result is never needed", () => {
    const value = readPickled(py.reduce(py.global("_codecs", "encode"), py.text("x"), py.text("latin1")));
    expect(isKind(value, "object") && plainValue(value.args)).toEqual(["x", "latin1"]);
  });

  test("sets the attributes of an OrderedDict beside its items", () => {
    const value = readPickled(py.orderedDict(["a", py.int(1)]), py.dict(["_metadata", py.NONE]), py.ops("b"));
    expect(isKind(value, "dict") && [plainValue(value), plainValue(value.attributes)]).toEqual([
      [["a", 1]],
      [["_metadata", null]],
    ]);
  });
});
