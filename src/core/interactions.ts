/**
 * Interactions in the model's own ids, grouped by user (compressed sparse rows): the items of `users[n]` are
 * `items.subarray(offsets[n], offsets[n + 1])`, distinct and ascending. Users ascend, and only users with at
 * least one item are there, as in the arrays that Spotlight's evaluation returns.
 */
export interface Interactions {
  readonly users: Uint32Array;
  /** users.length + 1 entries */
  readonly offsets: Uint32Array;
  readonly items: Uint32Array;
}

/**
 * Groups (user, item) pairs; a pair that occurs twice is one interaction, as in Spotlight's sparse matrix.
 * @param pairUsers below `ID_SPAN`, in any order
 * @param pairItems as long, below `ID_SPAN`
 */
export function groupInteractions(pairUsers: ArrayLike<number>, pairItems: ArrayLike<number>): Interactions {
  const count = pairUsers.length;
  // One float64 key a pair sorts natively and without a comparator: both ids are below 2^26 in any model that fits in memory.
  const keys = new Float64Array(count);
  for (let row = 0; row < count; row++) keys[row] = pairUsers[row]! * ID_SPAN + pairItems[row]!;
  keys.sort();
  const users: number[] = [];
  const offsets: number[] = [];
  const items = new Uint32Array(count);
  let distinct = 0;
  for (let index = 0; index < count; index++) {
    const key = keys[index]!;
    if (index > 0 && key === keys[index - 1]) continue;
    const user = Math.floor(key / ID_SPAN);
    if (users.at(-1) !== user) {
      users.push(user);
      offsets.push(distinct);
    }
    items[distinct++] = key % ID_SPAN;
  }
  offsets.push(distinct);
  return {
    users: Uint32Array.from(users),
    offsets: Uint32Array.from(offsets),
    items: items.slice(0, distinct),
  };
}

/** Ids are below this, so that `user * ID_SPAN + item` stays exact in a float64 (2^26 · 2^26 = 2^52). */
export const ID_SPAN = 2 ** 26;
