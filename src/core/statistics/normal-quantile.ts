/** Below it the series of the distribution function keeps all digits, above it the fraction converges in a few steps. */
const TAIL_FROM = 2.5;
const FRACTION_STEPS = 120;
const MAX_STEPS = 20;

/**
 * The x below which a standard normal variable lies with probability `p`; −∞ for 0 and ∞ for 1. Newton's method on the
 * upper tail, from the start of Abramowitz and Stegun 26.2.23.
 */
export function normalQuantile(p: number): number {
  if (p <= 0) return -Infinity;
  if (p >= 1) return Infinity;
  return p < 0.5 ? -upperQuantile(p) : upperQuantile(1 - p);
}

/** @param q probability above, at most a half */
function upperQuantile(q: number): number {
  if (q === 0.5) return 0;
  const t = Math.sqrt(-2 * Math.log(q));
  let x =
    t - (2.515517 + t * (0.802853 + t * 0.010328)) / (1 + t * (1.432788 + t * (0.189269 + t * 0.001308)));
  for (let step = 0; step < MAX_STEPS; step++) {
    // On the logarithm, which is almost straight: of a probability of 1e-12 the plain difference says nothing.
    const tail = upperTail(x);
    const change = (Math.log(tail / q) * tail) / density(x);
    x += change;
    if (Math.abs(change) <= 1e-15 * Math.abs(x)) break;
  }
  return x;
}

/** Probability above x ≥ 0. */
function upperTail(x: number): number {
  if (x < TAIL_FROM) return 0.5 - density(x) * oddSeries(x);
  let fraction = x;
  for (let step = FRACTION_STEPS; step > 0; step--) fraction = x + step / fraction;
  return density(x) / fraction;
}

/** x + x³/3 + x⁵/(3·5) + …, which times the density is the probability between 0 and x. */
function oddSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let odd = 3; term > sum * 1e-17; odd += 2) {
    term *= (x * x) / odd;
    sum += term;
  }
  return sum;
}

function density(x: number): number {
  return Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI);
}
