import type { Origin } from "../../core/measurement.ts";
import { runAddress } from "../../core/run-address.ts";

/** "[Workflow run](…)", to the very attempt; "" where `runLink` gives none. */
export function attemptLink(origin: Origin | null): string {
  return runLink("Workflow run", origin, `/attempts/${origin?.runAttempt}`) ?? "";
}

/** Made only of parts that cannot be anything else: a server that calls itself something else gets no link. */
const RUN_ADDRESS = /^https?:\/\/[\w.-]+(?::\d+)?\/[\w.-]+\/[\w.-]+\/actions\/runs\/\d+$/;

/**
 * A Markdown link to the workflow run that made a measurement; null on the command line, and where the address could be
 * anything else.
 * @param words plain text of ours
 * @param page below the address of the run, of ours too
 */
export function runLink(words: string, origin: Origin | null, page = ""): string | null {
  const address = origin === null ? "" : runAddress(origin);
  return RUN_ADDRESS.test(address) ? `[${words}](${address}${page})` : null;
}
