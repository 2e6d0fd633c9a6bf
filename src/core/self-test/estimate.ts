/** A mean over pairs of user and item, with its standard error; users are the independent units. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
  readonly users: number;
  readonly pairs: number;
}

/** Adds up pairs user by user. */
export class PairMean {
  readonly #sums: number[] = [];
  readonly #counts: number[] = [];

  /** All pairs of one user; a user without pairs is none. */
  add(sum: number, count: number): void {
    if (count === 0) return;
    this.#sums.push(sum);
    this.#counts.push(count);
  }

  /**
   * Σ sums / Σ counts, and the error of that ratio from how far single users are off it: the ratings of one user are not
   * independent of each other.
   */
  estimate(): Estimate {
    const users = this.#sums.length;
    const pairs = total(this.#counts);
    const mean = total(this.#sums) / pairs;
    const squares = total(this.#sums.map((sum, user) => (sum - mean * this.#counts[user]!) ** 2));
    return { mean, error: Math.sqrt((squares * users) / (users - 1)) / pairs, users, pairs };
  }
}

function total(values: readonly number[]): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum;
}
