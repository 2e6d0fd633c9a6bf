import { firstFrom } from "../first-from.ts";

/** Space for ranking one list after the other, of this many items. */
export class Places {
  readonly #floats: Float32Array;
  readonly #keys: Uint32Array;
  readonly #sorted: Uint32Array;

  constructor(numItems: number) {
    this.#floats = new Float32Array(numItems);
    this.#keys = new Uint32Array(this.#floats.buffer);
    this.#sorted = new Uint32Array(numItems);
  }

  /**
   * Where every item stands in one user's list: 1 best, 0 worst, ½ in the middle; items of the same score share the
   * middle of their places. Scores are compared as float32, by integers in the same order: those sort several times as
   * fast as float64, and a rounded tie is nothing to this test.
   */
  of(scores: Float64Array, places: Float64Array): void {
    this.#floats.set(scores);
    const keys = this.#keys;
    // Bits of a float32 as an integer that grows with it: the sign bit of positive ones is set, negative ones are inverted.
    for (let item = 0; item < keys.length; item++) {
      const bits = keys[item]!;
      keys[item] = bits >>> 31 === 1 ? ~bits : bits | 0x80000000;
    }
    const sorted = this.#sorted;
    sorted.set(keys);
    sorted.sort();
    for (let item = 0; item < keys.length; item++) {
      const key = keys[item]!;
      const below = firstFrom(sorted, key);
      const isTied = sorted[below + 1] === key;
      const upTo = isTied ? firstFrom(sorted, key + 1) : below + 1;
      places[item] = (below + upTo) / 2 / keys.length;
    }
  }
}
