import { describe, expect, test } from "@jest/globals";
import { MalformedFileError, UnsupportedFileError } from "../../../src/core/errors.ts";
import { isKind, type PickleValue } from "../../../src/formats/pickle/values.ts";
import { readTorchPickle } from "../../support/torch-dialect.ts";
import * as py from "../../support/pickle-writer.ts";

function read(...value: readonly py.Pickled[]): PickleValue {
  return readTorchPickle("file.pt", py.pickle(...value));
}

/** A value as plain data: containers as arrays, dicts as arrays of pairs. */
function plain(value: PickleValue): unknown {
  if (isKind(value, "bytes")) return [...value.bytes];
  if (isKind(value, "dict")) return [...value.entries].map(([key, entry]) => [plain(key), plain(entry)]);
  return isKind(value, "tuple") || isKind(value, "list") || isKind(value, "set")
    ? value.items.map(plain)
    : value;
}

function readMalicious(): PickleValue {
  return read(py.reduce(py.global("os", "system"), py.text("touch pwned")));
}

function readCut(): PickleValue {
  return readTorchPickle("file.pt", py.pickle(py.NONE).subarray(0, 3));
}

function repeated(unit: string, count: number): Buffer {
  return Buffer.alloc(unit.length * count, unit, "latin1");
}

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
    expect(plain(read(py.ops(bytes)))).toEqual(value);
  });

  test.each(["GLOBAL", "STACK_GLOBAL"])("a class by %s is its name", (opcode) => {
    const bytes = opcode === "GLOBAL" ? py.global("os", "system") : py.ops("\x8c\x02os\x8c\x06system\x93");
    expect(read(bytes)).toEqual({ kind: "global", module: "os", name: "system" });
  });

  test("bytes are a view of the file", () => {
    const file = py.pickle(py.ops("C\x01a"));
    const value = readTorchPickle("file.pt", file);
    file.fill(0);
    expect(plain(value)).toEqual([0]);
  });

  test("a list may contain itself", () => {
    const value = read(py.put(0, py.ops("]")), py.get(0), py.ops("a"));
    expect(isKind(value, "list") && value.items[0] === value).toBe(true);
  });

  test("keys of dicts and names of attributes never become properties of an object", () => {
    const evil = py.dict(["polluted", py.TRUE]);
    const value = read(
      py.tuple(py.dict(["__proto__", evil]), py.object("a", "B", ["__proto__", evil], ["constructor", evil])),
    );
    expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
    expect(isKind(value, "tuple") && plain(value.items[0]!)).toEqual([["__proto__", [["polluted", true]]]]);
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
    const value = read(...made);
    if (!isKind(value, "object")) throw new Error("no object");
    const {
      class: { module, name },
      args,
      state,
      items,
      entries,
    } = value;
    expect([module, name, plain(args), plain(state!), items, [...entries!]]).toEqual([
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
    const value = read(py.global("some.package", "Thing"), py.ops(opcodes));
    expect(isKind(value, "object") && plain(value.args)).toEqual(args);
  });

  test.each([
    ["collections", "OrderedDict"],
    ["builtins", "dict"],
    ["__builtin__", "dict"],
  ])("of %s.%s makes a dict, of a list of pairs as well", (module, name) => {
    const pairs = py.list(py.tuple(py.text("a"), py.int(1)), py.list(py.text("b"), py.int(2)));
    const value = read(
      py.tuple(py.reduce(py.global(module, name)), py.reduce(py.global(module, name), pairs)),
    );
    expect(plain(value)).toEqual([
      [],
      [
        ["a", 1],
        ["b", 2],
      ],
    ]);
  });

  test("of collections.defaultdict makes an empty dict, whatever its factory", () => {
    expect(
      plain(read(py.reduce(py.global("collections", "defaultdict"), py.global("os", "system")))),
    ).toEqual([]);
  });

  test.each([
    ["builtins", "set"],
    ["builtins", "frozenset"],
    ["__builtin__", "set"],
    ["__builtin__", "frozenset"],
  ])("of %s.%s makes a set, of a list as well", (module, name) => {
    const members = py.list(py.int(1), py.int(2));
    const value = read(
      py.tuple(py.reduce(py.global(module, name)), py.reduce(py.global(module, name), members)),
    );
    expect(plain(value)).toEqual([[], [1, 2]]);
  });

  test.each(["set", "dict"])("of builtins.%s with anything else stays inert", (name) => {
    const value = read(py.reduce(py.global("builtins", name), py.text("abc")));
    expect(isKind(value, "object") && plain(value.args)).toEqual(["abc"]);
  });

  test("of _codecs.encode stays inert: its result is never needed", () => {
    const value = read(py.reduce(py.global("_codecs", "encode"), py.text("x"), py.text("latin1")));
    expect(isKind(value, "object") && plain(value.args)).toEqual(["x", "latin1"]);
  });

  test("sets the attributes of an OrderedDict beside its items", () => {
    const value = read(py.orderedDict(["a", py.int(1)]), py.dict(["_metadata", py.NONE]), py.ops("b"));
    expect(isKind(value, "dict") && [plain(value), plain(value.attributes)]).toEqual([
      [["a", 1]],
      [["_metadata", null]],
    ]);
  });
});

describe("a file that would run something in Python is refused", () => {
  test.each([
    ["os", "system"],
    ["posix", "system"],
    ["nt", "system"],
    ["subprocess", "Popen"],
    ["sys", "exit"],
    ["builtins", "eval"],
    ["builtins", "exec"],
    ["builtins", "getattr"],
    ["__builtin__", "__import__"],
    ["shutil", "rmtree"],
    ["socket", "socket"],
    ["runpy", "run_path"],
    ["importlib", "import_module"],
    ["importlib.util", "find_spec"],
    ["pickle", "loads"],
    ["code", "interact"],
    ["ctypes", "CDLL"],
    ["webbrowser", "open"],
    ["types", "FunctionType"],
    ["torch", "load"],
    ["torch.serialization", "load"],
    ["torch.hub", "load"],
    ["numpy.testing._private.utils", "runstring"],
    ["harmless", "os.system"],
  ])("when it calls %s.%s", (module, name) => {
    const calls = ["(X\x01\x00\x00\x00xtR", ")\x81", ")}\x92"];
    for (const call of calls) {
      expect(() => read(py.global(module, name), py.ops(call))).toThrow(
        `file.pt: its pickle calls "${module}.${name}" when Python loads it`,
      );
    }
  });

  test("but not when it only names such a function", () => {
    expect(plain(read(py.list(py.global("os", "system"))))).toHaveLength(1);
  });

  test("when it calls the result of a call", () => {
    const inner = py.reduce(py.global("some.package", "make"));
    expect(() => read(py.reduce(inner))).toThrow("calls something else than a named class or function");
  });

  test.each([
    ["DUP", "2"],
    ["FLOAT", "F1.5\n"],
    ["INT", "I1\n"],
    ["LONG", "L1L\n"],
    ["PERSID", "Pa\n"],
    ["STRING", "S'a'\n"],
    ["UNICODE", "Va\n"],
    ["GET", "g0\n"],
    ["INST", "ios\nsystem\n"],
    ["OBJ", "o"],
    ["PUT", "p0\n"],
    ["EXT1", "\x82\x01"],
    ["EXT2", "\x83\x01\x00"],
    ["EXT4", "\x84\x01\x00\x00\x00"],
    ["NEXT_BUFFER", "\x97"],
    ["READONLY_BUFFER", "\x98"],
  ])("when it uses the opcode %s", (name, bytes) => {
    expect(() => read(py.ops(bytes))).toThrow(`uses the opcode ${name}, which torch.save never writes`);
  });

  test("with an error that says nothing was run", () => {
    expect(readMalicious).toThrow(UnsupportedFileError);
    expect(readMalicious).toThrow("nothing was run, the file is refused");
  });
});

describe("a damaged pickle is refused", () => {
  test.each([
    ["with a protocol of the future", "\x80\x06N", "its pickle has protocol 6; 2 to 5 can be read"],
    ["with an unknown opcode", "\xff", "there is no pickle opcode 0xff"],
    [
      "when a text is longer than the file",
      "X\xff\xff\xff\x7fa",
      "2147483647 bytes are declared, 2 are left",
    ],
    ["when a length is negative", "T\xff\xff\xff\xff", "-1 bytes are declared"],
    [
      "when a frame is longer than the file",
      "\x95\x00\x00\x00\x00\x00\x00\x00\x40N",
      "bytes are declared, 2 are left",
    ],
    [
      "when an integer is endless",
      "\x8b\x00\x00\x10\x00",
      "an integer of 1048576 bytes; at most 4096 are read",
    ],
    ["when a name does not end", "cmodule\nname", "a name does not end"],
    ["when a class has a name that is not text", "NN\x93", "a class has a name that is not text"],
    ["when the stack is too low", "a", "too few values on the stack"],
    ["when an opcode takes what lies below a mark", "](a", "too few values on the stack"],
    ["when nothing is left at the end", "N0", "too few values on the stack"],
    ["when a mark is missing", "Nt", "there is no mark on the stack"],
    ["when the memo has no such value", "h\x00", "value 0 of the memo was never stored"],
    ["when a key has no value", "}(NNNu", "a key has no value"],
    ["when keys are set on a list", "]NNs", "keys are set on a value that is no dict or object"],
    ["when items are added to a dict", "}Na", "items are added to a value that is no list, set or object"],
    [
      "when attributes are set on a class",
      "cos\nx\nNb",
      "attributes are set twice, or on a value that has none",
    ],
    [
      "when attributes are set twice",
      "ca\nb\n)RNbNb",
      "attributes are set twice, or on a value that has none",
    ],
    [
      "when arguments are no tuple",
      "ccollections\nOrderedDict\nNR",
      'a call of "collections.OrderedDict" has no tuple',
    ],
    [
      "when a dict is made of no pairs",
      "ccollections\nOrderedDict\n](K\x01e\x85R",
      "made of something else than pairs",
    ],
  ])("%s", (_, bytes, message) => {
    expect(() => read(py.ops(bytes))).toThrow(message);
  });

  test("when it has no end", () => {
    expect(readCut).toThrow(MalformedFileError);
    expect(readCut).toThrow("file.pt: its pickle is damaged at byte 3: it ends without the opcode STOP");
  });

  test("when a class has a name of 201 letters", () => {
    expect(() => read(py.text("m".repeat(201)), py.text("n"), py.ops("\x93"))).toThrow(
      "a class has an endless name",
    );
  });
});

describe("a bomb is refused", () => {
  test.each([
    ["dicts", "}0", 250_001, "more than 250000 tuples, lists, dicts and objects"],
    ["nested tuples", "\x85", 250_001, "more than 250000 tuples, lists, dicts and objects"],
    ["objects", "h\x00)\x810", 250_001, "more than 250000 tuples, lists, dicts and objects"],
    ["values on the stack", "N", 1_000_001, "more than 1000000 values on the stack"],
    ["marks", "(", 500_001, "more than 500000 marks on the stack"],
    ["memo entries", "\x94", 1_000_001, "more than 1000000 values in the memo"],
    ["opcodes", "N0", 5_000_001, "more than 10000000 opcodes"],
  ])("of %s", (_, unit, count, message) => {
    const start = py.put(0, py.global("a", "B"));
    expect(() => read(start, repeated(unit, count))).toThrow(message);
  });

  test("of dicts that are copied again and again", () => {
    const pairs = py.list(...Array.from({ length: 1000 }, () => py.tuple(py.NONE, py.NONE)));
    const copies = repeated("ccollections\nOrderedDict\nh\x05\x85R0", 1001);
    expect(() => read(py.put(5, pairs), copies)).toThrow("more than 1000000 values are copied");
  });
});
