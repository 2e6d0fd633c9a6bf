/**
 * Where every item stands in one user's list: 1 best, 0 worst, ½ in the middle; items of the same score share the middle of
 * their places. `sorted` is space for a copy of the scores.
 */
export function placesOf(scores: Float64Array, sorted: Float64Array, places: Float64Array): void {
  sorted.set(scores);
  sorted.sort();
  for (let item = 0; item < scores.length; item++) {
    const score = scores[item]!;
    const below = firstFrom(sorted, score, false);
    const isTied = sorted[below + 1] === score;
    const upTo = isTied ? firstFrom(sorted, score, true) : below + 1;
    places[item] = (below + upTo) / 2 / scores.length;
  }
}

/** Index of the first entry that is not below the value, or that is above it. */
function firstFrom(ascending: Float64Array, value: number, above: boolean): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const entry = ascending[middle]!;
    if (entry < value || (above && entry === value)) low = middle + 1;
    else high = middle;
  }
  return low;
}
