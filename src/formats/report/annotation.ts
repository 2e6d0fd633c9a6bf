import type { RunOutcome } from "../../core/outcome.ts";
import { logSafe } from "./log-text.ts";
import { join, plainOf, say } from "./phrase.ts";
import { viewOf } from "./view.ts";

/**
 * The warning above the job, one safe line: why the flag is up and what was done, or why there was nothing to
 * evaluate and since when. Null when there is nothing to warn of; an error is told by an annotation of its own.
 */
export function annotationOf(outcome: RunOutcome): string | null {
  const warns = outcome.status === "no-data" || (outcome.status === "evaluated" && outcome.decision.retrain);
  if (!warns) return null;
  const { verdict, why, deliveries } = viewOf(outcome);
  const [first] = deliveries;
  const said = join(first === undefined ? why : [...why, first.text], " ");
  return logSafe(plainOf(say`${verdict.words}. ${said}`));
}
