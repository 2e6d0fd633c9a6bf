/** The coefficients B₂ₙ / (2n(2n−1)) of Stirling's series. */
const STIRLING = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360_360, 1 / 156];
/** From here on seven terms are exact to the last digits of a float64. */
const LARGE = 10;

/**
 * Natural logarithm of the gamma function of a positive number: Stirling's series, after moving the argument up by
 * ln Γ(x) = ln Γ(x + 1) − ln x, because the series is wrong for small ones.
 */
export function logGamma(x: number): number {
  let shift = 0;
  let large = x;
  for (; large < LARGE; large++) shift += Math.log(large);
  let series = 0;
  for (const [index, coefficient] of STIRLING.entries()) series += coefficient / large ** (2 * index + 1);
  return (large - 0.5) * Math.log(large) - large + Math.log(2 * Math.PI) / 2 + series - shift;
}
