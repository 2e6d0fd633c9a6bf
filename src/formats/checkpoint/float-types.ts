/** How one kind of float is read; every value becomes a float32. */
export interface FloatType {
  readonly bytes: number;
  read(view: DataView, at: number, littleEndian: boolean): number;
}

/** The element types that a table of a model may have, by torch's name. */
export const FLOAT_TYPES: ReadonlyMap<string, FloatType> = new Map<string, FloatType>([
  ["float32", { bytes: 4, read: (view, at, little) => view.getFloat32(at, little) }],
  ["float64", { bytes: 8, read: (view, at, little) => view.getFloat64(at, little) }],
  ["float16", { bytes: 2, read: (view, at, little) => narrowFloat(view.getUint16(at, little), 5) }],
  ["bfloat16", { bytes: 2, read: (view, at, little) => narrowFloat(view.getUint16(at, little), 8) }],
]);

/** The element types of a table of indices; what a float32 cannot hold exactly is beyond every table that is read. */
export const INDEX_TYPES: ReadonlyMap<string, FloatType> = new Map<string, FloatType>([
  ["int64", { bytes: 8, read: (view, at, little) => Number(view.getBigInt64(at, little)) }],
  ["int32", { bytes: 4, read: (view, at, little) => view.getInt32(at, little) }],
]);

/**
 * A 16-bit float with this many bits of exponent (5: IEEE 754 binary16, 8: bfloat16). Written out, because TypeScript's
 * library for this Node does not know `getFloat16` yet, and JavaScript has no bfloat16.
 */
function narrowFloat(bits: number, exponentBits: number): number {
  const fractionBits = 15 - exponentBits;
  const highest = 2 ** exponentBits - 1;
  const bias = 2 ** (exponentBits - 1) - 1;
  const sign = bits >> 15 === 0 ? 1 : -1;
  const exponent = (bits >> fractionBits) & highest;
  const fraction = (bits & (2 ** fractionBits - 1)) / 2 ** fractionBits;
  if (exponent === highest) return fraction === 0 ? sign * Infinity : NaN;
  return exponent === 0 ? sign * fraction * 2 ** (1 - bias) : sign * (1 + fraction) * 2 ** (exponent - bias);
}
