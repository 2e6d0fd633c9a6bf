import type { Config } from "./config/config.ts";
import { ServiceError } from "./core/errors.ts";
import type { HistoryReport } from "./core/history.ts";
import type { NoDataOutcome } from "./core/outcome.ts";
import type { World } from "./world.ts";

/** Nothing to evaluate: no run is logged and nothing is triggered; how long that has been so is worth knowing. */
export async function noData(
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
