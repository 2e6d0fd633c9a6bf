import { describe, expect, test } from "@jest/globals";

import { MalformedFileError, UnsupportedFileError } from "../../../src/core/errors.ts";
import type { PickleValue } from "../../../src/formats/pickle/values.ts";
import * as py from "../../support/pickle-writer.ts";
import { readPickled, plainValue } from "../../support/pickled-value.ts";
import { readTorchPickle } from "../../support/torch-dialect.ts";

function readMalicious(): PickleValue {
  return readPickled(py.reduce(py.global("os", "system"), py.text("touch pwned")));
}

function readCut(): PickleValue {
  return readTorchPickle("file.pt", py.pickle(py.NONE).subarray(0, 3));
}

function repeated(unit: string, count: number): Buffer {
  return Buffer.alloc(unit.length * count, unit, "latin1");
}

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
      expect(() => readPickled(py.global(module, name), py.ops(call))).toThrow(
        `file.pt: its pickle calls "${module}.${name}" when Python loads it`,
      );
    }
  });

  test("but not when it only names such a function", () => {
    expect(plainValue(readPickled(py.list(py.global("os", "system"))))).toHaveLength(1);
  });

  test("when it calls the result of a call", () => {
    const inner = py.reduce(py.global("some.package", "make"));
    expect(() => readPickled(py.reduce(inner))).toThrow(
      "calls something else than a named class or function",
    );
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
    expect(() => readPickled(py.ops(bytes))).toThrow(
      `uses the opcode ${name}, which torch.save never writes`,
    );
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
    expect(() => readPickled(py.ops(bytes))).toThrow(message);
  });

  test("when it has no end", () => {
    expect(readCut).toThrow(MalformedFileError);
    expect(readCut).toThrow("file.pt: its pickle is damaged at byte 3: it ends without the opcode STOP");
  });

  test("when a class has a name of 201 letters", () => {
    expect(() => readPickled(py.text("m".repeat(201)), py.text("n"), py.ops("\x93"))).toThrow(
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
    expect(() => readPickled(start, repeated(unit, count))).toThrow(message);
  });

  test("of dicts that are copied again and again", () => {
    const pairs = py.list(...Array.from({ length: 1000 }, () => py.tuple(py.NONE, py.NONE)));
    const copies = repeated("ccollections\nOrderedDict\nh\x05\x85R0", 1001);
    expect(() => readPickled(py.put(5, pairs), copies)).toThrow("more than 1000000 values are copied");
  });
});
