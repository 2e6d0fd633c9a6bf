import type { Count } from "./statistics/proportion.ts";

/**
 * How many of the scored ratings were made after the training saw its last one: the others may have been trained on. Told
 * and never used as a filter, which would silently make another metric of it.
 *
 * @param rows indices of the scored rows
 * @param timestamps milliseconds since 1970 UTC, NaN where there is none; null: no row has a time
 * @param moment of the newest training rating, or of the training
 * @returns null when no scored row has a time
 */
export function countRatedAfter(
  rows: Uint32Array,
  timestamps: Float64Array | null,
  moment: number,
): Count | null {
  let some = 0;
  let all = 0;
  for (const row of rows) {
    const time = timestamps?.[row] ?? Number.NaN;
    if (Number.isNaN(time)) continue;
    all++;
    if (time > moment) some++;
  }
  return all === 0 ? null : { some, all };
}
