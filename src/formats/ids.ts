/** Canonical decimal: no sign, no leading zero, no exponent, no ".0". */
const CANONICAL = /^(?:0|[1-9][0-9]{0,15})$/;

/**
 * An id as it stands in a CSV file, null when it is anything but a canonical non-negative integer. Stricter than
 * `Number`, to which "", "1e3", "0x10" and " 7" are numbers: a cell like that was not written by a training script.
 */
export function parseId(text: string): number | null {
  if (!CANONICAL.test(text)) return null;
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : null;
}
