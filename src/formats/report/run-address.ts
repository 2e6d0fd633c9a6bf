import type { Origin } from "../../core/measurement.ts";

const SERVER = /^https?:\/\/[\w.-]+(?::\d+)?$/u;
const REPOSITORY = /^[\w.-]+\/[\w.-]+$/u;

/**
 * The address of a workflow run on GitHub; null where there is none, or where a part of it could be anything else: a server
 * that calls itself something strange gets no link.
 */
export function runAddress(origin: Origin | null): string | null {
  if (origin === null) return null;
  const { serverUrl, repository, runId } = origin;
  const isSafe = SERVER.test(serverUrl) && REPOSITORY.test(repository) && /^\d+$/u.test(runId);
  return isSafe ? `${serverUrl}/${repository}/actions/runs/${runId}` : null;
}
