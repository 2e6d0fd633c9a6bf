import { meanOf } from "./mean.ts";
import type { IdLists, RankedBatch } from "./scoring/user-ranker.ts";

/** Held-out items of one user at most, evenly spread over the items: somebody who rated the whole catalogue must not cost minutes. */
const MAX_HELD_OUT = 200;

/** Some of the users, and for each of their held-out items, one after the other, a task. */
interface LeaveOneOutBatch {
  readonly users: readonly {
    readonly rated: Uint32Array;
    readonly heldOut: Uint32Array;
  }[];
  /** One item a task: the held-out one. */
  readonly targets: IdLists;
  /** All others of the user: what was used to make the scores is never ranked, it would find itself. */
  readonly masked: IdLists;
}

/**
 * Leave one out: each item of a user in turn is to be found from all the others, among all items except those others.
 * Cuts the users into batches of about as many tasks, and turns ranks into the mean over users of the mean reciprocal rank
 * of their held-out items.
 */
export class LeaveOneOut {
  readonly numTasks: number;
  /** Per batch its first user, and behind the last one the number of users. */
  readonly #starts: readonly number[];
  readonly #rated: readonly Uint32Array[];
  readonly #values: Float64Array;

  /** @param rated of each user the items, distinct and ascending, at least one */
  constructor(rated: readonly Uint32Array[], tasksPerBatch: number) {
    const starts = [0];
    let [numTasks, ofBatch] = [0, 0];
    for (const [user, { length }] of rated.entries()) {
      const tasks = Math.min(length, MAX_HELD_OUT);
      if (ofBatch > 0 && ofBatch + tasks > tasksPerBatch) {
        starts.push(user);
        ofBatch = 0;
      }
      ofBatch += tasks;
      numTasks += tasks;
    }
    if (rated.length > 0) starts.push(rated.length);
    this.numTasks = numTasks;
    this.#starts = starts;
    this.#rated = rated;
    this.#values = new Float64Array(rated.length);
  }

  get numBatches(): number {
    return this.#starts.length - 1;
  }

  /** The tasks of one batch in buffers of their own; may be asked for again. */
  batch(index: number): LeaveOneOutBatch {
    const users = this.#rated
      .slice(this.#starts[index], this.#starts[index + 1])
      .map((rated) => ({ rated, heldOut: evenlySpaced(rated, MAX_HELD_OUT) }));
    const tasks = users.flatMap(({ rated, heldOut }) =>
      Array.from(heldOut, (item) => ({ item, others: rated.length - 1, rated })),
    );
    const offsets = new Uint32Array(tasks.length + 1);
    for (const [task, { others }] of tasks.entries()) offsets[task + 1] = offsets[task]! + others;
    const ids = new Uint32Array(offsets.at(-1)!);
    for (const [task, { item, rated }] of tasks.entries())
      ids.set(
        rated.filter((other) => other !== item),
        offsets[task],
      );
    const targets = {
      offsets: Uint32Array.from({ length: tasks.length + 1 }, (_, task) => task),
      ids: Uint32Array.from(tasks, ({ item }) => item),
    };
    return { users, targets, masked: { offsets, ids } };
  }

  /** Keeps what the ranks of a batch are worth; `ranks` has one entry a task, in the order of `batch`. */
  take(index: number, { ranks }: Pick<RankedBatch, "ranks">): void {
    let task = 0;
    for (let user = this.#starts[index]!; user < this.#starts[index + 1]!; user++) {
      const count = Math.min(this.#rated[user]!.length, MAX_HELD_OUT);
      this.#values[user] = meanOf(ranks.slice(task, (task += count)).map((rank) => 1 / rank));
    }
  }

  /** The mean over users of the mean reciprocal rank of their held-out items. At least one user. */
  finish(): number {
    return meanOf(this.#values);
  }
}

/** All entries when there are at most `count`. */
export function evenlySpaced(entries: Uint32Array, count: number): Uint32Array {
  if (entries.length <= count) return entries;
  return Uint32Array.from({ length: count }, (_, index) => {
    return entries[Math.floor((index * entries.length) / count)]!;
  });
}
