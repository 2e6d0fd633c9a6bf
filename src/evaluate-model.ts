import type { Config } from "./config/config.ts";
import { measureBaseline } from "./core/baseline.ts";
import { planColdUsers } from "./core/cold-users.ts";
import { planEvaluation } from "./core/evaluate.ts";
import { evaluateSequences } from "./core/evaluate-sequences.ts";
import type { FactorModel } from "./core/factor-model.ts";
import { skipAll, type FurtherMetrics } from "./core/further-metrics.ts";
import type { PlannedRanking } from "./core/ranking-job.ts";
import type { SequenceModel } from "./core/sequence-model.ts";
import type { Validation } from "./core/validation.ts";
import type { Loaded } from "./load.ts";
import type { Found } from "./measurement.ts";
import type { World } from "./world.ts";

/** Ratings of which at least one can be scored. */
export type KnownRatings = Extract<Validation, { readonly kind: "ok" }>;

type Evaluated = Pick<Found, "evaluation" | "baseline" | "cold">;

/** Step 3: the model on its known users, the popularity list on the same targets, and the users whom it does not know. */
export async function evaluateModel(
  config: Config,
  world: World,
  loaded: Loaded,
  known: KnownRatings,
): Promise<Evaluated> {
  const { model } = loaded;
  return model.kind === "sequence"
    ? evaluateSequenceModel(config, world, { ...loaded, model }, known)
    : await evaluateFactorModel(config, world, { ...loaded, model }, known);
}

async function evaluateFactorModel(
  { k, metrics: chosen, coldUsers: policy }: Config,
  world: World,
  { model, train, ratings, popularity }: Loaded & { readonly model: FactorModel },
  { interactions, cold, scoredRows, health }: KnownRatings,
): Promise<Evaluated> {
  const total = interactions.users.length;
  const rated = { ...scoredRows, values: ratings.ratings.values };
  const evaluation = await ranked(
    world,
    planEvaluation({ model, interactions, train, k, chosen, popularity, rated, counts: health }),
    (done) => `${done} of ${total} users evaluated`,
  );
  world.log.info(`${total} users evaluated`);
  const { metrics } = evaluation;
  const baseline = measureBaseline({ popularity, interactions, train, metrics });
  const ofColdUsers = await ranked(
    world,
    planColdUsers({ policy, cold, model, popularity, health }),
    (done) => `${done} items of unknown users ranked`,
  );
  return { evaluation, baseline, cold: ofColdUsers };
}

/** The result, when its ranking is done. */
async function ranked<Result>(
  { log, rankUsers }: World,
  { job, finish }: PlannedRanking<Result>,
  say: (usersDone: number) => string,
): Promise<Result> {
  if (job !== null) await rankUsers(job, (usersDone) => log.progress(say(usersDone)));
  return finish();
}

/** A sequence model needs no user: whoever has a history in the maps is a known user to it. */
function evaluateSequenceModel(
  { k, metrics: chosen }: Config,
  { log }: World,
  { model, ratings, popularity }: Loaded & { readonly model: SequenceModel },
  { interactions, scoredRows, health: counts }: KnownRatings,
): Evaluated {
  const { timestamps } = ratings.ratings;
  const evaluation = evaluateSequences({ model, scoredRows, timestamps, k, chosen, counts }, (sequences) =>
    log.progress(`${sequences} sequences evaluated`),
  );
  const baseline = measureBaseline({ popularity, interactions, train: null, metrics: evaluation.metrics });
  return { evaluation, baseline, cold: NOT_FOR_SEQUENCES };
}

const NOT_FOR_SEQUENCES: FurtherMetrics = skipAll(
  ["cold_popularity_mrr", "cold_fold_in_mrr"],
  "sequence-model",
);
