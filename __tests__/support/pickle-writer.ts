/** Hand-made pickles: each function gives the bytes that push one value, in protocol 2. */
export type Pickled = Buffer;

export const NONE = Buffer.from("N");
export const TRUE = Buffer.from("\x88", "latin1");

/** A whole pickle with this value. */
export function pickle(...value: readonly Pickled[]): Buffer {
  return Buffer.concat([Buffer.from("\x80\x02", "latin1"), ...value, Buffer.from(".")]);
}

export function ops(latin1: string): Pickled {
  return Buffer.from(latin1, "latin1");
}

export function text(value: string): Pickled {
  const bytes = Buffer.from(value);
  return Buffer.concat([ops("X"), uint32(bytes.length), bytes]);
}

/** BININT, or LONG1 beyond 32 bits. */
export function int(value: number): Pickled {
  const bytes = Buffer.alloc(8);
  if (Math.abs(value) < 2 ** 31) return Buffer.concat([ops("J"), int32(value)]);
  bytes.writeBigInt64LE(BigInt(value));
  return Buffer.concat([ops("\x8a\x08"), bytes]);
}

export function global(module: string, name: string): Pickled {
  return Buffer.from(`c${module}\n${name}\n`);
}

export function tuple(...items: readonly Pickled[]): Pickled {
  return Buffer.concat([ops("("), ...items, ops("t")]);
}

export function list(...items: readonly Pickled[]): Pickled {
  return Buffer.concat([ops("]("), ...items, ops("e")]);
}

export type Entries = readonly (readonly [key: string | Pickled, value: Pickled])[];

export function dict(...entries: Entries): Pickled {
  return Buffer.concat([ops("}("), ...flat(entries), ops("u")]);
}

export function reduce(callee: Pickled, ...args: readonly Pickled[]): Pickled {
  return Buffer.concat([callee, tuple(...args), ops("R")]);
}

/** `OrderedDict()` with items set afterwards, as Python 3 writes it. */
export function orderedDict(...entries: Entries): Pickled {
  return Buffer.concat([reduce(global("collections", "OrderedDict")), ops("("), ...flat(entries), ops("u")]);
}

/** An object with attributes: NEWOBJ and BUILD. */
export function object(module: string, name: string, ...attributes: Entries): Pickled {
  return Buffer.concat([global(module, name), ops(")\x81"), dict(...attributes), ops("b")]);
}

/** Stores the value on top in the memo. */
export function put(index: number, value: Pickled): Pickled {
  return Buffer.concat([value, ops("r"), uint32(index)]);
}

export function get(index: number): Pickled {
  return Buffer.concat([ops("j"), uint32(index)]);
}

export function storage(type: string, key: string, count: number): Pickled {
  const id = tuple(text("storage"), global("torch", type), text(key), text("cpu"), int(count));
  return Buffer.concat([id, ops("Q")]);
}

export interface TensorParts {
  readonly storage: Pickled;
  readonly offset?: number;
  readonly size: readonly number[];
  readonly stride?: readonly number[];
}

/** `torch._utils._rebuild_tensor_v2`; contiguous unless strides are given. */
export function tensor(parts: TensorParts): Pickled {
  const { size, stride = contiguous(size), offset = 0 } = parts;
  const sizes = [tuple(...size.map(int)), tuple(...stride.map(int))];
  const hooks = reduce(global("collections", "OrderedDict"));
  return reduce(
    global("torch._utils", "_rebuild_tensor_v2"),
    parts.storage,
    int(offset),
    ...sizes,
    ops("\x89"),
    hooks,
  );
}

/** A pickled `torch.nn.Module`. */
export function moduleObject(name: string, parameters: Entries, modules: Entries): Pickled {
  return object(
    "some.package",
    name,
    ["_parameters", dict(...parameters)],
    ["_buffers", dict()],
    ["_modules", dict(...modules)],
  );
}

function contiguous(size: readonly number[]): readonly number[] {
  return size.map((_, axis) => size.slice(axis + 1).reduce((product, length) => product * length, 1));
}

function flat(entries: Entries): Pickled[] {
  return entries.flatMap(([key, value]) => [typeof key === "string" ? text(key) : key, value]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}
