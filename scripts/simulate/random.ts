import { nextWord } from "../xoshiro.ts";

/** Numbers that look random and come again with the seed, by which splitmix32 makes the first state. */
export class Random {
  readonly #state: Uint32Array;

  constructor(seed: number) {
    let mixed = seed >>> 0;
    this.#state = Uint32Array.from({ length: 4 }, () => {
      mixed = (mixed + 0x9e3779b9) >>> 0;
      let word = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b);
      word = Math.imul(word ^ (word >>> 13), 0xc2b2ae35);
      return word ^ (word >>> 16);
    });
  }

  /** Between 0 and 1, never either of them. */
  uniform(): number {
    return (nextWord(this.#state) + 0.5) / 2 ** 32;
  }

  /** Gamma with a mean of `shape`: Marsaglia and Tsang 2000; below 1 by the power of a uniform number. */
  gamma(shape: number): number {
    if (shape === 1) return -Math.log(this.uniform());
    if (shape < 1) return this.gamma(shape + 1) * this.uniform() ** (1 / shape);
    const d = shape - 1 / 3;
    for (;;) {
      const normal = this.#normal();
      const cube = (1 + normal / Math.sqrt(9 * d)) ** 3;
      if (cube > 0 && Math.log(this.uniform()) < normal ** 2 / 2 + d * (1 - cube + Math.log(cube)))
        return d * cube;
    }
  }

  #normal(): number {
    return Math.sqrt(-2 * Math.log(this.uniform())) * Math.cos(2 * Math.PI * this.uniform());
  }
}
