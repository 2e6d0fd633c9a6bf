import { expect, test } from "@jest/globals";
import { FLOAT_TYPES } from "../../../src/formats/checkpoint/float-types.ts";

/** Every 16-bit pattern, read by our function and by an independent one. */
function mismatches(name: string, expected: (bits: number) => number): number[] {
  const view = new DataView(new ArrayBuffer(2));
  return Array.from({ length: 2 ** 16 }, (_, bits) => bits).filter((bits) => {
    view.setUint16(0, bits, true);
    return !Object.is(FLOAT_TYPES.get(name)!.read(view, 0, true), expected(bits));
  });
}

function upperHalfOfFloat32(bits: number): number {
  return new Float32Array(new Uint32Array([bits * 2 ** 16]).buffer)[0]!;
}

/** From the digits of the pattern, with integers only until the last step. */
function ieeeHalf(bits: number): number {
  const digits = bits.toString(2).padStart(16, "0");
  const sign = digits[0] === "1" ? -1 : 1;
  const exponent = Number.parseInt(digits.slice(1, 6), 2);
  const fraction = Number.parseInt(digits.slice(6), 2);
  if (exponent === 31) return fraction > 0 ? NaN : sign / 0;
  return exponent === 0 ? (sign * fraction) / 2 ** 24 : (sign * (1024 + fraction) * 2 ** exponent) / 2 ** 25;
}

test("all 65,536 values of bfloat16 are the float32 with the same upper half", () => {
  expect(mismatches("bfloat16", upperHalfOfFloat32)).toEqual([]);
});

test("all 65,536 values of float16 are those of the IEEE formula", () => {
  expect(mismatches("float16", ieeeHalf)).toEqual([]);
});

test.each([
  ["float32", 4],
  ["float64", 8],
])("%s is read in both byte orders", (name, bytes) => {
  const view = new DataView(new ArrayBuffer(bytes));
  const write = bytes === 4 ? view.setFloat32.bind(view) : view.setFloat64.bind(view);
  const type = FLOAT_TYPES.get(name)!;
  const values = [true, false].map((little) => {
    write(0, -1.25, little);
    return type.read(view, 0, little);
  });
  expect(values).toEqual([-1.25, -1.25]);
});
