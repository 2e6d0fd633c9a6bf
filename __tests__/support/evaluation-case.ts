import { planEvaluation } from "../../src/core/evaluate.ts";
import type { FactorModel, RatingOutput } from "../../src/core/factor-model.ts";
import { groupInteractions, type Interactions } from "../../src/core/interactions.ts";
import { choosableMetrics } from "../../src/core/metrics/index.ts";
import { aHealth } from "./health.ts";
import { seededRandom, type Random } from "./seeded-random.ts";

interface EvaluationShape {
  readonly users: number;
  readonly items: number;
  readonly dim: number;
  readonly ratingOutput?: RatingOutput;
  readonly usersPerBatch?: number;
}

/** An evaluation with all metrics there are: a seeded model, some of its users with ratings, others with training pairs. */
export function evaluationCase({ users, items, dim, ratingOutput, usersPerBatch }: EvaluationShape) {
  const random = seededRandom(users * items + dim);
  const floats = (count: number) => Float32Array.from({ length: count }, () => random.normal());
  const model: FactorModel = {
    kind: "factorization",
    numUsers: users,
    numItems: items,
    dim,
    userFactors: floats(users * dim),
    itemFactors: floats(items * dim),
    userBiases: floats(users),
    itemBiases: floats(items),
    ...(ratingOutput === undefined ? {} : { ratingOutput }),
  };
  const request = {
    model,
    interactions: somePairs(random, model),
    train: somePairs(random, model),
    k: 3,
    chosen: choosableMetrics(5).map(({ name }) => name),
    popularity: {
      kind: "known",
      source: "monitor.json",
      counts: Float64Array.from({ length: items }, () => 1 + random.below(9)),
      numUsers: users,
    },
    counts: aHealth(),
  } as const;
  return planEvaluation(request, usersPerBatch);
}

/** Of about two thirds of the users. */
function somePairs(random: Random, { numUsers, numItems }: FactorModel): Interactions {
  const pairs = Array.from({ length: 4 * numUsers }, () => {
    const user = random.below(numUsers);
    return [user - (user % 3 === 1 ? 1 : 0), random.below(numItems)] as const;
  });
  return groupInteractions(
    pairs.map(([user]) => user),
    pairs.map(([, item]) => item),
  );
}
