import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";

import { MalformedFileError, UnsupportedFileError } from "../../src/core/errors.ts";
import { readNpy } from "../../src/formats/npy.ts";
import { npyBytes, npyHeader, readParts, fromHex } from "../support/npy.ts";

describe("refuses, naming the file and the array,", () => {
  test.each([
    { what: "objects", descr: "|O", text: "Python objects, which are never loaded" },
    { what: "booleans", descr: "|b1", text: 'elements of type "|b1"' },
    { what: "complex numbers", descr: "<c8", text: 'elements of type "<c8"' },
    { what: "strings", descr: "<U5", text: 'elements of type "<U5"' },
    { what: "dates", descr: "<M8[s]", text: 'elements of type "<M8[s]"' },
    { what: "long doubles", descr: "<f16", text: 'elements of type "<f16"' },
    { what: "an unknown byte order", descr: "=f4", text: 'elements of type "=f4"' },
    { what: "no byte order where it matters", descr: "|f4", text: 'elements of type "|f4"' },
    { what: "an empty type", descr: "", text: 'elements of type ""' },
  ])("$what as unsupported", ({ descr, text }) => {
    const attempt = (): unknown => readParts({ header: npyHeader(descr, [1]), data: new Uint8Array(4) });
    expect(attempt).toThrow(UnsupportedFileError);
    expect(attempt).toThrow(`file.npz: array "a" holds ${text}`);
  });

  test.each(["ffffffffffffff7f", "0000000000002000", "0100000000002080"])(
    "the 64-bit integer %s, which no double holds exactly",
    (data) => {
      expect(() => readParts({ header: npyHeader("<i8", [1]), data: fromHex(data) })).toThrow(
        "an integer beyond 2^53",
      );
    },
  );

  const NOT_A_LITERAL = "its header is not the literal that NumPy writes";
  test.each([
    {
      what: "an expression",
      header: `__import__('os').system('x') or ${npyHeader("|u1", [1])}`,
      text: NOT_A_LITERAL,
    },
    { what: "something behind the literal", header: `${npyHeader("|u1", [1])} or 1`, text: NOT_A_LITERAL },
    { what: "a second literal", header: npyHeader("|u1", [1]).repeat(2), text: NOT_A_LITERAL },
    {
      what: "65 dimensions",
      header: npyHeader(
        "|u1",
        Array.from({ length: 65 }, () => 1),
      ),
      text: "its 65 dimensions are more than the 64 of NumPy",
    },
    { what: "an unclosed literal", header: "{'descr': '|u1'", text: NOT_A_LITERAL },
    { what: "a negative size", header: npyHeader("|u1", [-1]), text: NOT_A_LITERAL },
    {
      what: "a size of 17 digits",
      header: npyHeader("|u1", [1]).replace("1,", "10000000000000000,"),
      text: NOT_A_LITERAL,
    },
    { what: "a computed size", header: npyHeader("|u1", [1]).replace("1,", "1*1,"), text: NOT_A_LITERAL },
    { what: "an escape in a string", header: npyHeader("\\x7cu1", [1]), text: NOT_A_LITERAL },
    {
      what: "a key twice",
      header: npyHeader("|u1", [1]).replace("{", "{'descr': '|O', "),
      text: NOT_A_LITERAL,
    },
    {
      what: "fields",
      header: "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (1,), }",
      text: NOT_A_LITERAL,
    },
    { what: "a missing key", header: "{'descr': '|u1', 'shape': (1,), }", text: "does not hold exactly" },
    {
      what: "a further key",
      header: npyHeader("|u1", [1]).replace("{", "{'x': (), "),
      text: "does not hold exactly",
    },
    {
      what: "a shape that is text",
      header: npyHeader("|u1", [1]).replace("(1,)", "'1'"),
      text: "does not hold exactly",
    },
    {
      what: "a header of 20,000 bytes",
      header: npyHeader("|u1", [1]) + " ".repeat(20_000),
      text: "is longer than 10000",
    },
  ])("$what as malformed", ({ header, text }) => {
    const attempt = (): unknown => readParts({ header, data: new Uint8Array(1) });
    expect(attempt).toThrow(MalformedFileError);
    expect(attempt).toThrow(`file.npz: array "a" cannot be read: `);
    expect(attempt).toThrow(text);
  });

  test.each([
    { what: "fewer bytes", shape: [3], data: 11, text: "of shape (3) takes 12 bytes, 11 are there" },
    { what: "more bytes", shape: [3], data: 13, text: "of shape (3) takes 12 bytes, 13 are there" },
    { what: "no bytes for a scalar", shape: [], data: 0, text: "takes 4 bytes, 0 are there" },
    {
      what: "a shape of 40 petabytes",
      shape: [100_000_000, 100_000_000],
      data: 32,
      text: "takes 40000000000000000 bytes, 32 are there",
    },
    {
      what: "a shape whose size overflows to infinity times zero",
      shape: [...Array.from({ length: 30 }, () => 999_999_999_999), 0],
      data: 0,
      text: "takes NaN bytes",
    },
  ])("$what than the shape declares", ({ shape, data, text }) => {
    expect(() => readParts({ header: npyHeader("<f4", shape), data: new Uint8Array(data) })).toThrow(text);
  });

  test("any cut of the header", () => {
    const whole = npyBytes({ header: npyHeader("|u1", [1]), data: new Uint8Array(1) });
    for (let length = 0; length < whole.length; length++) {
      expect(() => readNpy("file.npz", "a", whole.subarray(0, length))).toThrow(MalformedFileError);
    }
  });

  test("an unknown version", () => {
    const bytes = npyBytes({ header: npyHeader("|u1", [1]), data: new Uint8Array(1) });
    bytes[6] = 4;
    expect(() => readNpy("file.npz", "a", bytes)).toThrow(
      "its npy version is 4; versions 1, 2 and 3 are read",
    );
  });
});

test("random bytes behind a valid start are refused or read, nothing else", () => {
  const bytes = npyBytes({ header: npyHeader("<f4", [2]), data: new Uint8Array(8) });
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
      const changed = Uint8Array.from(bytes).fill(byte, at, at + 1);
      try {
        readNpy("file.npz", "a", changed);
      } catch (error) {
        expect(error).toHaveProperty("hint");
      }
    }),
  );
});
