import { quote } from "../quote.ts";
import { isKind, type PickleStorage, type PickleTensor, type PickleValue } from "./values.ts";

/** Torch itself stops at 64 dimensions; real tables have 2. Few enough that a product of sizes stays finite. */
const MAX_DIMENSIONS = 16;
/** A number in the archive; in the older format a memory address: 20 digits hold any 64-bit integer. */
const STORAGE_KEY = /^\d{1,20}$/;

/** Element types by the name of torch's typed storage class. */
const STORAGE_DTYPES: ReadonlyMap<string, string> = new Map([
  ["FloatStorage", "float32"],
  ["DoubleStorage", "float64"],
  ["HalfStorage", "float16"],
  ["BFloat16Storage", "bfloat16"],
  ["LongStorage", "int64"],
  ["IntStorage", "int32"],
  ["ShortStorage", "int16"],
  ["CharStorage", "int8"],
  ["ByteStorage", "uint8"],
  ["BoolStorage", "bool"],
  ["UntypedStorage", "untyped"],
]);

/** Bytes of one element, by the names that storages get here: also of types that no table of a model may have. */
const ELEMENT_BYTES: ReadonlyMap<string, number> = new Map([
  ["float32", 4],
  ["float64", 8],
  ["float16", 2],
  ["bfloat16", 2],
  ["int64", 8],
  ["int32", 4],
  ["int16", 2],
  ["int8", 1],
  ["uint8", 1],
  ["bool", 1],
  ["untyped", 1],
  ["ComplexFloatStorage", 8],
  ["ComplexDoubleStorage", 16],
  ["QInt8Storage", 1],
  ["QUInt8Storage", 1],
  ["QInt32Storage", 4],
  ["QUInt4x2Storage", 1],
  ["QUInt2x4Storage", 1],
]);

/** Makes the error for what was found. */
export type Fail = (found: string) => Error;

/**
 * A persistent id of torch: ("storage", storage class, key, device, number of elements). The device does not matter.
 *
 * @throws what `fail` makes, when it is anything else.
 */
export function rebuildStorage(id: PickleValue, fail: Fail): PickleStorage {
  const parts = itemsOf(id) ?? [];
  const [tag, storageClass, key, , numel] = parts;
  if (parts.length < 5 || tag !== "storage") throw fail("a persistent id is not that of a torch storage");
  if (!isKind(storageClass, "global")) throw fail("a storage names no storage class");
  if (typeof key !== "string" || !STORAGE_KEY.test(key)) {
    throw fail(
      `a storage has the key ${typeof key === "string" ? quote(key) : "of another type"}; keys are digits`,
    );
  }
  const count = naturalNumber(numel);
  if (count === null) throw fail(`storage ${key} declares an impossible number of elements`);
  const known = /^torch(?:\.(?:storage|cuda))?$/.test(storageClass.module)
    ? STORAGE_DTYPES.get(storageClass.name)
    : undefined;
  return { kind: "storage", dtype: known ?? storageClass.name, key, count };
}

/** Declared size of a storage in bytes; null when its element type is unknown. */
export function storageBytes({ dtype, count }: PickleStorage): number | null {
  const width = ELEMENT_BYTES.get(dtype);
  return width === undefined ? null : width * count;
}

/**
 * The arguments of torch's `_rebuild_tensor`, `_v2` and `_v3`: storage, offset, size, stride, …; `dtype` is that of `_v3`.
 *
 * @throws what `fail` makes, when sizes, strides or offset are no natural numbers or reach outside the storage.
 */
export function rebuildTensor(args: readonly PickleValue[], dtype: string | null, fail: Fail): PickleTensor {
  const [storage, offsetValue, sizeValue, strideValue] = args;
  if (!isKind(storage, "storage")) throw fail("a tensor has no storage");
  const offset = naturalNumber(offsetValue);
  if (offset === null) throw fail(`a tensor's offset into its storage is not a natural number below 2^53`);
  const size = naturalNumbers(sizeValue);
  if (size === null) throw fail(`a tensor's sizes are not at most ${MAX_DIMENSIONS} natural numbers`);
  const stride = naturalNumbers(strideValue);
  if (stride === null) throw fail("a tensor's strides are not natural numbers (torch has no negative ones)");
  if (stride.length !== size.length)
    throw fail(`a tensor has ${size.length} sizes and ${stride.length} strides`);
  // In bytes of an untyped storage the bound depends on the element's width, which is checked when the tensor is read.
  if (storage.dtype !== "untyped" && lastElement(offset, size, stride) >= storage.count) {
    throw fail(`a tensor of ${size.join("×")} reaches outside its storage of ${storage.count} elements`);
  }
  return { kind: "tensor", dtype: dtype ?? storage.dtype, storage, offset, size, stride };
}

/** Position of the last element in the storage, −1 when the tensor is empty. Sums above 2^53 round, but stay above. */
export function lastElement(offset: number, size: readonly number[], stride: readonly number[]): number {
  if (size.includes(0)) return -1;
  return size.reduce((position, length, axis) => position + (length - 1) * stride[axis]!, offset);
}

function itemsOf(value: PickleValue | undefined): readonly PickleValue[] | null {
  return isKind(value, "tuple") || isKind(value, "list") ? value.items : null;
}

function naturalNumbers(value: PickleValue | undefined): readonly number[] | null {
  const items = itemsOf(value);
  if (items === null || items.length > MAX_DIMENSIONS) return null;
  const numbers = items.map((item) => naturalNumber(item));
  return numbers.every((number) => number !== null) ? numbers : null;
}

function naturalNumber(value: PickleValue | undefined): number | null {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : null;
}
