import type { Config } from "./config/config.ts";
import type { Evidence } from "./core/decision.ts";
import { ServiceError } from "./core/errors.ts";
import { EarlierRuns, type EarlierRun } from "./core/evidence/earlier-runs.ts";
import type { Measurement } from "./core/measurement.ts";
import { PastDispatchSearch } from "./core/past-dispatches.ts";
import { PreviousRunSearch } from "./core/previous-runs.ts";
import type { PublishedRun, RunRecord } from "./core/run.ts";
import { gatherStatistics } from "./gather-statistics.ts";
import type { World } from "./world.ts";

/** The run that is compared, and what for. */
interface ComparedRun {
  readonly measurement: Measurement;
  readonly run: PublishedRun;
  readonly record: RunRecord;
  /** Metrics whose previous value a rule needs. */
  readonly required: readonly string[];
}

/** This run beside the earlier ones. */
export interface Compared {
  readonly evidence: Evidence;
  /** Newest first. */
  readonly earlierRuns: readonly EarlierRun[];
  readonly dispatches: PastDispatchSearch;
  /** Whether the tracking store holds no earlier run, not even one that had to be passed over. */
  readonly isFirst: boolean;
  /** Why the earlier runs could not be read; null: they were. */
  readonly unreadable: ServiceError | null;
}

/**
 * Step 5. Reads the earlier runs once, newest first. A server that does not answer costs the comparisons and not the
 * evaluation; what was found before it fell silent does not count, as the rest of it is unknown.
 */
export async function compare(config: Config, world: World, compared: ComparedRun): Promise<Compared> {
  try {
    return await compareWithHistory(config, world, compared);
  } catch (error) {
    if (!(error instanceof ServiceError)) throw error;
    world.log.info(`the earlier runs could not be read, so nothing is compared: ${error.message}`);
    const { metrics } = compared.measurement;
    return {
      evidence: { metrics, previous: new Map(), historyUnreadable: true },
      earlierRuns: [],
      dispatches: dispatchesBefore(config, compared.measurement),
      isFirst: false,
      unreadable: error,
    };
  }
}

async function compareWithHistory(
  config: Config,
  world: World,
  { measurement, run, record, required }: ComparedRun,
): Promise<Compared> {
  const search = new PreviousRunSearch(measurement, record.params, required);
  const earlierRuns = new EarlierRuns(measurement, record.params);
  const dispatches = dispatchesBefore(config, measurement);
  for await (const past of world.tracking.pastRuns(run.experimentId)) {
    for (const reader of [search, earlierRuns, dispatches]) reader.offer(past);
    if (search.isComplete && earlierRuns.isFull && dispatches.isComplete) break;
  }
  sayWhatWasFound(world, search);
  const previous = search.found;
  const statistics = await gatherStatistics(config, world, {
    measurement,
    run,
    record,
    previous,
    earlierRuns,
  });
  return {
    evidence: { metrics: measurement.metrics, previous, statistics },
    earlierRuns: earlierRuns.runs,
    dispatches,
    isFirst: !search.sawEarlierRun && world.tracking.skippedRuns.length === 0,
    unreadable: null,
  };
}

function dispatchesBefore(
  { retrainCooldownMs }: Pick<Config, "retrainCooldownMs">,
  { startedAt, origin }: Measurement,
): PastDispatchSearch {
  return new PastDispatchSearch({ now: startedAt, window: retrainCooldownMs ?? 0, origin });
}

function sayWhatWasFound({ log, tracking }: World, { found }: PreviousRunSearch): void {
  for (const skipped of tracking.skippedRuns) log.info(`passed over ${skipped.path}: ${skipped.reason}`);
  for (const past of new Set([...found.values()].map((previous) => previous.run)))
    log.info(`previous run ${past.runId} of ${new Date(past.startTime).toISOString()}`);
  if (found.size === 0) log.info("no run to compare with: the comparisons are skipped");
}
