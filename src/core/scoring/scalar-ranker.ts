import { scoreItems } from "./dot.ts";
import { rankTargets } from "./rank.ts";
import { RankedUsers } from "./ranked-users.ts";
import { topItems } from "./top-items.ts";
import {
  listOf,
  type ItemTable,
  type RankedBatch,
  type RankingBatch,
  type UserRanker,
} from "./user-ranker.ts";

/** One user after the other, every score in float64: the specification of all rankers. */
export class ScalarRanker implements UserRanker {
  readonly #items: ItemTable;
  readonly #scores: Float64Array;

  constructor(items: ItemTable) {
    this.#items = items;
    this.#scores = new Float64Array(items.numItems);
  }

  rank(batch: RankingBatch): RankedBatch {
    const results = new RankedUsers(batch, this.#items.numItems);
    for (let user = 0; user < batch.biases.length; user++) this.rankUser(batch, user, results);
    return results;
  }

  /** For rankers that leave some users to this one. Users come in ascending order: their lists stand one after the other. */
  rankUser(batch: RankingBatch, user: number, results: RankedUsers): void {
    const { dim } = this.#items;
    const scores = this.#scores;
    const factors = batch.factors.subarray(user * dim, (user + 1) * dim);
    scoreItems(this.#items, { factors, bias: batch.biases[user]! }, scores);
    if (results.noteNans(scores)) {
      results.addList(user, NOTHING);
      return;
    }
    const targets = listOf(batch.targets, user);
    const masked = listOf(batch.masked, user);
    const { ranks, positions } = rankTargets(scores, { targets, masked });
    const at = batch.targets.offsets[user]! - batch.targets.offsets[0]!;
    results.ranks.set(ranks, at);
    results.positions.set(positions, at);
    results.addList(user, batch.topK === 0 ? NOTHING : topItems(scores, masked, batch.topK));
  }
}

const NOTHING = new Uint32Array(0);
