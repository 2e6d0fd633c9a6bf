const ZERO = 48;
const NINE = 57;
/** Of the largest integer that is exact. */
const MAX_DIGITS = 16;

/**
 * An id as it stands in a CSV file, null when it is anything but a canonical non-negative integer. Stricter than
 * `Number`, to which "", "1e3", "0x10" and " 7" are numbers: a cell like that was not written by a training script.
 */
export function parseId(text: string): number | null {
  if (!isCanonical(text)) return null;
  const id = Number(text);
  return Number.isSafeInteger(id) ? id : null;
}

/** Canonical decimal: no sign, no leading zero, no exponent, no ".0". By hand: it is asked twice for every training pair. */
function isCanonical(text: string): boolean {
  const { length } = text;
  if (length === 0 || length > MAX_DIGITS) return false;
  if (length > 1 && text.charCodeAt(0) === ZERO) return false;
  for (let index = 0; index < length; index++) {
    const code = text.charCodeAt(index);
    if (code < ZERO || code > NINE) return false;
  }
  return true;
}
