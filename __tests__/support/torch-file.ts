import { pickle, storage, tensor, type Entries, type Pickled } from "./pickle-writer.ts";
import { zipBytes, type ZipPart } from "./zip-writer.ts";

/** What `torch.save` would write for this object, with the given storages. */
export function torchFile(
  root: Pickled,
  storages: Readonly<Record<string, Uint8Array>> = {},
  more: readonly ZipPart[] = [],
): Buffer {
  return zipBytes([
    { name: "archive/data.pkl", content: pickle(root) },
    { name: "archive/byteorder", content: "little" },
    ...Object.entries(storages).map(([key, content]) => ({ name: `archive/data/${key}`, content })),
    ...more,
  ]);
}

/** Little-endian float32 numbers. */
export function float32Bytes(numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * numbers.length);
  for (const [index, number] of numbers.entries()) bytes.writeFloatLE(number, 4 * index);
  return bytes;
}

/** A tensor of float32 that fills its storage. */
export function floatTensor(key: string, size: readonly number[]): Pickled {
  const count = size.reduce((product, length) => product * length, 1);
  return tensor({ storage: storage("FloatStorage", key, count), size });
}

/** Two users and three items with two factors; storages 0 to 3 belong to it. */
export const SMALL_STORAGES: Readonly<Record<string, Uint8Array>> = {
  0: float32Bytes([1, 2, 3, 4]),
  1: float32Bytes([5, 6, 7, 8, 9, 10]),
  2: float32Bytes([0.5, -0.5]),
  3: float32Bytes([0.25, 0, -0.25]),
};

/** The entries of a state dict of a BilinearNet, over the storages `first` to `first + 3`. */
export function smallState(prefix = "", first = 0): Entries {
  return [
    [`${prefix}user_embeddings.weight`, floatTensor(String(first), [2, 2])],
    [`${prefix}item_embeddings.weight`, floatTensor(String(first + 1), [3, 2])],
    [`${prefix}user_biases.weight`, floatTensor(String(first + 2), [2, 1])],
    [`${prefix}item_biases.weight`, floatTensor(String(first + 3), [3, 1])],
  ];
}

/** What the small model reads as. */
export const SMALL_MODEL = {
  kind: "factorization",
  numUsers: 2,
  numItems: 3,
  dim: 2,
  userFactors: [1, 2, 3, 4],
  itemFactors: [5, 6, 7, 8, 9, 10],
  userBiases: [0.5, -0.5],
  itemBiases: [0.25, 0, -0.25],
};
