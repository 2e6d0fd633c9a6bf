import { chooseMetrics } from "./chosen-metrics.ts";
import type { FactorModel } from "./factor-model.ts";
import type { SkippedMetric } from "./further-metrics.ts";
import type { Interactions } from "./interactions.ts";
import { CatalogueMeasurement } from "./measure-catalogue.ts";
import { meanOf } from "./mean.ts";
import { UserMeasurement } from "./measure-users.ts";
import { DATA_METRICS, rankingMetrics } from "./metrics/index.ts";
import type { RankingMetric } from "./metrics/metric.ts";
import type { Popularity } from "./popularity.ts";
import { usersAtOnce } from "./ranking-cost.ts";
import type { PlannedRanking, RankingJob } from "./ranking-job.ts";
import { vectorsOf, type ItemTable } from "./scoring/user-ranker.ts";
import { measureRatings, type RatedRows } from "./evaluate-ratings.ts";
import { medianOf, mrrCeilingOf } from "./target-counts.ts";
import type { DataHealth } from "./validation.ts";

interface EvaluationRequest {
  readonly model: FactorModel;
  /** What users rated: at least one user. */
  readonly interactions: Interactions;
  /** Pairs known at training time, which are masked while ranking; null: nothing is masked. */
  readonly train: Interactions | null;
  /** A cut-off beside 10. */
  readonly k: number;
  /** Names of further metrics (`ndcg_at_20`). */
  readonly chosen?: readonly string[];
  /** For those that need it. */
  readonly popularity?: Popularity;
  /** The rows behind the interactions with the ratings, for models that predict them; null: no such metrics. */
  readonly rated?: RatedRows | null;
  /** What the metrics about the data are taken from. */
  readonly counts: DataHealth;
}

/** What one model is worth on what users did. */
export interface Evaluation {
  /** By MLflow name, in the order of the report. */
  readonly metrics: ReadonlyMap<string, number>;
  readonly perUser: {
    /** The evaluated users, ascending. */
    readonly users: Uint32Array;
    /** Distinct target items of each. */
    readonly targets: Uint32Array;
    /** Name of a ranking metric → one value a user; the metric is their mean. */
    readonly values: ReadonlyMap<string, Float64Array>;
  };
  readonly medianTargets: number;
  readonly mrrCeiling: number;
  /** Chosen metrics without a value. */
  readonly skipped: readonly SkippedMetric[];
}

const NO_POPULARITY: Popularity = { kind: "unknown", reason: "no-popularity-source" };

/**
 * Ranks every item for every user with ratings, as Spotlight's `mrr_score` and `precision_recall_score` do, and
 * measures all metrics.
 *
 * @param usersPerBatch changes no result
 * @returns finish throws NanScoreError when any score of any evaluated user is NaN, masked items included: Spotlight
 * would mask some of them and return a number, but of a broken model.
 */
export function planEvaluation(
  request: EvaluationRequest,
  usersPerBatch = usersAtOnce(request.model),
): PlannedRanking<Evaluation> & { readonly job: RankingJob } {
  const { model, interactions, train, k } = request;
  checkWithinModel(request);
  const chosen = chooseMetrics(request.chosen ?? []);
  const catalogue = new CatalogueMeasurement(chosen.catalogue, model.numItems);
  const measurement = new UserMeasurement({
    numItems: model.numItems,
    interactions,
    train,
    metrics: eachOnce([...rankingMetrics(k), ...chosen.ranking]),
    usersPerBatch,
    onLists: (lists) => catalogue.add(lists),
  });
  return {
    job: {
      items: itemsOf(model),
      numUsers: interactions.users.length,
      numBatches: measurement.numBatches,
      batch(index) {
        const { users, targets, masked } = measurement.batch(index);
        return { ...vectorsOf(model, users), targets, masked, topK: catalogue.topK };
      },
      take: (index, ranked) => measurement.take(index, ranked),
    },
    finish: () =>
      toEvaluation(request, measurement.finish(), catalogue.measure(request.popularity ?? NO_POPULARITY)),
  };
}

/** What is told to another thread of a model: not its users. */
function itemsOf({ numItems, dim, itemFactors, itemBiases, ratingOutput }: FactorModel): ItemTable {
  const table = { numItems, dim, itemFactors, itemBiases };
  return ratingOutput === undefined ? table : { ...table, ratingOutput };
}

function toEvaluation(
  { model, interactions, rated, counts }: EvaluationRequest,
  values: ReadonlyMap<string, Float64Array>,
  ofAllLists: ReturnType<CatalogueMeasurement["measure"]>,
): Evaluation {
  const targets = Uint32Array.from(
    interactions.users,
    (_, index) => interactions.offsets[index + 1]! - interactions.offsets[index]!,
  );
  const metrics = new Map<string, number>();
  for (const [name, perUser] of values) metrics.set(name, meanOf(perUser));
  for (const [name, value] of ofAllLists.metrics) metrics.set(name, value);
  for (const [name, value] of measureRatings(model, rated ?? null)) metrics.set(name, value);
  for (const metric of DATA_METRICS) metrics.set(metric.name, metric.overall(counts));
  return {
    metrics,
    perUser: { users: interactions.users, targets, values },
    medianTargets: medianOf(targets),
    mrrCeiling: mrrCeilingOf(targets),
    skipped: ofAllLists.skipped,
  };
}

/** `precision_at_20` can be chosen where `k` is 20. */
function eachOnce(metrics: readonly RankingMetric[]): readonly RankingMetric[] {
  return [...new Map(metrics.map((metric) => [metric.name, metric])).values()];
}

/**
 * An id beyond a typed array reads as undefined and turns into NaN far from its cause: whoever brought the ids here
 * did not check them.
 */
function checkWithinModel({ model, interactions, train }: EvaluationRequest): void {
  for (const { users, items } of train === null ? [interactions] : [interactions, train]) {
    const user = users.at(-1) ?? 0;
    if (user >= model.numUsers)
      throw new RangeError(`user id ${user}, but the model has ${model.numUsers} users`);
    const item = items.find((id) => id >= model.numItems);
    if (item !== undefined)
      throw new RangeError(`item id ${item}, but the model has ${model.numItems} items`);
  }
}
