import type { Popularity } from "../../src/core/popularity.ts";
import { ShownItemsTally } from "../../src/core/shown-items.ts";

export const NO_POPULARITY: Popularity = { kind: "unknown", reason: "no-popularity-source" };

/** What these lists hold together, cut off at k. */
export function shownItems(
  lists: readonly (readonly number[])[],
  numItems: number,
  k: number,
): ShownItemsTally {
  const tally = new ShownItemsTally(numItems, k);
  for (const list of lists) tally.add(Uint32Array.from(list));
  return tally;
}
