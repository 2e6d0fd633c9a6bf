import { firstFrom } from "../first-from.ts";
import { listOf, type RankedBatch, type RankingBatch } from "./user-ranker.ts";

/** Only the items of users count: everybody is given the same list. */
type ListBatch = Pick<RankingBatch, "targets" | "masked">;

/**
 * Ranks one list of scores for everybody, with the numbers that `rankTargets` gives. The list is sorted once: a user costs
 * a few steps a target and a masked item, where sweeping all items would cost more than the model's own ranking.
 */
export class ListRanker {
  readonly #numItems: number;
  /** Per item: its place from 0 in the list, where equal scores stand in the order of their ids. */
  readonly #places: Uint32Array;
  /** Per item: the first place that has its score, and the place behind the last one. */
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;

  /** @param scores one an item, above those of masked items (`rankTargets`) and not NaN, as counts are */
  constructor(scores: Float64Array) {
    const order = Uint32Array.from(scores.keys()).sort(
      (one, other) => scores[other]! - scores[one]! || one - other,
    );
    this.#numItems = scores.length;
    this.#places = new Uint32Array(scores.length);
    this.#starts = new Uint32Array(scores.length);
    this.#ends = new Uint32Array(scores.length);
    for (let start = 0, end = 0; start < order.length; start = end) {
      while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++;
      for (let place = start; place < end; place++) {
        this.#places[order[place]!] = place;
        this.#starts[order[place]!] = start;
        this.#ends[order[place]!] = end;
      }
    }
  }

  rank({ targets, masked }: ListBatch): RankedBatch {
    const users = targets.offsets.length - 1;
    const first = targets.offsets[0]!;
    const ranks = new Float64Array(targets.offsets[users]! - first);
    const positions = new Uint32Array(ranks.length);
    for (let user = 0; user < users; user++) {
      const from = targets.offsets[user]! - first;
      const to = targets.offsets[user + 1]! - first;
      this.#rankUser(listOf(targets, user), listOf(masked, user), {
        ranks: ranks.subarray(from, to),
        positions: positions.subarray(from, to),
      });
    }
    const lists = { offsets: new Uint32Array(users + 1), ids: new Uint32Array(0) };
    return { ranks, positions, lists, nanUsers: 0, nanItems: null };
  }

  #rankUser(
    targets: Uint32Array,
    masked: Uint32Array,
    { ranks, positions }: Pick<RankedBatch, "ranks" | "positions">,
  ): void {
    const taken = Uint32Array.from(masked, (item) => this.#places[item]!).sort();
    const left = this.#numItems - masked.length;
    for (const [index, item] of targets.entries()) {
      const nth = firstFrom(masked, item);
      if (masked[nth] === item) {
        // Masked items share the bottom.
        ranks[index] = left + (masked.length + 1) / 2;
        positions[index] = left + nth + 1;
        continue;
      }
      const [start, place, end] = [this.#starts[item]!, this.#places[item]!, this.#ends[item]!];
      const takenAbove = firstFrom(taken, start);
      const equal = end - start - (firstFrom(taken, end) - takenAbove);
      ranks[index] = start - takenAbove + (equal + 1) / 2;
      positions[index] = place - firstFrom(taken, place) + 1;
    }
  }
}
