/**
 * Median number of targets; the mean of the middle two when there is an even number of users. At least one user.
 */
export function medianOf(targets: Uint32Array): number {
  const sorted = targets.toSorted();
  const middle = sorted.length >>> 1;
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}

/**
 * The highest `test_mrr` that these users could have: m targets fill at best the ranks 1 to m, so a user's value is
 * at most H_m/m (1, 0.75, 0.611, … ), which falls when users rate more. At least one user.
 */
export function mrrCeilingOf(targets: Uint32Array): number {
  let sum = 0;
  for (const count of targets) {
    let harmonic = 0;
    for (let rank = 1; rank <= count; rank++) harmonic += 1 / rank;
    sum += harmonic / count;
  }
  return sum / targets.length;
}
