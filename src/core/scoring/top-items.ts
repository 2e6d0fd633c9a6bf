/**
 * The list that a user is recommended: the k items with the highest scores, best first, equal scores in the order of
 * their ids. Masked items are left out, so the list is shorter than k where few are left; ranking them last, as Spotlight
 * does for its metrics, would recommend what the user has.
 *
 * @param scores one number an item, not NaN
 * @param masked ascending and distinct
 */
export function topItems(scores: Float64Array, masked: Uint32Array, k: number): Uint32Array {
  const list = new WorstFirst(scores, Math.min(k, scores.length));
  let nextMasked = 0;
  for (let item = 0; item < scores.length; item++) {
    if (masked[nextMasked] === item) nextMasked++;
    else list.offer(item);
  }
  return list.bestFirst();
}

/** A binary heap with the worst of the best items at its root: most items are compared with it and with nothing else. */
class WorstFirst {
  readonly #scores: Float64Array;
  readonly #heap: Uint32Array;
  #size = 0;

  constructor(scores: Float64Array, capacity: number) {
    this.#scores = scores;
    this.#heap = new Uint32Array(capacity);
  }

  /** Items come in ascending order: one that is no better than the root comes after it in the list. */
  offer(item: number): void {
    if (this.#size < this.#heap.length) this.#rise(item, this.#size++);
    else if (this.#scores[item]! > this.#scores[this.#heap[0]!]!) this.#sink(item);
  }

  bestFirst(): Uint32Array {
    return this.#heap.slice(0, this.#size).sort((one, other) => (this.#isWorse(one, other) ? 1 : -1));
  }

  #rise(item: number, from: number): void {
    let at = from;
    while (at > 0) {
      const parent = (at - 1) >>> 1;
      if (!this.#isWorse(item, this.#heap[parent]!)) break;
      this.#heap[at] = this.#heap[parent]!;
      at = parent;
    }
    this.#heap[at] = item;
  }

  /** Puts the item in the place of the root. */
  #sink(item: number): void {
    const heap = this.#heap;
    let at = 0;
    for (let child = 1; child < this.#size; child = 2 * at + 1) {
      if (child + 1 < this.#size && this.#isWorse(heap[child + 1]!, heap[child]!)) child++;
      if (!this.#isWorse(heap[child]!, item)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = item;
  }

  #isWorse(one: number, other: number): boolean {
    const [score, otherScore] = [this.#scores[one]!, this.#scores[other]!];
    return score < otherScore || (score === otherScore && one > other);
  }
}
