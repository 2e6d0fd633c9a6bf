import { firstFrom } from "./first-from.ts";
import type { Interactions } from "./interactions.ts";
import type { RankingMetric } from "./metrics/metric.ts";
import { NanTally } from "./scoring/nan-scores.ts";
import type { IdLists, RankedBatch } from "./scoring/user-ranker.ts";

interface MeasuredUsers {
  readonly numItems: number;
  /** Whose items are ranked. */
  readonly interactions: Interactions;
  /** Pairs that are masked while ranking; null: nothing is masked. */
  readonly train: Interactions | null;
  readonly metrics: readonly RankingMetric[];
  readonly usersPerBatch: number;
  /** Shown the lists that users are recommended, batch by batch. */
  readonly onLists?: (lists: IdLists) => void;
}

/** Some of the users, with their items in buffers of their own. */
interface UserBatch {
  readonly users: Uint32Array;
  readonly targets: IdLists;
  readonly masked: IdLists;
}

/**
 * Cuts users into batches and turns their ranks into metrics: the one way in which anything is measured here, the model
 * and the lists that it is compared with.
 */
export class UserMeasurement {
  readonly numBatches: number;
  readonly #measured: MeasuredUsers;
  readonly #values: readonly Float64Array[];
  readonly #nans: NanTally;

  constructor(measured: MeasuredUsers) {
    const { users } = measured.interactions;
    this.numBatches = Math.ceil(users.length / measured.usersPerBatch);
    this.#measured = measured;
    this.#values = measured.metrics.map(() => new Float64Array(users.length));
    this.#nans = new NanTally(measured.numItems);
  }

  /** Users of one batch, ascending, in buffers of their own; may be asked for again. */
  batch(index: number): UserBatch {
    const { interactions, train } = this.#measured;
    const [from, to] = this.#rangeOf(index);
    const users = interactions.users.slice(from, to);
    return { users, targets: listsOf(interactions, users), masked: listsOf(train, users) };
  }

  /** After the first NaN nothing is measured any more, but all users were scored: the error counts them. */
  take(index: number, ranked: RankedBatch): void {
    const { numItems, interactions, metrics, onLists } = this.#measured;
    if (!this.#nans.add(ranked)) return;
    const { offsets, items } = interactions;
    const [from, to] = this.#rangeOf(index);
    for (let user = from; user < to; user++) {
      const [start, end] = [offsets[user]!, offsets[user + 1]!];
      const [first, last] = [start - offsets[from]!, end - offsets[from]!];
      const ranking = {
        numItems,
        targets: items.subarray(start, end),
        ranks: ranked.ranks.subarray(first, last),
        positions: ranked.positions.subarray(first, last),
      };
      for (const [column, metric] of metrics.entries()) this.#values[column]![user] = metric.perUser(ranking);
    }
    onLists?.(ranked.lists);
  }

  /**
   * @returns name of a metric → one value a user
   * @throws NanScoreError when any score of any user is NaN, masked items included
   */
  finish(): ReadonlyMap<string, Float64Array> {
    const { interactions, metrics } = this.#measured;
    this.#nans.check(interactions.users.length);
    return new Map(metrics.map((metric, column) => [metric.name, this.#values[column]!]));
  }

  #rangeOf(index: number): [from: number, to: number] {
    const { interactions, usersPerBatch } = this.#measured;
    const from = index * usersPerBatch;
    return [from, Math.min(from + usersPerBatch, interactions.users.length)];
  }
}

/** The items of some users. Both sides ascend by user. */
function listsOf(interactions: Interactions | null, users: Uint32Array): IdLists {
  const offsets = new Uint32Array(users.length + 1);
  const read = itemsReader(interactions, users[0]);
  const lists = Array.from(users, read);
  for (const [index, list] of lists.entries()) offsets[index + 1] = offsets[index]! + list.length;
  const ids = new Uint32Array(offsets.at(-1)!);
  for (const [index, list] of lists.entries()) ids.set(list, offsets[index]);
  return { offsets, ids };
}

/**
 * A user's items. Both sides ascend by user, so one pass over them serves all users: ask in ascending order only.
 * @param first the first who will be asked for
 */
export function itemsReader(interactions: Interactions | null, first = 0): (user: number) => Uint32Array {
  const nothing = new Uint32Array(0);
  if (interactions === null) return () => nothing;
  const { users, offsets, items } = interactions;
  let at = firstFrom(users, first);
  return (user) => {
    while (at < users.length && users[at]! < user) at++;
    return users[at] === user ? items.subarray(offsets[at], offsets[at + 1]) : nothing;
  };
}
