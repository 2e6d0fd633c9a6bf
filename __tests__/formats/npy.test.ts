import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";
import { MalformedFileError, UnsupportedFileError } from "../../src/core/errors.ts";
import { readNpy, type NdArray } from "../../src/formats/npy.ts";
import { npyBytes, npyHeader, type NpyParts } from "../support/npy.ts";

function read(parts: NpyParts): NdArray {
  return readNpy("file.npz", "a", npyBytes(parts));
}

/** Bytes as hexadecimal digits. */
function hex(digits: string): Uint8Array {
  return Buffer.from(digits.replaceAll(" ", ""), "hex");
}

describe("reads every plain type", () => {
  test.each([
    { descr: "|u1", data: "00 ff", values: [0, 255] },
    { descr: "|i1", data: "7f 80", values: [127, -128] },
    { descr: "<u1", data: "01 02", values: [1, 2] },
    { descr: "<u2", data: "0100 ffff", values: [1, 65535] },
    { descr: ">u2", data: "0001 0100", values: [1, 256] },
    { descr: "<i2", data: "feff 0080", values: [-2, -32768] },
    { descr: ">i2", data: "fffe 8000", values: [-2, -32768] },
    { descr: "<u4", data: "01000000 ffffffff", values: [1, 4294967295] },
    { descr: ">u4", data: "00000001 ffffffff", values: [1, 4294967295] },
    { descr: "<i4", data: "feffffff 00000080", values: [-2, -2147483648] },
    { descr: ">i4", data: "fffffffe 80000000", values: [-2, -2147483648] },
    { descr: "<u8", data: "0500000000000000 0000000001000000", values: [5, 4294967296] },
    { descr: ">u8", data: "0000000000000005 0000000100000000", values: [5, 4294967296] },
    { descr: "<i8", data: "ffffffffffffffff ffffffffffff1f00", values: [-1, Number.MAX_SAFE_INTEGER] },
    { descr: ">i8", data: "ffffffffffffffff ffe0000000000001", values: [-1, Number.MIN_SAFE_INTEGER] },
    { descr: "<f2", data: "003c 00c0", values: [1, -2] },
    { descr: ">f2", data: "3555 7bff", values: [0.333251953125, 65504] },
    { descr: "<f2", data: "0100 0004", values: [2 ** -24, 2 ** -14] },
    { descr: "<f2", data: "007c 00fc", values: [Infinity, -Infinity] },
    { descr: "<f4", data: "0000c03f 000080ff", values: [1.5, -Infinity] },
    { descr: ">f4", data: "3fc00000 c0000000", values: [1.5, -2] },
    { descr: "<f8", data: "000000000000f83f 000000000000f0bf", values: [1.5, -1] },
    { descr: ">f8", data: "3ff8000000000000 bff0000000000000", values: [1.5, -1] },
  ])("$descr from $data", ({ descr, data, values }) => {
    expect([...read({ header: npyHeader(descr, [2]), data: hex(data) }).values]).toEqual(values);
  });

  test.each(["<f2", "<f4", "<f8"])("NaN of %s", (descr) => {
    const bytes = Number(descr.slice(2));
    const data = Buffer.alloc(bytes, 0xff);
    expect([...read({ header: npyHeader(descr, [1]), data }).values]).toEqual([NaN]);
  });

  test("and the sign of a half-precision zero", () => {
    expect([...read({ header: npyHeader("<f2", [1]), data: hex("0080") }).values]).toEqual([-0]);
  });

  test.each([
    { descr: "<i8", kind: "integer" },
    { descr: "<f4", kind: "float" },
  ])("telling that $descr is of kind $kind", ({ descr, kind }) => {
    expect(read({ header: npyHeader(descr, [0]), data: new Uint8Array(0) }).kind).toBe(kind);
  });
});

describe("reads the header of NumPy", () => {
  const data = hex("01 02");

  test.each([1, 2, 3] as const)("version %d", (version) => {
    expect([...read({ header: npyHeader("|u1", [2]), data, version }).values]).toEqual([1, 2]);
  });

  test.each([
    { what: "padded with spaces", header: `${npyHeader("|u1", [2])}${" ".repeat(64)}` },
    { what: "with double quotes", header: npyHeader("|u1", [2]).replaceAll("'", '"') },
    { what: "without the last comma", header: npyHeader("|u1", [2]).replace(", }", "}") },
    { what: "in another order", header: "{'shape': (2,), 'descr': '|u1', 'fortran_order': False}" },
  ])("$what", ({ header }) => {
    expect([...read({ header, data }).values]).toEqual([1, 2]);
  });

  test.each([
    { shape: [], count: 1 },
    { shape: [0], count: 0 },
    { shape: [3, 0, 2], count: 0 },
    { shape: [2, 3], count: 6 },
  ])("of shape $shape with $count values", ({ shape, count }) => {
    const array = read({ header: npyHeader("|u1", shape), data: new Uint8Array(count) });
    expect([array.shape, array.values.length]).toEqual([shape, count]);
  });

  test("from bytes that are not aligned in memory", () => {
    const bytes = npyBytes({ header: npyHeader("<f8", [1]), data: hex("000000000000f83f") });
    const shifted = Buffer.concat([Buffer.alloc(3), bytes]).subarray(3);
    expect([...readNpy("file.npz", "a", shifted).values]).toEqual([1.5]);
  });
});

test("Fortran order becomes row-major for any shape", () => {
  const shapes = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
  fc.assert(
    fc.property(shapes, (shape) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const expected = Array.from({ length: count }, (_, index) => index % 251);
      const data = new Uint8Array(count);
      for (const [index, value] of expected.entries()) data[columnMajorIndex(index, shape)] = value;
      expect([...read({ header: npyHeader("|u1", shape, true), data }).values]).toEqual(expected);
    }),
  );
});

/** Where NumPy keeps an element in Fortran order, from its place in C order. */
function columnMajorIndex(index: number, shape: readonly number[]): number {
  const position: number[] = [];
  let rest = index;
  for (const size of shape.toReversed()) {
    position.unshift(rest % size);
    rest = Math.floor(rest / size);
  }
  return position.reduceRight((sum, at, axis) => sum * shape[axis]! + at, 0);
}

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
    const attempt = (): unknown => read({ header: npyHeader(descr, [1]), data: new Uint8Array(4) });
    expect(attempt).toThrow(UnsupportedFileError);
    expect(attempt).toThrow(`file.npz: array "a" holds ${text}`);
  });

  test.each(["ffffffffffffff7f", "0000000000002000", "0100000000002080"])(
    "the 64-bit integer %s, which no double holds exactly",
    (data) => {
      expect(() => read({ header: npyHeader("<i8", [1]), data: hex(data) })).toThrow(
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
    const attempt = (): unknown => read({ header, data: new Uint8Array(1) });
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
    expect(() => read({ header: npyHeader("<f4", shape), data: new Uint8Array(data) })).toThrow(text);
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
