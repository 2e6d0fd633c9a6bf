import type { IdLists, RankedBatch, RankingBatch } from "./user-ranker.ts";

/** What a batch comes to, while its users are ranked one after the other. */
export class RankedUsers implements RankedBatch {
  readonly ranks: Float64Array;
  readonly positions: Uint32Array;
  readonly #numItems: number;
  readonly #ids: Uint32Array;
  readonly #offsets: Uint32Array;
  #nanUsers = 0;
  #nanItems: Uint8Array | null = null;

  constructor({ biases, targets, topK }: RankingBatch, numItems: number) {
    const users = biases.length;
    const numTargets = targets.offsets[users]! - targets.offsets[0]!;
    this.ranks = new Float64Array(numTargets);
    this.positions = new Uint32Array(numTargets);
    this.#numItems = numItems;
    this.#ids = new Uint32Array(users * Math.min(topK, numItems));
    this.#offsets = new Uint32Array(users + 1);
  }

  get lists(): IdLists {
    return { offsets: this.#offsets, ids: this.#ids.subarray(0, this.#offsets.at(-1)) };
  }

  get nanUsers(): number {
    return this.#nanUsers;
  }

  get nanItems(): Uint8Array | null {
    return this.#nanItems;
  }

  addList(user: number, list: Uint32Array): void {
    const at = this.#offsets[user]!;
    this.#ids.set(list, at);
    this.#offsets[user + 1] = at + list.length;
  }

  /** Whether one of the user's scores is NaN. */
  noteNans(scores: Float64Array): boolean {
    let found = false;
    for (let item = 0; item < scores.length; item++) {
      if (!Number.isNaN(scores[item]!)) continue;
      this.#nanItems ??= new Uint8Array(this.#numItems);
      this.#nanItems[item] = 1;
      found = true;
    }
    if (found) this.#nanUsers++;
    return found;
  }
}
