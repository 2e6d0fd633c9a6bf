import { act } from "./act.ts";
import type { Config } from "./config/config.ts";
import { decide } from "./core/decide.ts";
import type { Previous } from "./core/decision.ts";
import type { HistoryReport } from "./core/history.ts";
import type { EvaluatedOutcome, NoDataOutcome } from "./core/outcome.ts";
import { planDispatch } from "./core/plan-dispatch.ts";
import { PreviousRunSearch } from "./core/previous-runs.ts";
import type { RatingFilter } from "./core/rating-filter.ts";
import { RULES } from "./core/rules/index.ts";
import type { PublishedRun, RunRecord } from "./core/run.ts";
import { checkIdentifiers } from "./core/self-test/index.ts";
import { validate } from "./core/validate.ts";
import type { Validation } from "./core/validation.ts";
import { load, type Loaded } from "./load.ts";
import { evaluateModel } from "./evaluate-model.ts";
import { measure, toRun } from "./measure.ts";
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
  const { log, tracking } = world;
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
    const found = evaluateModel(config, world, loaded, validation);
    return measure(config, world, { ...loaded, startedAt, filter, health: validation.health, ...found });
  });

  // Always before any decision.
  const record = toRun(config, measurement);
  const run = await log.group("4. Log", () => publish(config, world, record));
  onPublished?.(run);

  const required = rules.flatMap((rule) => rule.compares);
  const search = new PreviousRunSearch(measurement, record.params, required);
  const previous = await log.group("5. Compare", () => compare(world, run, search));

  const evidence = { metrics: measurement.metrics, previous };
  const limits = {
    thresholds: config.thresholds,
    maxMrrDrop: config.maxMrrDrop,
    maxUserGrowth: config.maxUserGrowth,
  };
  const decision = await log.group("6. Decide", async () => decide(evidence, limits, rules));

  const plan = planDispatch(
    { trigger: config.retrainTrigger, eventType: config.retrainEventType, dryRun: config.dryRun },
    { decision, measurement, previous, run },
  );
  const isAllKnown = restored.state === "empty" || restored.state === "found";
  const isFirst = isAllKnown && !search.sawEarlierRun && tracking.skippedRuns.length === 0;
  const verdict = { measurement, run, evidence, isFirst, decision, plan, limits, restored };
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
  { experiment }: Config,
  { log, tracking }: World,
  record: RunRecord,
): Promise<PublishedRun> {
  const run = await tracking.publish(experiment, record);
  log.info(`run ${run.runId} in ${tracking.location}`);
  return run;
}

/** Step 5. Reads past runs, newest first, no further back than needed. */
async function compare(
  { log, tracking }: World,
  run: PublishedRun,
  search: PreviousRunSearch,
): Promise<ReadonlyMap<string, Previous>> {
  for await (const past of tracking.pastRuns(run.experimentId)) {
    search.offer(past);
    if (search.isComplete) break;
  }
  for (const skipped of tracking.skippedRuns) log.info(`passed over ${skipped.path}: ${skipped.reason}`);
  for (const past of new Set([...search.found.values()].map((previous) => previous.run)))
    log.info(`previous run ${past.runId} of ${new Date(past.startTime).toISOString()}`);
  if (search.found.size === 0) log.info("no run to compare with: the comparisons are skipped");
  return search.found;
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
  const lastEvaluated = await tracking.newestStart(config.experiment);
  // Nothing is new in it, but what is not saved again expires: quiet months must not cost the memory.
  const saved = await history.save();
  const { reason, database, artifact, health, filter } = found;
  const told = { reason, database, artifact, health, filter, lastEvaluated };
  return { status: "no-data", ...told, history: { restored, saved }, origin };
}
