import { tmpdir } from "node:os";
import type { AskingRun } from "./adapters/github-artifacts.ts";
import type { WorkflowEvent } from "./adapters/workflow-event.ts";
import type { CommentingStep } from "./comment.ts";
import type { Environment } from "./config/environment.ts";
import { defaultBranchOf } from "./core/artifact-choice.ts";
import type { Origin } from "./core/measurement.ts";
import type { PullRequests } from "./world.ts";

/*
 * What the runner's variables and the event say about the step, in the words of those who ask.
 */

/** Which GitHub run this is; null where the runner's variables are missing. */
export function originOf(environment: Environment, matrix: string, event: WorkflowEvent): Origin | null {
  const variable = variablesOf(environment);
  if (variable("REPOSITORY") === "" || variable("RUN_ID") === "") return null;
  return {
    repository: variable("REPOSITORY"),
    serverUrl: variable("SERVER_URL") || "https://github.com",
    runId: variable("RUN_ID"),
    runAttempt: Number(variable("RUN_ATTEMPT")) || 1,
    job: variable("JOB"),
    matrix,
    eventName: variable("EVENT_NAME"),
    ref: variable("REF"),
    sha: variable("SHA"),
    actor: variable("ACTOR"),
    workflow: variable("WORKFLOW"),
    hasForeignHead: hasForeignHead(event, variable("REPOSITORY")),
  };
}

/** Who comments. */
export function commentingStep(
  pullRequests: PullRequests | null,
  environment: Environment,
  event: WorkflowEvent,
): CommentingStep {
  const variable = variablesOf(environment);
  return {
    pullRequests,
    eventName: variable("EVENT_NAME"),
    sha: variable("SHA"),
    pullRequest: event.pullRequest,
    isForeign: hasForeignHead(event, variable("REPOSITORY")),
    isDependabot: variable("ACTOR") === "dependabot[bot]",
  };
}

/** Who asks GitHub for an artifact. */
export function askingRun(token: string, environment: Environment, event: WorkflowEvent): AskingRun {
  const variable = variablesOf(environment);
  return {
    token,
    ownRepository: variable("REPOSITORY"),
    serverUrl: variable("SERVER_URL") || "https://github.com",
    runId: variable("RUN_ID"),
    defaultBranch: knownDefaultBranch(environment, event),
    temporary: environment["RUNNER_TEMP"] || tmpdir(),
  };
}

/** The default branch as the run knows it; null: GitHub has to be asked. */
export function knownDefaultBranch(
  environment: Environment,
  { defaultBranch }: WorkflowEvent,
): string | null {
  const variable = variablesOf(environment);
  return defaultBranchOf({
    eventName: variable("EVENT_NAME"),
    refName: variable("REF_NAME"),
    ofEvent: defaultBranch,
  });
}

/** The values of the job's matrix as one line of JSON, "" outside of one: `toJSON(matrix)` prints over several lines, and `null`. */
export function matrixOf(text: string | undefined): string {
  try {
    const value: unknown = JSON.parse(text ?? "null");
    return value === null ? "" : JSON.stringify(value);
  } catch {
    // Not JSON is refused when the configuration is read, by an error that names the input.
    return "";
  }
}

/** Whether the code or the run comes from another repository. */
export function hasForeignHead({ headRepository }: WorkflowEvent, ownRepository: string): boolean {
  return headRepository !== null && headRepository !== ownRepository;
}

/** The runner's `GITHUB_` variables; "" for what is not set. */
export function variablesOf(environment: Environment): (name: string) => string {
  return (name) => environment[`GITHUB_${name}`] ?? "";
}
