import { kernelBytes } from "./kernel-memory.ts";
import { KernelRanker } from "./kernel-ranker.ts";
import type { NewKernel } from "./kernel.ts";
import { ScalarRanker } from "./scalar-ranker.ts";
import type { ItemTable, UserRanker } from "./user-ranker.ts";

/** Half of what WebAssembly can address: a table of eight million items with 64 factors. */
const MOST_BYTES = 2 ** 31;

/**
 * The fastest ranker for a table. All give the same results.
 *
 * @param newKernel null: WebAssembly is not to be had
 */
export function rankerFor(items: ItemTable, newKernel: NewKernel | null): UserRanker {
  // exp and sigmoid make close scores equal, in a way that depends on the score: only the specification knows which.
  const isPlain = items.ratingOutput === undefined || items.ratingOutput === "identity";
  const isSuited = isPlain && items.numItems > 0 && kernelBytes(items) <= MOST_BYTES;
  return newKernel !== null && isSuited ? new KernelRanker(items, newKernel) : new ScalarRanker(items);
}
