import type { Kernel, NewKernel } from "./kernel.ts";
import type { ItemTable } from "./user-ranker.ts";

/** Users whose scores are made together. */
export const USERS_AT_ONCE = 4;
/** Items whose factors lie beside each other. */
const PANEL = 8;
/** Of a user with more, comparing every item with every target would be slower than the specification. */
export const MOST_TARGETS = 512;
/** Longer lists are left to the specification. */
export const LONGEST_LIST = 1024;
/** `kernel/ranking.ts`, TARGET */
const BYTES_OF_TARGET = 40;
/** Below lies what the compiler may have put there. */
const FIRST_BYTE = 2048;

/** The memory of a kernel, with the items in it: who writes what is where. */
export interface KernelMemory {
  /** For each factor that of the four users. */
  readonly users: Float32Array;
  /** USERS_AT_ONCE × dim */
  readonly exactUsers: Float64Array;
  readonly targetIds: Uint32Array;
  readonly maskedIds: Uint32Array;
  readonly ranks: Float64Array;
  readonly positions: Uint32Array;
  readonly candidates: Uint32Array;
}

type Places = Readonly<Record<keyof ReturnType<typeof sizesOf>, number>>;

/** Bytes of each part. */
function sizesOf({ numItems, dim }: ItemTable) {
  const padded = Math.ceil(numItems / PANEL) * PANEL;
  return {
    items: 4 * padded * dim,
    biases: 4 * padded,
    users: 4 * USERS_AT_ONCE * dim,
    exactUsers: 8 * USERS_AT_ONCE * dim,
    targetIds: 4 * MOST_TARGETS,
    maskedIds: 4 * numItems,
    rows: 4 * USERS_AT_ONCE * padded,
    // Swept in pairs of vectors.
    buckets: 2 * padded + 16,
    // Targets are counted in pairs.
    targets: BYTES_OF_TARGET * (MOST_TARGETS + 1),
    // Twice as many vectors as are asked for, at most: one for two items of the list, eight at least.
    maxima: 16 * LONGEST_LIST,
    candidates: 4 * numItems,
    // As many as are wanted and as the kernel decides in float64 at most.
    candidateScores: 8 * (LONGEST_LIST + 257 + (numItems >> 2)),
    ranks: 8 * MOST_TARGETS,
    positions: 4 * MOST_TARGETS,
  };
}

/** Bytes of memory that the kernel needs for a table. */
export function kernelBytes(items: ItemTable): number {
  return Object.values(sizesOf(items)).reduce((sum, size) => sum + aligned(size), FIRST_BYTE);
}

/** Each part begins with a line of the cache. */
function aligned(bytes: number): number {
  return Math.ceil(bytes / 64) * 64;
}

/** Makes a kernel and tells it the items. */
export function kernelWith(
  items: ItemTable,
  newKernel: NewKernel,
): { readonly kernel: Kernel; readonly memory: KernelMemory } {
  const kernel = newKernel(kernelBytes(items));
  const places = placesOf(items);
  tellPlaces(kernel, places);
  packItems(items, kernel.memory, places);
  kernel.functions.setTable(items.dim, items.numItems, largestNorm(items), largestBias(items));
  const { memory: bytes } = kernel;
  return {
    kernel,
    memory: {
      users: new Float32Array(bytes, places.users, USERS_AT_ONCE * items.dim),
      exactUsers: new Float64Array(bytes, places.exactUsers, USERS_AT_ONCE * items.dim),
      targetIds: new Uint32Array(bytes, places.targetIds, MOST_TARGETS),
      maskedIds: new Uint32Array(bytes, places.maskedIds, items.numItems),
      ranks: new Float64Array(bytes, places.ranks, MOST_TARGETS),
      positions: new Uint32Array(bytes, places.positions, MOST_TARGETS),
      candidates: new Uint32Array(bytes, places.candidates, items.numItems),
    },
  };
}

function placesOf(items: ItemTable): Places {
  let next = FIRST_BYTE;
  const places = Object.entries(sizesOf(items)).map(([part, size]) => {
    const place = next;
    next += aligned(size);
    return [part, place];
  });
  return Object.fromEntries(places);
}

function tellPlaces({ functions }: Kernel, at: Places): void {
  functions.setInputs(at.items, at.biases, at.users, at.exactUsers, at.targetIds, at.maskedIds);
  functions.setScratch(at.rows, at.buckets, at.targets, at.maxima);
  functions.setResults(at.ranks, at.positions, at.candidates, at.candidateScores);
}

/** The rest of the last panel repeats the first item, so that it changes no minimum and no maximum. */
function packItems(
  { numItems, dim, itemFactors, itemBiases }: ItemTable,
  bytes: ArrayBuffer,
  at: Places,
): void {
  const padded = Math.ceil(numItems / PANEL) * PANEL;
  const factors = new Float32Array(bytes, at.items, padded * dim);
  const biases = new Float32Array(bytes, at.biases, padded);
  for (let place = 0; place < padded; place++) {
    const item = place < numItems ? place : 0;
    const lane = place % PANEL;
    const panel = (place - lane) * dim + lane;
    for (let axis = 0; axis < dim; axis++) factors[panel + axis * PANEL] = itemFactors[item * dim + axis]!;
    biases[place] = itemBiases[item]!;
  }
}

/** max ‖y‖ over all items, not less for rounding; NaN when any is. */
function largestNorm({ numItems, dim, itemFactors }: ItemTable): number {
  let largest = 0;
  for (let item = 0; item < numItems; item++) {
    let squares = 0;
    for (let axis = 0; axis < dim; axis++) squares += itemFactors[item * dim + axis]! ** 2;
    largest = Math.max(largest, squares);
  }
  return Math.sqrt(largest) * (1 + 1e-9);
}

function largestBias({ itemBiases }: ItemTable): number {
  let largest = 0;
  for (const bias of itemBiases) largest = Math.max(largest, Math.abs(bias));
  return largest;
}
