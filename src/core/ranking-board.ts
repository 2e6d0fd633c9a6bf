import type { RankedBatch } from "./scoring/user-ranker.ts";

/** Batches that may be ranked and wait for an earlier one: bounds the memory, not the results. */
const MOST_AHEAD = 64;

/**
 * Who has which batch of a job, and which results wait for their turn. Batches come back in any order and are taken in
 * their own. Nobody is waited for: a batch that is with another thread may be claimed once more, and the first result
 * counts; they are equal. So a thread that dies or hangs costs time and nothing else.
 */
export class RankingBoard {
  readonly #numBatches: number;
  readonly #waiting = new Map<number, RankedBatch>();
  #nextUnclaimed = 0;
  #nextToTake = 0;

  constructor(numBatches: number) {
    this.#numBatches = numBatches;
  }

  /** Whether every batch was taken. */
  get isDone(): boolean {
    return this.#nextToTake === this.#numBatches;
  }

  /** A batch that nobody has; null: there is none, or too much waits for an earlier one. */
  claim(): number | null {
    const end = Math.min(this.#numBatches, this.#nextToTake + MOST_AHEAD);
    return this.#nextUnclaimed < end ? this.#nextUnclaimed++ : null;
  }

  /**
   * A batch that somebody has and that is not back yet; null: there is none. The one for which all others wait while some
   * are unclaimed, then the last one, to which its thread comes last.
   */
  claimMissing(): number | null {
    if (this.isDone) return null;
    if (this.#nextUnclaimed < this.#numBatches) return this.#nextToTake;
    let last = this.#numBatches - 1;
    while (this.#waiting.has(last)) last--;
    return last;
  }

  /** Keeps a result until its turn; one that another thread has delivered before changes nothing. */
  deliver(index: number, ranked: RankedBatch): void {
    if (index >= this.#nextToTake && !this.#waiting.has(index)) this.#waiting.set(index, ranked);
  }

  /** Hands over what has its turn. */
  take(take: (index: number, ranked: RankedBatch) => void): void {
    for (;;) {
      const ranked = this.#waiting.get(this.#nextToTake);
      if (ranked === undefined) return;
      this.#waiting.delete(this.#nextToTake);
      take(this.#nextToTake++, ranked);
    }
  }
}
