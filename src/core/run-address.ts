import type { Origin } from "./measurement.ts";

/** Address of the repository on GitHub's pages. */
export function repositoryAddress({ serverUrl, repository }: Origin): string {
  return `${serverUrl}/${repository}`;
}

/** Address of the workflow run that made a measurement, on GitHub's pages. */
export function runAddress(origin: Origin): string {
  return `${repositoryAddress(origin)}/actions/runs/${origin.runId}`;
}
