/** Shown where there is no number. */
export const NO_VALUE = "–";
/** The hyphen of ASCII is not a minus sign, and breaks lines. */
const MINUS = "−";

/**
 * A metric in `digits` significant digits, trailing zeros left out; whole numbers and the whole part of large ones
 * are never rounded and have thousands separators.
 */
export function metricText(value: number | null, digits = 4): string {
  if (value === null) return NO_VALUE;
  if (!Number.isFinite(value)) return notFiniteText(value);
  const wholeDigits = Math.floor(Math.log10(Math.max(1, Math.abs(value)))) + 1;
  const rounded = Number.isInteger(value)
    ? value
    : Number(value.toPrecision(Math.min(100, Math.max(digits, wholeDigits))));
  return polish(String(rounded));
}

/** A whole number with thousands separators. */
export function countText(count: number): string {
  return metricText(count);
}

/** "1 rating", "2,015 ratings". */
export function countOf(count: number, one: string, many: string): string {
  return `${countText(count)} ${count === 1 ? one : many}`;
}

/** 0.467 → "46.7%". */
export function percentText(ratio: number | null, decimals = 1): string {
  if (ratio === null) return NO_VALUE;
  const percent = ratio * 100;
  if (!Number.isFinite(percent)) return notFiniteText(percent);
  const text = percent.toFixed(decimals);
  return polish(`${Number(text) === 0 ? text.replace("-", "") : text}%`);
}

/** A percentage that always says which way: "+25.0%", "−46.7%"; no sign where it rounds to nothing. */
export function signedPercentText(ratio: number | null, decimals = 1): string {
  const text = percentText(ratio, decimals);
  return ratio !== null && ratio > 0 && /[1-9∞]/u.test(text) ? `+${text}` : text;
}

/** "250 (94.3%)": a part with its share of the whole; only the part when there is no whole. */
export function shareText(part: number, whole: number): string {
  return whole > 0 ? `${countText(part)} (${percentText(part / whole)})` : countText(part);
}

/**
 * Two numbers that differ, in as many digits as it takes to look different: 0.0199999 is "below 0.02", which four
 * digits would print as 0.02 both times.
 */
export function textsApart(
  first: number,
  second: number,
  write: (value: number, digits: number) => string,
  digits: number,
): readonly [string, string] {
  for (let more = digits; more <= 17; more++) {
    const texts = [write(first, more), write(second, more)] as const;
    if (texts[0] !== texts[1]) return texts;
  }
  return [write(first, digits), write(second, digits)];
}

/** Milliseconds since 1970 as UTC minutes. Foreign runs may carry a time that is none. */
export function timeText(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return "an unknown time";
  return `${date
    .toISOString()
    .replace("T", " ")
    .replace(/:\d\d\.\d{3}Z$/u, "")} UTC`;
}

/** "3 Nov 2026", of UTC. */
export function dateText(milliseconds: number): string {
  const date = new Date(milliseconds);
  if (Number.isNaN(date.getTime())) return "an unknown date";
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/** "1.8 s", of milliseconds. */
export function durationText(milliseconds: number): string {
  return `${metricText(Math.max(0, milliseconds) / 1000, 2)} s`;
}

/** `sha256:` and 12 of the 64 digits: enough to tell two files apart. */
export function shortDigest(digest: string): string {
  return digest.replace(/^(sha256:[0-9a-f]{12})[0-9a-f]+$/u, "$1…");
}

function notFiniteText(value: number): string {
  if (Number.isNaN(value)) return "not a number";
  return value > 0 ? "∞" : `${MINUS}∞`;
}

function polish(decimal: string): string {
  return decimal
    .replace(/\d+/u, (whole) => whole.replaceAll(/\B(?=(?:\d{3})+$)/gu, ","))
    .replaceAll("-", MINUS);
}
