/** Progress is said at most this often. */
const INTERVAL_MS = 2_000;

/** Passes a text on at most every two seconds, and nothing in the first two: short work needs no progress. */
export function throttle(now: () => number, say: (text: string) => void): (text: string) => void {
  let last = now();
  return (text) => {
    if (now() - last < INTERVAL_MS) return;
    last = now();
    say(text);
  };
}
