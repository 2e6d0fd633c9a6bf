import { planEvaluation, type Evaluation } from "../../src/core/evaluate.ts";
import type { FactorModel } from "../../src/core/factor-model.ts";
import { groupInteractions, type Interactions } from "../../src/core/interactions.ts";
import { rankHere } from "../../src/core/ranking-job.ts";
import { ScalarRanker } from "../../src/core/scoring/scalar-ranker.ts";
import { aHealth } from "./health.ts";

/** Plans, ranks here and finishes, with the specification of all rankers. */
export function evaluate(...planned: Parameters<typeof planEvaluation>): Evaluation {
  const { job, finish } = planEvaluation(...planned);
  rankHere(job, new ScalarRanker(job.items));
  return finish();
}

/** Ratings by ids, one pair each. */
export type Pairs = readonly (readonly [user: number, item: number])[];

/** The pairs as an evaluation takes them. */
export function pairs(list: Pairs): Interactions {
  return groupInteractions(
    list.map(([user]) => user),
    list.map(([, item]) => item),
  );
}

/** An evaluation of rated pairs, with the default cut-off and without a mask unless told. */
export function evaluatePairs(
  model: FactorModel,
  rated: Pairs,
  { train = null, k = 10 }: { train?: Pairs | null; k?: number } = {},
): Evaluation {
  return evaluate({
    model,
    interactions: pairs(rated),
    train: train === null ? null : pairs(train),
    k,
    counts: aHealth(),
  });
}
