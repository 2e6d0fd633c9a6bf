import { isKind, type PickleValue } from "../../src/formats/pickle/values.ts";
import * as py from "./pickle-writer.ts";
import { readTorchPickle } from "./torch-dialect.ts";

/** What is read of a pickle that makes this value. */
export function readPickled(...value: readonly py.Pickled[]): PickleValue {
  return readTorchPickle("file.pt", py.pickle(...value));
}

/** A value as plain data: containers as arrays, dicts as arrays of pairs. */
export function plainValue(value: PickleValue): unknown {
  if (isKind(value, "bytes")) return [...value.bytes];
  if (isKind(value, "dict"))
    return [...value.entries].map(([key, entry]) => [plainValue(key), plainValue(entry)]);
  return isKind(value, "tuple") || isKind(value, "list") || isKind(value, "set")
    ? value.items.map(plainValue)
    : value;
}
