import { incompleteBeta } from "./incomplete-beta.ts";
import { logGamma } from "./log-gamma.ts";
import { normalQuantile } from "./normal-quantile.ts";

const MAX_STEPS = 30;

/** A run asks for the same few again and again, a simulation of years millions of times. */
const KNOWN = new Map<string, number>();
const MAX_KNOWN = 1000;

/**
 * The t below which a Student variable with `df` degrees of freedom lies with probability `p`, 0 < p < 1. Newton's
 * method from the normal quantile, with closed forms where that start is too far away.
 */
export function studentTQuantile(p: number, df: number): number {
  const key = `${p} ${df}`;
  const known = KNOWN.get(key);
  if (known !== undefined) return known;
  const t = quantile(p, df);
  if (KNOWN.size >= MAX_KNOWN) KNOWN.clear();
  KNOWN.set(key, t);
  return t;
}

function quantile(p: number, df: number): number {
  if (p < 0.5) return -quantile(1 - p, df);
  if (p === 0.5) return 0;
  if (df === 1) return Math.tan(Math.PI * (p - 0.5));
  if (df === 2) return (2 * p - 1) / Math.sqrt(2 * p * (1 - p));
  const above = 1 - p;
  const logFactor = logGamma((df + 1) / 2) - logGamma(df / 2) - Math.log(df * Math.PI) / 2;
  let t = startOf(p, df);
  for (let step = 0; step < MAX_STEPS; step++) {
    const tail = incompleteBeta(df / 2, 0.5, df / (df + t * t)) / 2;
    const density = Math.exp(logFactor - ((df + 1) / 2) * Math.log1p((t * t) / df));
    const change = (tail - above) / density;
    t += change;
    if (Math.abs(change) <= 1e-13 * t) break;
  }
  return t;
}

/** Cornish and Fisher's expansion (Abramowitz and Stegun 26.7.5), two terms. */
function startOf(p: number, df: number): number {
  const z = normalQuantile(p);
  return z + (z ** 3 + z) / (4 * df) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * df ** 2);
}
