import type { Config } from "./config/config.ts";
import { stepOf } from "./core/run-labels.ts";
import type { World } from "./world.ts";

/**
 * Which evaluation of the experiment this is, from 1: where it stands on the step axis of MLflow's charts, which draw the
 * runs of an experiment side by side and not in a row when all are at step 0. Counted on from the newest run of ours and
 * not by counting runs: a history that keeps the newest 52 would stay at 53 for ever. Two evaluations at once, or in two
 * copies of a history that are merged later, have the same step, and that is all that happens.
 *
 * @throws HistoryError when the history cannot be read
 */
export async function nextStep(
  { experiment }: Pick<Config, "experiment">,
  { tracking }: Pick<World, "tracking">,
): Promise<number> {
  const experimentId = await tracking.findExperiment(experiment);
  if (experimentId === null) return 1;
  for await (const past of tracking.pastRuns(experimentId)) {
    const step = stepOf(past);
    if (step !== null) return step + 1;
  }
  return 1;
}
