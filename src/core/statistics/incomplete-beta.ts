import { logGamma } from "./log-gamma.ts";

/** A million degrees of freedom take some 700 steps. */
const MAX_STEPS = 10_000;
const PRECISION = 1e-16;

/** The regularised incomplete beta function I_x(a, b), for 0 ≤ x ≤ 1 and positive a and b. */
export function incompleteBeta(a: number, b: number, x: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  // The fraction converges fast on this side of the mean only; the other side is its complement.
  return x < (a + 1) / (a + b + 2) ? fraction(a, b, x) : 1 - fraction(b, a, 1 - x);
}

/** The continued fraction of I_x(a, b) (Abramowitz and Stegun 26.5.8), by Lentz's method, which needs no start from the end. */
function fraction(a: number, b: number, x: number): number {
  const logFront = logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x);
  let c = 1;
  let d = 1 / (1 - ((a + b) * x) / (a + 1));
  let value = d;
  for (let m = 1; m <= MAX_STEPS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / (1 + even * d);
    c = 1 + even / c;
    value *= d * c;
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / (1 + odd * d);
    c = 1 + odd / c;
    value *= d * c;
    if (Math.abs(d * c - 1) < PRECISION) break;
  }
  return (Math.exp(logFront) * value) / a;
}
