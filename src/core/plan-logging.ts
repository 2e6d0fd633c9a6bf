import type { Origin } from "./measurement.ts";
import { isPullRequestEvent } from "./pull-request-event.ts";

/**
 * Whether nothing is to be left in a server, a database or a model registry. Not by a dry run; nor by a pull request: the
 * next run of the default branch would take a proposal for its previous run.
 */
export function isUnseen(isDryRun: boolean, origin: Origin | null): boolean {
  return isDryRun || (origin !== null && isPullRequestEvent(origin.eventName));
}
