/**
 * What a pickle holds, as inert data. Nothing here can be called, and no key of a pickle becomes a property of a
 * JavaScript object: dicts are Maps, so `__proto__` is a text like any other.
 */
export type PickleValue =
  | null
  | boolean
  | number
  /** An integer beyond ±2^53. */
  | bigint
  | string
  | PickleBytes
  | PickleTuple
  | PickleList
  | PickleDict
  | PickleSet
  | PickleGlobal
  | PickleObject
  | PickleStorage
  | PickleTensor;

/** A view of the file. */
export interface PickleBytes {
  readonly kind: "bytes";
  readonly bytes: Uint8Array;
}

export interface PickleTuple {
  readonly kind: "tuple";
  readonly items: readonly PickleValue[];
}

export interface PickleList {
  readonly kind: "list";
  readonly items: PickleValue[];
}

/** A set or frozenset; equal members are not merged, because nothing depends on it. */
export interface PickleSet {
  readonly kind: "set";
  readonly items: PickleValue[];
}

/**
 * A dict, OrderedDict or defaultdict. Keys that are not text or numbers compare by identity: hashing a nested tuple by
 * its contents can take for ever.
 */
export interface PickleDict {
  readonly kind: "dict";
  readonly entries: Map<PickleValue, PickleValue>;
  /** Attributes of an OrderedDict; torch keeps the `_metadata` of a state dict there. */
  attributes: PickleValue;
}

/** A class or function by its name: never looked up, never called. */
export interface PickleGlobal {
  readonly kind: "global";
  readonly module: string;
  readonly name: string;
}

/** What a call of an unknown class or function would have made. */
export interface PickleObject {
  readonly kind: "object";
  readonly class: PickleGlobal;
  readonly args: PickleValue;
  /** What BUILD brought (the attributes, as a rule a dict); undefined without BUILD. */
  state: PickleValue | undefined;
  /** Appended items of a list subclass. */
  readonly items: PickleValue[];
  /** Items of a dict subclass. */
  entries: Map<PickleValue, PickleValue> | null;
}

/** A torch storage by its name in the checkpoint: numbers that lie outside the pickle, as a rule. */
export interface PickleStorage {
  readonly kind: "storage";
  /** Name of the element type: "float32", or torch's own name ("QInt8Storage") where we know none; "untyped" for plain bytes. */
  readonly dtype: string;
  /** Digits only; for numbers inside the pickle a name that no other storage of the file has. */
  readonly key: string;
  /** Declared number of elements (bytes when untyped). */
  readonly count: number;
  /** The numbers, little-endian, where they stand inside the pickle itself. */
  readonly bytes?: Uint8Array;
}

/** A torch tensor: a view of a storage, counted in elements. All numbers are checked to be non-negative integers. */
export interface PickleTensor {
  readonly kind: "tensor";
  readonly dtype: string;
  readonly storage: PickleStorage;
  readonly offset: number;
  readonly size: readonly number[];
  readonly stride: readonly number[];
}

/** The dotted name of a class or function, unescaped. */
export function globalName({ module, name }: PickleGlobal): string {
  return `${module}.${name}`;
}

type Kind = Extract<PickleValue, { readonly kind: string }>["kind"];

/** Whether a value is of this kind; undefined (there is none) is of no kind. */
export function isKind<K extends Kind>(
  value: PickleValue | undefined,
  kind: K,
): value is Extract<PickleValue, { readonly kind: K }> {
  return value !== null && typeof value === "object" && value.kind === kind;
}
