import { MalformedFileError, UnsupportedFileError } from "../core/errors.ts";
import { FLOAT_TYPES } from "./checkpoint/float-types.ts";
import { readNpyHeader, type NpyHeader } from "./npy-header.ts";
import { quote } from "./quote.ts";

/** What an array holds. */
export interface NdArrayType {
  /** Type of the elements in the file: "float32", or NumPy's type string for what is neither integer nor float. */
  readonly dtype: string;
  /** Sizes of the dimensions; `[]` is a scalar. */
  readonly shape: readonly number[];
}

/** A dense array of numbers: row-major whatever the file's order, native byte order whatever the file's. */
export interface NdArray {
  readonly kind: "integer" | "float";
  /** Sizes of the dimensions; `[]` is a scalar. */
  readonly shape: readonly number[];
  /**
   * As many as the product of the sizes. 16-bit floats are widened to 32 bits, 64-bit integers to exact doubles.
   */
  readonly values: NumberArray;
}

type NumberArray =
  Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float32Array | Float64Array;

/** How elements of one type are kept and read. `at` is in bytes. */
interface ElementType {
  readonly array: new (count: number) => NumberArray;
  read(view: DataView, at: number, littleEndian: boolean): number;
}

/** By NumPy's kind (unsigned, signed, float) and width in bytes. */
const ELEMENT_TYPES: ReadonlyMap<string, ElementType> = new Map<string, ElementType>([
  ["u1", { array: Uint8Array, read: (view, at) => view.getUint8(at) }],
  ["i1", { array: Int8Array, read: (view, at) => view.getInt8(at) }],
  ["u2", { array: Uint16Array, read: (view, at, little) => view.getUint16(at, little) }],
  ["i2", { array: Int16Array, read: (view, at, little) => view.getInt16(at, little) }],
  ["u4", { array: Uint32Array, read: (view, at, little) => view.getUint32(at, little) }],
  ["i4", { array: Int32Array, read: (view, at, little) => view.getInt32(at, little) }],
  ["u8", { array: Float64Array, read: (view, at, little) => readWide(view, at, little, false) }],
  ["i8", { array: Float64Array, read: (view, at, little) => readWide(view, at, little, true) }],
  ["f2", { array: Float32Array, read: (...place) => FLOAT_TYPES.get("float16")!.read(...place) }],
  ["f4", { array: Float32Array, read: (view, at, little) => view.getFloat32(at, little) }],
  ["f8", { array: Float64Array, read: (view, at, little) => view.getFloat64(at, little) }],
]);

const DTYPE_NAMES: ReadonlyMap<string, string> = new Map([
  ["u", "uint"],
  ["i", "int"],
  ["f", "float"],
]);

const REWRITE_HINT = "Write the file again with numpy.savez; it may be cut short or was made to mislead.";
const PLAIN_HINT = "Save plain arrays of integers or floats (numpy.savez with array.astype(...)).";

/**
 * Reads one array in NumPy's npy format, versions 1 to 3: integers and floats of 1 to 8 bytes, both byte orders, C
 * and Fortran order. Nothing is allocated before the declared shape was found to be exactly as large as the bytes
 * present.
 *
 * @param file named in errors, with `name`, the array's name in it
 * @throws MalformedFileError when the array is damaged; UnsupportedFileError for any other type of element, objects
 * (which are pickles, that is programs) included.
 */
export function readNpy(file: string, name: string, bytes: Uint8Array): NdArray {
  const header = headerOf(file, name, bytes);
  const { descr, shape, fortranOrder, dataOffset } = header;
  const type = elementTypeOf(descr);
  if (type === undefined) throw unreadable(file, name, `elements of type ${quote(descr)}`);
  const width = widthOf(descr);
  const kind = descr.slice(1, 2) === "f" ? "float" : "integer";
  const count = checkedCount(file, name, bytes, header);
  const present = bytes.length - dataOffset;
  const view = new DataView(bytes.buffer, bytes.byteOffset + dataOffset, present);
  const values = new type.array(count);
  const littleEndian = !descr.startsWith(">");
  for (let index = 0; index < count; index++) values[index] = type.read(view, index * width, littleEndian);
  if (kind === "integer") checkExact(file, name, values);
  return { kind, shape, values: fortranOrder ? toRowMajor(shape, values, new type.array(count)) : values };
}

/**
 * What an array holds, without reading its numbers.
 *
 * @throws as `readNpy`, except for elements of another type than integers and floats, which are only named.
 */
export function describeNpy(file: string, name: string, bytes: Uint8Array): NdArrayType {
  const header = headerOf(file, name, bytes);
  const { descr, shape } = header;
  if (elementTypeOf(descr) === undefined) return { dtype: descr, shape };
  checkedCount(file, name, bytes, header);
  return { dtype: DTYPE_NAMES.get(descr.slice(1, 2))! + String(8 * widthOf(descr)), shape };
}

function widthOf(descr: string): number {
  return Number(descr.slice(2));
}

/** The number of elements, when they take exactly the bytes that are there. */
function checkedCount(file: string, name: string, bytes: Uint8Array, header: NpyHeader): number {
  const { descr, shape, dataOffset } = header;
  const count = shape.reduce((product, size) => product * size, 1);
  const taken = count * widthOf(descr);
  const present = bytes.length - dataOffset;
  if (taken === present) return count;
  const found = `array ${quote(name)} of shape (${shape.join(", ")}) takes ${taken} bytes, ${present} are there`;
  throw new MalformedFileError(file, found, REWRITE_HINT);
}

function headerOf(file: string, name: string, bytes: Uint8Array): NpyHeader {
  try {
    const header = readNpyHeader(bytes);
    // Told before anything else, and also of an array that nobody asks for: a pickle has no place among numbers.
    if (header.descr.slice(1, 2) === "O")
      throw unreadable(file, name, "Python objects, which are never loaded");
    return header;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new MalformedFileError(file, `array ${quote(name)} cannot be read: ${error.message}`, REWRITE_HINT);
  }
}

/** NumPy writes `|` for "no byte order" where an element is one byte. Undefined for neither integers nor floats. */
function elementTypeOf(descr: string): ElementType | undefined {
  const order = descr.slice(0, 1);
  return order === "<" || order === ">" || (order === "|" && descr.endsWith("1"))
    ? ELEMENT_TYPES.get(descr.slice(1))
    : undefined;
}

function unreadable(file: string, name: string, what: string): UnsupportedFileError {
  const found = `array ${quote(name)} holds ${what}; integers and floats are read`;
  return new UnsupportedFileError(file, found, PLAIN_HINT);
}

/** A 64-bit integer beyond 2^53 would be rounded to another id. */
function checkExact(file: string, name: string, values: NumberArray): void {
  const rounded = values.findIndex((value: number) => !Number.isSafeInteger(value));
  if (rounded === -1) return;
  throw new UnsupportedFileError(
    file,
    `array ${quote(name)} holds an integer beyond 2^53 at position ${rounded}`,
    "Ids and counts are below 2^53; check how the array was made.",
  );
}

/** The first index of a Fortran-ordered array varies fastest; here the last one has to. */
function toRowMajor(shape: readonly number[], values: NumberArray, ordered: NumberArray): NumberArray {
  const position = shape.map(() => 0);
  const steps = shape.map((_, axis) => shape.slice(0, axis).reduce((product, size) => product * size, 1));
  let source = 0;
  for (let target = 0; target < values.length; target++) {
    ordered[target] = values[source]!;
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      source += steps[axis]!;
      if (++position[axis]! < shape[axis]!) break;
      source -= steps[axis]! * shape[axis]!;
      position[axis] = 0;
    }
  }
  return ordered;
}

/** Two 32-bit halves: exact below 2^53, and without a BigInt for each value. */
function readWide(view: DataView, at: number, littleEndian: boolean, signed: boolean): number {
  const low = view.getUint32(littleEndian ? at : at + 4, littleEndian);
  const highAt = littleEndian ? at + 4 : at;
  const high = signed ? view.getInt32(highAt, littleEndian) : view.getUint32(highAt, littleEndian);
  return high * 2 ** 32 + low;
}
