import { describe, expect, test } from "@jest/globals";
import * as fc from "fast-check";

import { readNpy } from "../../src/formats/npy.ts";
import { npyBytes, npyHeader, readParts, fromHex } from "../support/npy.ts";

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
    expect([...readParts({ header: npyHeader(descr, [2]), data: fromHex(data) }).values]).toEqual(values);
  });

  test.each(["<f2", "<f4", "<f8"])("NaN of %s", (descr) => {
    const bytes = Number(descr.slice(2));
    const data = Buffer.alloc(bytes, 0xff);
    expect([...readParts({ header: npyHeader(descr, [1]), data }).values]).toEqual([NaN]);
  });

  test("and the sign of a half-precision zero", () => {
    expect([...readParts({ header: npyHeader("<f2", [1]), data: fromHex("0080") }).values]).toEqual([-0]);
  });

  test.each([
    { descr: "<i8", kind: "integer" },
    { descr: "<f4", kind: "float" },
  ])("telling that $descr is of kind $kind", ({ descr, kind }) => {
    expect(readParts({ header: npyHeader(descr, [0]), data: new Uint8Array(0) }).kind).toBe(kind);
  });
});

describe("reads the header of NumPy", () => {
  const data = fromHex("01 02");

  test.each([1, 2, 3] as const)("version %d", (version) => {
    expect([...readParts({ header: npyHeader("|u1", [2]), data, version }).values]).toEqual([1, 2]);
  });

  test.each([
    { what: "padded with spaces", header: `${npyHeader("|u1", [2])}${" ".repeat(64)}` },
    { what: "with double quotes", header: npyHeader("|u1", [2]).replaceAll("'", '"') },
    { what: "without the last comma", header: npyHeader("|u1", [2]).replace(", }", "}") },
    { what: "in another order", header: "{'shape': (2,), 'descr': '|u1', 'fortran_order': False}" },
  ])("$what", ({ header }) => {
    expect([...readParts({ header, data }).values]).toEqual([1, 2]);
  });

  test.each([
    { shape: [], count: 1 },
    { shape: [0], count: 0 },
    { shape: [3, 0, 2], count: 0 },
    { shape: [2, 3], count: 6 },
  ])("of shape $shape with $count values", ({ shape, count }) => {
    const array = readParts({ header: npyHeader("|u1", shape), data: new Uint8Array(count) });
    expect([array.shape, array.values.length]).toEqual([shape, count]);
  });

  test("from bytes that are not aligned in memory", () => {
    const bytes = npyBytes({ header: npyHeader("<f8", [1]), data: fromHex("000000000000f83f") });
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
      expect([...readParts({ header: npyHeader("|u1", shape, true), data }).values]).toEqual(expected);
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
