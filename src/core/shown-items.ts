/** What the lists of all users hold together, at one cut-off. A user to whom nothing can be recommended has no list. */
export interface ShownItems {
  /** The length that lists have; shorter when the model has fewer items. */
  readonly k: number;
  readonly numLists: number;
  /** For each item of the model: the lists that it is in. */
  readonly counts: Uint32Array;
  /** For each item of the model: 1/length, summed over the lists that it is in. */
  readonly shares: Float64Array;
}

/**
 * Adds up the lists of users one by one. These sums are all that the catalogue metrics need: the lists themselves would
 * take users × k numbers.
 */
export class ShownItemsTally implements ShownItems {
  readonly k: number;
  readonly counts: Uint32Array;
  readonly shares: Float64Array;
  #numLists = 0;

  constructor(numItems: number, k: number) {
    this.k = Math.min(k, numItems);
    this.counts = new Uint32Array(numItems);
    this.shares = new Float64Array(numItems);
  }

  /** Lists that were added and hold anything. */
  get numLists(): number {
    return this.#numLists;
  }

  /** @param list distinct items, best first; those beyond the cut-off are not looked at */
  add(list: Uint32Array): void {
    const shown = list.subarray(0, this.k);
    if (shown.length === 0) return;
    this.#numLists++;
    for (const item of shown) {
      this.counts[item]!++;
      this.shares[item]! += 1 / shown.length;
    }
  }
}
