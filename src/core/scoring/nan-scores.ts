import { MonitorError } from "../errors.ts";
import type { RankedBatch } from "./user-ranker.ts";

/**
 * A model that answers NaN: broken, not bad. No metric of such a run means anything, however few users are
 * affected.
 */
export class NanScoreError extends MonitorError {
  readonly kind = "malformed";
  /** Evaluated users with a NaN score. */
  readonly users: number;
  /** Items that score NaN for at least one of them. */
  readonly items: number;

  constructor(
    affected: { readonly users: number; readonly items: number },
    evaluated: { readonly users: number; readonly items: number },
  ) {
    super(
      `the model scores NaN for ${affected.users} of ${evaluated.users} evaluated users and ${affected.items} of ${evaluated.items} items`,
      "Look at the training of this checkpoint, which has probably diverged, and use an earlier one until it is repaired.",
    );
    this.users = affected.users;
    this.items = affected.items;
  }
}

/** Counts the users and items with NaN scores over a whole run, so that the error can name them all. */
export class NanTally {
  #users = 0;
  #lastUser: number | null = null;
  readonly #items: Uint8Array;

  constructor(numItems: number) {
    this.#items = new Uint8Array(numItems);
  }

  /**
   * Looks at one user's scores; true when no user had a NaN so far.
   *
   * @param user needed where a user is scored several times, in a row: counted once
   */
  note(scores: Float64Array, user: number | null = null): boolean {
    let found = false;
    for (let item = 0; item < scores.length; item++) {
      if (!Number.isNaN(scores[item]!)) continue;
      this.#items[item] = 1;
      found = true;
    }
    if (found && (user === null || user !== this.#lastUser)) this.#users++;
    if (found) this.#lastUser = user;
    return this.#users === 0;
  }

  /** Adds what a batch of users had; true when no user had a NaN so far. */
  add({ nanUsers, nanItems }: Pick<RankedBatch, "nanUsers" | "nanItems">): boolean {
    this.#users += nanUsers;
    if (nanItems !== null)
      for (let item = 0; item < nanItems.length; item++) this.#items[item]! |= nanItems[item]!;
    return this.#users === 0;
  }

  /** @throws NanScoreError when any user had a NaN */
  check(evaluatedUsers: number): void {
    if (this.#users === 0) return;
    const items = this.#items.reduce((sum, affected) => sum + affected, 0);
    throw new NanScoreError(
      { users: this.#users, items },
      { users: evaluatedUsers, items: this.#items.length },
    );
  }
}
