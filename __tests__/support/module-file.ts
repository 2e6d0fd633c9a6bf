import { floatTensor, float32Bytes, torchFile } from "./torch-file.ts";
import * as py from "./pickle-writer.ts";

/** Parameters by their names in a state dict, with their shapes. */
export type Shapes = readonly (readonly [name: string, shape: readonly number[]])[];

/**
 * Storages for these parameters, filled in order with numbers that anybody can make again: the n-th of all is
 * ((7 n mod 11) − 5) / 8, exact in float32.
 */
export function filledStorages(shapes: Shapes): Readonly<Record<string, Uint8Array>> {
  let next = 0;
  return Object.fromEntries(
    shapes.map(([, shape], key) => {
      const count = shape.reduce((product, length) => product * length, 1);
      return [key, float32Bytes(Array.from({ length: count }, () => (((7 * next++) % 11) - 5) / 8))];
    }),
  );
}

/** A file with these parameters as a state dict. */
export function stateDictFile(shapes: Shapes): Buffer {
  const entries = shapes.map(([name, shape], key): [string, py.Pickled] => [
    name,
    floatTensor(String(key), shape),
  ]);
  return torchFile(py.dict(...entries), filledStorages(shapes));
}

/** A module whose layers have the parameters of this state dict, with attributes of the module and of its layers. */
export function moduleOf(
  shapes: Shapes,
  attributes: py.Entries = [],
  layerAttributes: Readonly<Record<string, py.Entries>> = {},
): py.Pickled {
  const tensors = shapes.map(
    ([name, shape], key) => [name.split("."), floatTensor(String(key), shape)] as const,
  );
  return nested(tensors, (path) => (path === "" ? attributes : (layerAttributes[path] ?? [])), "");
}

function nested(
  tensors: readonly (readonly [readonly string[], py.Pickled])[],
  attributesOf: (path: string) => py.Entries,
  path: string,
): py.Pickled {
  const own = tensors.filter(([names]) => names.length === 1);
  const below = Map.groupBy(
    tensors.filter(([names]) => names.length > 1),
    ([names]) => names[0]!,
  );
  const children = [...below].map(([name, parts]): [string, py.Pickled] => {
    const inner = parts.map(([names, tensor]) => [names.slice(1), tensor] as const);
    return [name, nested(inner, attributesOf, path === "" ? name : `${path}.${name}`)];
  });
  return py.object(
    "a.module",
    "Net",
    ["_parameters", py.dict(...own.map(([names, tensor]): [string, py.Pickled] => [names[0]!, tensor]))],
    ["_modules", py.dict(...children)],
    ...attributesOf(path),
  );
}
