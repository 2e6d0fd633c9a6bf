import { nextWord } from "../xoshiro.ts";

/** Numbers that only depend on the seed and the index of a file, so that any file can be made again alone. */
export class Random {
  readonly #state: Uint32Array;

  constructor(seed: number, index: number) {
    this.#state = new Uint32Array(4);
    let mixed = (seed ^ Math.imul(index + 1, 0x9e3779b9)) >>> 0;
    for (let place = 0; place < 4; place++) {
      mixed = splitmix(mixed + place + 1);
      this.#state[place] = mixed;
    }
    this.#state[0]! |= 1;
  }

  /** A natural number below `limit`; the bias of the remainder does not matter here. */
  below(limit: number): number {
    return nextWord(this.#state) % limit;
  }

  pick<Item>(items: readonly Item[]): Item {
    return items[this.below(items.length)]!;
  }

  /** 1 to 4, mostly 1: a file that is broken in four places seldom gets further than the first. */
  few(): number {
    return 1 + this.below(1 + this.below(4));
  }

  /** True in so many of a hundred cases. */
  percent(chance: number): boolean {
    return this.below(100) < chance;
  }
}

function splitmix(seed: number): number {
  let mixed = (seed + 0x9e3779b9) >>> 0;
  mixed = Math.imul(mixed ^ (mixed >>> 16), 0x21f0aaad);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x735a2d97);
  return (mixed ^ (mixed >>> 15)) >>> 0;
}
