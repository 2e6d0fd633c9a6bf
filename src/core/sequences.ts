import type { ScoredRows } from "./validation.ts";

/** What users did, in the order in which they did it. */
export interface Histories {
  /** Ascending. */
  readonly users: readonly number[];
  /** For each user the items as ids of a sequence model (those of the maps plus 1), oldest first; repeated ones stay. */
  readonly items: readonly Uint32Array[];
}

/** How histories are cut; Spotlight's `max_sequence_length` and `min_sequence_length`. */
export interface Cut {
  readonly longest: number;
  readonly shortest: number;
}

/**
 * Sorts the scored rows of each user by time. Rows of the same time stay in the order of the query; rows without a time
 * come first, in that order: an application that began to store times has none for its oldest ratings.
 *
 * @param times one entry for every row of the ratings, NaN where there is none
 */
export function historiesOf({ users, items, rows }: ScoredRows, times: Float64Array): Histories {
  const timeOf = (index: number): number => {
    const time = times[rows[index]!]!;
    return Number.isNaN(time) ? -Infinity : time;
  };
  const order = Uint32Array.from(rows, (_, index) => index).sort(
    // Not a difference of times: −∞ minus −∞ is NaN.
    (one, other) =>
      users[one]! - users[other]! ||
      Number(timeOf(one) > timeOf(other)) - Number(timeOf(one) < timeOf(other)) ||
      one - other,
  );
  const histories = { users: [] as number[], items: [] as Uint32Array[] };
  for (let start = 0; start < order.length;) {
    const user = users[order[start]!]!;
    let end = start + 1;
    while (end < order.length && users[order[end]!] === user) end++;
    histories.users.push(user);
    histories.items.push(order.subarray(start, end).map((index) => items[index]! + 1));
    start = end;
  }
  return histories;
}

/**
 * The sequences of one user as Spotlight's `Interactions.to_sequence` cuts them: from the newest item backwards, side by
 * side, each with zeros in front up to the longest length; shorter ones than `shortest` items are left out.
 */
export function cutHistory(history: Uint32Array, { longest, shortest }: Cut): readonly Uint32Array[] {
  const sequences: Uint32Array[] = [];
  for (let end = history.length; end >= Math.max(1, shortest); end -= longest) {
    const part = history.subarray(Math.max(0, end - longest), end);
    const sequence = new Uint32Array(longest);
    sequence.set(part, longest - part.length);
    sequences.push(sequence);
  }
  return sequences;
}
