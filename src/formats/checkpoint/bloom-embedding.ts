import { MalformedFileError, UnsupportedFileError } from "../../core/errors.ts";
import { attributeText } from "./attribute-text.ts";
import { murmurHash3 } from "./murmur-hash3.ts";
import type { NetworkParts } from "./network.ts";
import type { AttributeValue, Tensor } from "./tensor.ts";

/** Layers that Spotlight lets be a `BloomEmbedding`, and the biases that tell how many ids they have. */
const LAYERS = [
  { layer: "user_embeddings", biases: "user_biases.weight" },
  { layer: "item_embeddings", biases: "item_biases.weight" },
] as const;

/** Seeds of the hash functions, in order (`spotlight/layers.py`). */
const SEEDS: readonly number[] = [
  179424941, 179425457, 179425907, 179426369, 179424977, 179425517, 179425943, 179426407, 179424989,
  179425529, 179425993, 179426447, 179425003, 179425537, 179426003, 179426453, 179425019, 179425559,
  179426029, 179426491, 179425027, 179425579, 179426081, 179426549,
];
/** Spotlight's default: a state dict does not tell it. */
const DEFAULT_HASHES = 4;
/** 128 MB of vectors: a small file must not become a table that fills the memory. */
const MAX_NUMBERS = 2 ** 25;
const HINT = "Save the model with plain embedding layers, or save it again as it was trained.";

/** One compressed layer of a file. */
interface BloomLayer {
  readonly file: string;
  readonly name: string;
  readonly compressed: Tensor;
  /** One for every id that it stands for. */
  readonly biases: Tensor;
  readonly ids: number;
  /** Its own attribute by this name; undefined in a state dict. */
  readonly attribute: (name: string) => AttributeValue | undefined;
}

/**
 * Replaces each `BloomEmbedding` by the plain table of embeddings that it stands for, so that no network needs to know
 * of them: the vector of an id is the sum of the rows that its hashes choose. The sums are made when the table is read.
 */
export function withoutBloom(file: string, parts: NetworkParts): NetworkParts {
  const tensors = new Map(parts.tensors);
  for (const { layer, biases } of LAYERS) {
    const name = `${layer}.embeddings.weight`;
    const compressed = tensors.get(name);
    const idBiases = tensors.get(biases);
    const ids = idBiases?.shape[0];
    if (idBiases === undefined || ids === undefined || tensors.has(`${layer}.weight`)) continue;
    if (compressed?.shape.length !== 2) continue;
    const attribute = (attributeName: string) => parts.attributes.get(`${layer}.${attributeName}`);
    tensors.delete(name);
    tensors.set(`${layer}.weight`, resolved({ file, name, compressed, biases: idBiases, ids, attribute }));
  }
  return { ...parts, tensors };
}

function resolved(layer: BloomLayer): Tensor {
  const { compressed, ids } = layer;
  const dim = compressed.shape[1]!;
  return {
    dtype: compressed.dtype,
    shape: [ids, dim],
    place: `bloom ${compressed.place}`,
    floats() {
      if (ids * dim > MAX_NUMBERS) {
        const found = `${layer.name} stands for ${ids} × ${dim} numbers; at most ${MAX_NUMBERS} are supported`;
        throw new UnsupportedFileError(layer.file, found, HINT);
      }
      // Read, so that as many as their shape says are there: it alone decides how large the sums become.
      layer.biases.floats();
      return sumRows(layer, readHashes(layer));
    },
  };
}

/** The rows of the compressed table that stand for an id. */
interface Hashes {
  readonly functions: number;
  rowOf(id: number, index: number): number;
}

/** In float32, one row after the other, as torch. */
function sumRows({ compressed, ids }: BloomLayer, hashes: Hashes): Float32Array {
  const dim = compressed.shape[1]!;
  const table = compressed.floats();
  const sums = new Float32Array(ids * dim);
  for (let id = 0; id < ids; id++) {
    for (let index = 0; index < hashes.functions; index++) {
      const start = hashes.rowOf(id, index) * dim;
      for (let axis = 0; axis < dim; axis++) sums[id * dim + axis]! += table[start + axis]!;
    }
  }
  return sums;
}

/** The table that the layer has cached, else the same computed anew. */
function readHashes(layer: BloomLayer): Hashes {
  const cached = layer.attribute("_hashes");
  if (layer.attribute("_bag") === true) {
    // Spotlight takes the hashes of a minibatch as one list and cuts it at the wrong places.
    const found = `${layer.name} belongs to a BloomEmbedding with bag=True, whose scores depend on the minibatch`;
    throw new UnsupportedFileError(layer.file, found, HINT);
  }
  return typeof cached === "object" && cached !== null && "floats" in cached
    ? cachedHashes(layer, cached)
    : computedHashes(layer);
}

function cachedHashes({ file, name, compressed, ids }: BloomLayer, cached: Tensor): Hashes {
  const [count, functions = 0] = cached.shape;
  if (cached.shape.length !== 2 || count !== ids || functions < 1 || functions > SEEDS.length) {
    const found = `the hashes of ${name} have the shape [${cached.shape.join(", ")}]; ${ids} ids × 1 to ${SEEDS.length} functions are needed`;
    throw new MalformedFileError(file, found, HINT);
  }
  const rows = cached.floats();
  const numRows = compressed.shape[0]!;
  const wrong = rows.find((row) => row < 0 || row >= numRows);
  if (wrong !== undefined) {
    const found = `a hash of ${name} is ${wrong}; the table has ${numRows} rows`;
    throw new MalformedFileError(file, found, HINT);
  }
  return { functions, rowOf: (id, index) => rows[id * functions + index]! };
}

function computedHashes(layer: BloomLayer): Hashes {
  const functions = wholeNumber(layer, "num_hash_functions", {
    fallback: DEFAULT_HASHES,
    most: SEEDS.length,
  });
  const padding = wholeNumber(layer, "padding_idx", { fallback: 0, most: layer.ids - 1 });
  const numRows = layer.compressed.shape[0]!;
  if (functions === 0 || numRows === 0) {
    const found = `${layer.name} has ${numRows} rows and ${functions} hash functions; neither may be 0`;
    throw new MalformedFileError(layer.file, found, HINT);
  }
  return {
    functions,
    rowOf(id, index) {
      if (id === padding) return 0;
      const remainder = murmurHash3(id, SEEDS[index]!) % numRows;
      // Python's modulo: never negative.
      return remainder < 0 ? remainder + numRows : remainder;
    },
  };
}

function wholeNumber(
  { file, name, attribute }: BloomLayer,
  key: string,
  { fallback, most }: { readonly fallback: number; readonly most: number },
): number {
  const value = attribute(key) ?? fallback;
  if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= most) return value;
  const found = `${key} of ${name} is ${attributeText(value)}; a whole number up to ${most} is needed`;
  throw new MalformedFileError(file, found, HINT);
}
