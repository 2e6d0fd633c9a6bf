import type { Config } from "./config/config.ts";
import { ServiceError } from "./core/errors.ts";
import { stepOf } from "./core/run-labels.ts";
import type { World } from "./world.ts";

/**
 * Which evaluation of the experiment this is, from 1: where it stands on the step axis of MLflow's charts, which draw the
 * runs of an experiment side by side and not in a row when all are at step 0. Counted on from the newest run of ours and
 * not by counting runs: a history that keeps the newest 52 would stay at 53 for ever. Two evaluations at once, or in two
 * copies of a history that are merged later, have the same step, and that is all that happens.
 *
 * @returns null when a service that keeps the history does not answer, which is no reason not to log the run
 * @throws HistoryError when the history cannot be read
 */
export async function nextStep(
  config: Pick<Config, "experiment">,
  world: Pick<World, "tracking">,
): Promise<number | null> {
  try {
    return (await newestStep(config, world)) + 1;
  } catch (error) {
    if (error instanceof ServiceError) return null;
    throw error;
  }
}

/** 0: there is none. */
async function newestStep(
  { experiment }: Pick<Config, "experiment">,
  { tracking }: Pick<World, "tracking">,
): Promise<number> {
  const experimentId = await tracking.findExperiment(experiment);
  if (experimentId === null) return 0;
  for await (const past of tracking.pastRuns(experimentId)) {
    const step = stepOf(past);
    if (step !== null) return step;
  }
  return 0;
}
