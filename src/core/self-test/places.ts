/** Bits that are sorted at once: three passes cover an integer of 32. */
const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;
const DIGIT = DIGITS - 1;

/** Space for ranking one list after the other, of this many items. */
export class Places {
  readonly #floats: Float32Array;
  readonly #keys: Uint32Array;
  /** Items in their order so far, and in that of the next pass. */
  readonly #order: Uint32Array;
  readonly #nextOrder: Uint32Array;
  /** How many keys have which digit, and then where those of a digit start: the lowest digit first. */
  readonly #starts = [new Uint32Array(DIGITS), new Uint32Array(DIGITS), new Uint32Array(DIGITS)] as const;

  constructor(numItems: number) {
    this.#floats = new Float32Array(numItems);
    this.#keys = new Uint32Array(this.#floats.buffer);
    this.#order = new Uint32Array(numItems);
    this.#nextOrder = new Uint32Array(numItems);
  }

  /**
   * Where every item stands in one user's list: 1 best, 0 worst, ½ in the middle; items of the same score share the
   * middle of their places. Scores are compared as float32, by integers in the same order: those are sorted by their
   * digits, in a tenth of the time that comparing them takes; a rounded tie is nothing to this test.
   */
  of(scores: Float64Array, places: Float64Array): void {
    this.#floats.set(scores);
    const [low, middle, high] = this.#starts;
    toSortableKeys(this.#keys, low, middle, high);
    // Equal digits keep their order, so that sorting by the lowest digit first sorts by all.
    sortFirst(this.#keys, low, this.#order);
    sortByDigit(this.#keys, { shift: DIGIT_BITS, starts: middle }, this.#order, this.#nextOrder);
    sortByDigit(this.#keys, { shift: 2 * DIGIT_BITS, starts: high }, this.#nextOrder, this.#order);
    setPlaces(this.#keys, this.#order, places);
  }
}

// Functions of their own from here on, so that the compiler sees typed arrays and nothing else.

/**
 * Bits of a float32 as an integer that grows with it: the sign bit of positive ones is set, negative ones are inverted.
 * Counts the digits on the way and leaves where those of each start.
 */
function toSortableKeys(keys: Uint32Array, low: Uint32Array, middle: Uint32Array, high: Uint32Array): void {
  low.fill(0);
  middle.fill(0);
  high.fill(0);
  for (let item = 0; item < keys.length; item++) {
    const bits = keys[item]!;
    const key = (bits >>> 31 === 1 ? ~bits : bits | 0x80000000) >>> 0;
    keys[item] = key;
    low[key & DIGIT]!++;
    middle[(key >>> DIGIT_BITS) & DIGIT]!++;
    high[key >>> (2 * DIGIT_BITS)]!++;
  }
  toStarts(low);
  toStarts(middle);
  toStarts(high);
}

function toStarts(counts: Uint32Array): void {
  let start = 0;
  for (let digit = 0; digit < DIGITS; digit++) {
    const held = counts[digit]!;
    counts[digit] = start;
    start += held;
  }
}

/** The pass by the lowest digit, from items in their own order. */
function sortFirst(keys: Uint32Array, starts: Uint32Array, sorted: Uint32Array): void {
  for (let item = 0; item < keys.length; item++) sorted[starts[keys[item]! & DIGIT]!++] = item;
}

function sortByDigit(
  keys: Uint32Array,
  { shift, starts }: { readonly shift: number; readonly starts: Uint32Array },
  order: Uint32Array,
  sorted: Uint32Array,
): void {
  for (let index = 0; index < order.length; index++) {
    const item = order[index]!;
    sorted[starts[(keys[item]! >>> shift) & DIGIT]!++] = item;
  }
}

function setPlaces(keys: Uint32Array, order: Uint32Array, places: Float64Array): void {
  const count = keys.length;
  for (let from = 0, upTo = 0; from < count; from = upTo) {
    const key = keys[order[from]!]!;
    while (upTo < count && keys[order[upTo]!] === key) upTo++;
    const place = (from + upTo) / 2 / count;
    for (let index = from; index < upTo; index++) places[order[index]!] = place;
  }
}
