import { describe, expect, test } from "@jest/globals";
import { hitRateAtK } from "../../../src/core/metrics/hit-rate-at-k.ts";
import { mapAtK } from "../../../src/core/metrics/map-at-k.ts";
import { meanReciprocalRank } from "../../../src/core/metrics/mean-reciprocal-rank.ts";
import { mrrFirstAtK } from "../../../src/core/metrics/mrr-first-at-k.ts";
import { ndcgAtK } from "../../../src/core/metrics/ndcg-at-k.ts";
import { precisionAtK } from "../../../src/core/metrics/precision-at-k.ts";
import { recallAtK } from "../../../src/core/metrics/recall-at-k.ts";
import { rankTargets, type UserRanking } from "../../../src/core/scoring/rank.ts";
import { differences, statsCases } from "../../support/stats-cases.ts";

interface Ranked {
  readonly ranked: readonly (string | number)[];
  readonly relevant: readonly (string | number)[];
  readonly k: number;
}

interface Case {
  readonly id: string;
  readonly description: string;
  readonly input: Ranked;
  /** null: undefined, never zero. */
  readonly expected: Readonly<Record<string, number | null>>;
}

const { cases, tolerance } = statsCases<Case>("ranking_binary");

/** Beyond every cut-off. */
const NOWHERE = 2 ** 32 - 1;

const CONVENTIONS = [
  ["precision_at_k_by_list", precisionAtK],
  ["recall_at_k", recallAtK],
  ["hit_rate_at_k", hitRateAtK],
  ["ndcg_at_k", ndcgAtK],
  ["ap_at_k_capped", mapAtK],
  ["reciprocal_rank_at_k", mrrFirstAtK],
  ["mean_reciprocal_rank_all", () => meanReciprocalRank],
] as const;

/** The list through the ranking of the product; relevant items that it lacks, which no model does, stand beyond it. */
function rankingOf({ ranked, relevant }: Ranked): UserRanking {
  const scores = Float64Array.from(ranked, (_, index) => -index);
  const inList = ranked.flatMap((item, index) => (relevant.includes(item) ? [index] : []));
  const found = rankTargets(scores, { targets: Uint32Array.from(inList), masked: new Uint32Array(0) });
  // Rated twice is rated, as in `groupInteractions`.
  const missing = new Set(relevant).size - inList.length;
  return {
    numItems: ranked.length,
    targets: new Uint32Array(new Set(relevant).size),
    ranks: Float64Array.from([...found.ranks, ...Array<number>(missing).fill(Infinity)]),
    positions: Uint32Array.from([...found.positions, ...Array<number>(missing).fill(NOWHERE)]),
  };
}

describe.each(CONVENTIONS)("%s", (name, metric) => {
  // Undefined without a relevant item, which no measured user is; a list of a model is never empty.
  const defined = cases.filter(({ input, expected }) => expected[name] !== null && input.ranked.length > 0);

  test.each(defined)("$id: $description", ({ input, expected }) => {
    const value = metric(input.k).perUser(rankingOf(input));
    expect(differences([value], [expected[name]!], tolerance)).toEqual([]);
  });
});
