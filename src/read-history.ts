import type { Measurement } from "./core/measurement.ts";
import { isPreviousRun, type PreviousRunSearch } from "./core/previous-runs.ts";
import type { PastRun, PublishedRun } from "./core/run.ts";
import type { World } from "./world.ts";

/** Five years of weekly runs: what looks back further changes nothing that is decided today. */
const MAX_PAST_RUNS = 260;

/**
 * Reads past runs once, for everything that looks back: the comparison, and what is told about the history. Beyond its
 * bound only as far as the comparison needs.
 *
 * @param search is offered every run that is read
 * @returns runs that started before this one and are no earlier attempt of this very job, newest first
 */
export async function readHistory(
  { tracking }: Pick<World, "tracking">,
  run: PublishedRun,
  measurement: Measurement,
  search: PreviousRunSearch,
): Promise<readonly PastRun[]> {
  const runs: PastRun[] = [];
  for await (const past of tracking.pastRuns(run.experimentId)) {
    search.offer(past);
    if (runs.length === MAX_PAST_RUNS && search.isComplete) break;
    if (runs.length < MAX_PAST_RUNS && isPreviousRun(past, measurement)) runs.push(past);
  }
  return runs;
}
