import { act, type Verdict } from "./act.ts";
import type { Config } from "./config/config.ts";
import { compare, type Compared } from "./compare.ts";
import { decide } from "./core/decide.ts";
import type { Limits } from "./core/decision.ts";
import { ServiceError } from "./core/errors.ts";
import type { HistoryReport } from "./core/history.ts";
import type { Measurement } from "./core/measurement.ts";
import type { EvaluatedOutcome, NoDataOutcome } from "./core/outcome.ts";
import { planDispatch, type DispatchSettings } from "./core/plan-dispatch.ts";
import type { RatingFilter } from "./core/rating-filter.ts";
import { RULES } from "./core/rules/index.ts";
import type { PublishedRun, RunRecord } from "./core/run.ts";
import { checkIdentifiers } from "./core/self-test/index.ts";
import { trendOf } from "./core/trend.ts";
import { validate } from "./core/validate.ts";
import type { Validation } from "./core/validation.ts";
import { load, type Loaded } from "./load.ts";
import { evaluateModel } from "./evaluate-model.ts";
import { measure, toRun } from "./measure.ts";
import { nextStep } from "./next-step.ts";
import { requireTimes, resolveSince } from "./since.ts";
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
    return measure(config, world, { ...loaded, startedAt, filter, health, scoredRows, ...found });
  });

  // Always before any decision.
  const { record, run } = await log.group("4. Log", () => publish(config, world, measurement));
  onPublished?.(run);

  const required = rules.flatMap((rule) => rule.compares);
  const comparison = await log.group("5. Compare", () =>
    compare(config, world, { measurement, run, record, required }),
  );

  const limits = limitsOf(config);
  const decision = await log.group("6. Decide", async () => decide(comparison.evidence, limits, rules));

  const judged = { measurement, run, restored, comparison, decision, limits };
  const verdict = toVerdict(config, world, judged);
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

/** Step 4. */
async function publish(
  config: Config,
  world: World,
  measurement: Measurement,
): Promise<{ readonly record: RunRecord; readonly run: PublishedRun }> {
  const record = toRun(config, measurement, await nextStep(config, world));
  const run = await world.tracking.publish(config.experiment, record);
  world.log.info(`run ${run.runId} in ${world.tracking.location}`);
  return { record, run };
}

function limitsOf(config: Config): Limits {
  const { thresholds, maxMrrDrop, maxUserGrowth, decision, patience } = config;
  return { thresholds, maxMrrDrop, maxUserGrowth, decision, patience };
}

function dispatchSettings(config: Config): DispatchSettings {
  return {
    trigger: config.retrainTrigger,
    eventType: config.retrainEventType,
    workflow: config.retrainWorkflow,
    ref: config.retrainRef,
    repository: config.retrainRepository,
    cooldownMs: config.retrainCooldownMs,
    maxPerWeek: config.retrainMaxPerWeek,
    dryRun: config.dryRun,
  };
}

/** What was decided, and what follows from it for the retraining. */
function toVerdict(
  config: Config,
  world: World,
  {
    comparison,
    ...judged
  }: Pick<Verdict, "measurement" | "run" | "restored" | "decision" | "limits"> & {
    readonly comparison: Compared;
  },
): Verdict {
  const { measurement, restored } = judged;
  const { evidence, unreadable } = comparison;
  const decidedAt = world.now();
  const plan = planDispatch(dispatchSettings(config), {
    ...judged,
    previous: evidence.previous,
    historyUnreadable: unreadable !== null,
    isOtherBranch: restored.notSaved === "other-branch",
    now: decidedAt,
    dispatchesOf: (event) => comparison.dispatches.of(event),
  });
  const trend = trendOf(comparison.earlierRuns, measurement);
  // "First" is said only when every store of the history answered and was empty.
  const isAllKnown = restored.state === "empty" || restored.state === "found";
  const isFirst = isAllKnown && comparison.isFirst;
  return {
    ...judged,
    evidence,
    unreadable,
    isFirst,
    trend,
    earlierRuns: comparison.earlierRuns,
    plan,
    decidedAt,
  };
}

/** Nothing to evaluate: no run is logged and nothing is triggered; how long that has been so is worth knowing. */
async function noData(
  config: Config,
  { log, origin, tracking, history }: World,
  {
    restored,
    ...found
  }: Omit<NoDataOutcome, "status" | "lastEvaluated" | "origin" | "history"> & Pick<HistoryReport, "restored">,
): Promise<NoDataOutcome> {
  log.info(`no data to evaluate: ${found.reason}`);
  const lastEvaluated = await newestStart(config, log, tracking);
  // Nothing is new in it, but what is not saved again expires: quiet months must not cost the memory.
  const saved = await history.save();
  const { reason, database, artifact, health, filter } = found;
  const told = { reason, database, artifact, health, filter, lastEvaluated };
  return { status: "no-data", ...told, history: { restored, saved }, origin };
}

/** When the last evaluation was; unknown (null) when a server does not answer, which is no reason to fail without data. */
async function newestStart(
  { experiment }: Config,
  log: World["log"],
  tracking: World["tracking"],
): Promise<number | null> {
  try {
    return await tracking.newestStart(experiment);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    log.info(`when the last evaluation was is not known: ${error.message}`);
    return null;
  }
}
