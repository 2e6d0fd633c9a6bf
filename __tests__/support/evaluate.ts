import { planEvaluation, type Evaluation } from "../../src/core/evaluate.ts";
import { rankHere } from "../../src/core/ranking-job.ts";
import { ScalarRanker } from "../../src/core/scoring/scalar-ranker.ts";

/** Plans, ranks here and finishes, with the specification of all rankers. */
export function evaluate(...planned: Parameters<typeof planEvaluation>): Evaluation {
  const { job, finish } = planEvaluation(...planned);
  rankHere(job, new ScalarRanker(job.items));
  return finish();
}
