/** No server is waited for longer than this at a time, whatever it asks for. */
const MAX_DELAY_MS = 60_000;
const FIRST_DELAY_MS = 1_000;

/**
 * How long the server asks to wait (header `Retry-After`, RFC 9110 10.2.3): seconds or a date; null when it does not say.
 * @param now milliseconds since 1970 UTC
 */
export function readRetryAfter(value: string | undefined, now: number): number | null {
  const text = value?.trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = /^[A-Z][a-z]{2}/.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

/**
 * The time before the next try: 1 s, 2 s, 4 s, … or what the server asked for, plus up to a second of chance so that the
 * jobs of a matrix do not come back all at once.
 * @param tries so far, from 1
 * @param chance from 0 to 1
 */
export function retryDelay(tries: number, retryAfterMs: number | null, chance: number): number {
  const delay = retryAfterMs ?? FIRST_DELAY_MS * 2 ** (tries - 1);
  return Math.min(delay, MAX_DELAY_MS) + Math.round(chance * 1000);
}
