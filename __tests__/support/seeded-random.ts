/** The same numbers for the same seed. */
export interface Random {
  /** 0 < x < 1 */
  uniform(): number;
  normal(): number;
  /** A whole number, 0 ≤ x < limit. */
  below(limit: number): number;
}

/** Looked up once: in Jest's realm each look at a global costs more than the rest of a number. */
const { cos, floor, imul, log, PI, sqrt } = Math;

/** Mulberry32: enough for tests. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const uniform = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + imul(mixed ^ (mixed >>> 7), mixed | 61);
    return (((mixed ^ (mixed >>> 14)) >>> 0) + 0.5) / 2 ** 32;
  };
  return {
    uniform,
    normal: () => sqrt(-2 * log(uniform())) * cos(2 * PI * uniform()),
    below: (limit) => floor(uniform() * limit),
  };
}
