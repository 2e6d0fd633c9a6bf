import type { FactorModel } from "./factor-model.ts";
import type { Interactions } from "./interactions.ts";
import { DATA_METRICS, rankingMetrics } from "./metrics/index.ts";
import { scoreUser } from "./scoring/dot.ts";
import { NanTally } from "./scoring/nan-scores.ts";
import { rankTargets } from "./scoring/rank.ts";
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
  /** The rows behind the interactions with the ratings, for models that predict them; null: no such metrics. */
  readonly rated?: RatedRows | null;
  /** What the metrics about the data are taken from. */
  readonly counts: DataHealth;
}

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
}

/**
 * Ranks every item for every user with ratings, as Spotlight's `mrr_score` and `precision_recall_score` do, and
 * measures all metrics.
 *
 * @param onProgress told after each user how many are done
 * @throws NanScoreError when any score of any evaluated user is NaN, masked items included: Spotlight would mask
 * some of them and return a number, but of a broken model.
 */
export function evaluate(request: EvaluationRequest, onProgress?: (usersDone: number) => void): Evaluation {
  const { interactions, counts } = request;
  checkWithinModel(request);
  const values = measureUsers(request, onProgress);
  const targets = Uint32Array.from(
    interactions.users,
    (_, index) => interactions.offsets[index + 1]! - interactions.offsets[index]!,
  );
  const metrics = new Map<string, number>();
  for (const [name, perUser] of values) metrics.set(name, mean(perUser));
  for (const [name, value] of measureRatings(request.model, request.rated ?? null)) metrics.set(name, value);
  for (const metric of DATA_METRICS) metrics.set(metric.name, metric.overall(counts));
  return {
    metrics,
    perUser: { users: interactions.users, targets, values },
    medianTargets: medianOf(targets),
    mrrCeiling: mrrCeilingOf(targets),
  };
}

function measureUsers(
  { model, interactions, train, k }: EvaluationRequest,
  onProgress?: (usersDone: number) => void,
): ReadonlyMap<string, Float64Array> {
  const { users, offsets, items } = interactions;
  const metrics = rankingMetrics(k);
  const values = metrics.map(() => new Float64Array(users.length));
  const scores = new Float64Array(model.numItems);
  const nans = new NanTally(model.numItems);
  const maskOf = maskReader(train);
  for (let index = 0; index < users.length; index++) {
    const user = users[index]!;
    scoreUser(model, user, scores);
    // After the first NaN nothing is ranked any more, but all users are scored: the error counts them.
    if (nans.note(scores)) {
      const targets = items.subarray(offsets[index], offsets[index + 1]);
      const ranking = rankTargets(scores, { targets, masked: maskOf(user) });
      for (const [column, metric] of metrics.entries()) values[column]![index] = metric.perUser(ranking);
    }
    onProgress?.(index + 1);
  }
  nans.check(users.length);
  return new Map(metrics.map((metric, column) => [metric.name, values[column]!]));
}

/** Both sides ascend by user, so one pass over the mask serves all users: ask in ascending order only. */
function maskReader(train: Interactions | null): (user: number) => Uint32Array {
  const nothing = new Uint32Array(0);
  if (train === null) return () => nothing;
  let at = 0;
  return (user) => {
    while (at < train.users.length && train.users[at]! < user) at++;
    return train.users[at] === user
      ? train.items.subarray(train.offsets[at], train.offsets[at + 1])
      : nothing;
  };
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

function mean(values: Float64Array): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}
