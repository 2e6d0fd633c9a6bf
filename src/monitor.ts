import { act } from "./act.ts";
import type { Config } from "./config/config.ts";
import { compare } from "./compare.ts";
import { decide } from "./core/decide.ts";
import type { Limits } from "./core/decision.ts";
import type { EvaluatedOutcome, NoDataOutcome } from "./core/outcome.ts";
import type { RatingFilter } from "./core/rating-filter.ts";
import { RULES } from "./core/rules/index.ts";
import type { PublishedRun } from "./core/run.ts";
import { checkIdentifiers } from "./core/self-test/index.ts";
import { validate } from "./core/validate.ts";
import type { Validation } from "./core/validation.ts";
import { evaluateModel } from "./evaluate-model.ts";
import { load, type Loaded } from "./load.ts";
import { logRun } from "./log-run.ts";
import { measurementOf } from "./measurement.ts";
import { noData } from "./no-data.ts";
import { requireTimes, resolveSince } from "./since.ts";
import { toVerdict } from "./verdict.ts";
import type { World } from "./world.ts";

/** What the caller may look at or replace: the tests prove the order of the steps with rules that look around. */
export interface Hooks {
  /** Told as soon as the run is in MLflow, so that a later failure can name it. */
  readonly onPublished?: (run: PublishedRun) => void;
  readonly rules?: typeof RULES;
}

/**
 * One evaluation: the seven steps of the monitoring document, in this order, always. The run is in MLflow, whole
 * and finished, before the first rule is evaluated.
 */
export async function monitor(
  config: Config,
  world: World,
  { onPublished, rules = RULES }: Hooks = {},
): Promise<EvaluatedOutcome | NoDataOutcome> {
  const { log } = world;
  const startedAt = world.now();

  // A history that cannot be read stops the run before the work: to know nothing is not to have nothing to compare with.
  const restored = await world.history.restore();
  const filter = { minRating: config.minRating, newerThan: await resolveSince(config, world, startedAt) };
  const loaded = await log.group("1. Load", () => load(world));
  if ("missing" in loaded)
    return await noData(config, world, { ...loaded, reason: loaded.missing, health: null, filter, restored });

  const validation = await log.group("2. Validate", async () => checkRatings(config, world, loaded, filter));
  // Nothing to evaluate is an outcome, not an error.
  if (validation.kind === "no-data") {
    const database = loaded.ratings.source.path;
    return await noData(config, world, { ...validation, database, artifact: null, filter, restored });
  }

  const measurement = await log.group("3. Evaluate", async () => {
    const found = await evaluateModel(config, world, loaded, validation);
    const { health, scoredRows } = validation;
    return measurementOf(config, world, { ...loaded, startedAt, filter, health, scoredRows, ...found });
  });

  // Always before any decision.
  const { record, run } = await log.group("4. Log", () => logRun(config, world, measurement));
  onPublished?.(run);

  const required = rules.flatMap((rule) => rule.compares);
  const compared = await log.group("5. Compare", () =>
    compare(config, world, { measurement, run, record, required }),
  );

  const limits = limitsOf(config);
  const decision = await log.group("6. Decide", async () => decide(compared.evidence, limits, rules));

  const verdict = toVerdict(config, world, { measurement, run, restored, compared, decision, limits });
  return await log.group("7. Act", () => act(config, world, verdict));
}

/** Step 2. */
function checkRatings(
  config: Config,
  { log }: World,
  { ratings, mapping, model, train }: Loaded,
  filter: RatingFilter,
): Validation {
  requireTimes(config, ratings);
  const validation = validate({ ratings: ratings.ratings, mapping, model, filter });
  const { counts, evaluatedRatings } = validation.health;
  log.info(`${evaluatedRatings} of ${counts.numRatings} ratings can be scored`);
  // First-seen ids are arbitrary, and known to be.
  if (validation.kind === "ok" && mapping.kind === "mapped" && train !== null && model.kind !== "sequence")
    checkIdentifiers({ model, interactions: validation.interactions, train });
  return validation;
}

function limitsOf(config: Config): Limits {
  const { thresholds, maxMrrDrop, maxUserGrowth, decision, patience } = config;
  return { thresholds, maxMrrDrop, maxUserGrowth, decision, patience };
}
