import { z } from "zod";
import { ServiceError } from "../core/errors.ts";

/** What messages say of a request. */
export interface RequestWords {
  readonly repository: string;
  /** After "GitHub does not let the token": "list the artifacts of octo/movies". */
  readonly what: string;
  /** The permission that it needs, as a line of YAML. */
  readonly permission: string;
  /** What to do when there is no such thing (404). */
  readonly hintWhenMissing: string;
}

/** Our own words for a refusal: an answer's text may carry anything. */
export function explained(
  error: unknown,
  question: RequestWords,
  { ownRepository }: { readonly ownRepository: string },
): ServiceError {
  const status = statusOf(error);
  const cause = { cause: error };
  const { what, repository, permission } = question;
  const answer = `(HTTP ${status})`;
  if (isTooOften(error))
    return new ServiceError(
      `GitHub refuses to ${what} ${answer}: the token has used up its requests for now`,
      "Run the job again in an hour, or let the other workflows of this repository ask less often.",
      cause,
    );
  if (status === 403)
    return new ServiceError(
      `GitHub does not let the token ${what} ${answer}`,
      hintToGrant(permission, repository, ownRepository),
      cause,
    );
  if (status === 404) {
    const hint = repository === ownRepository ? "" : ` ${hintToGrant(permission, repository, ownRepository)}`;
    return new ServiceError(
      `GitHub shows nothing there when asked to ${what} ${answer}`,
      `${question.hintWhenMissing}${hint}`,
      cause,
    );
  }
  if (status === 401)
    return new ServiceError(
      `GitHub does not accept the token when asked to ${what} ${answer}`,
      "Check the input `github-token`.",
      cause,
    );
  const found = status === null ? "GitHub did not answer" : `GitHub failed with HTTP ${status}`;
  return new ServiceError(`${found} when asked to ${what}`, "Run the job again.", cause);
}

/**
 * How a permission is granted, the YAML lines included.
 * @param ownRepository that of the running workflow, whose token its job's `permissions` govern
 */
export function hintToGrant(permission: string, repository: string, ownRepository: string): string {
  return repository === ownRepository
    ? `Add these lines to the job that runs model-monitor:\npermissions:\n  ${permission}`
    : `The workflow's own token reaches its own repository only: pass as \`github-token\` a fine-grained token or an app's token with \`${permission}\` in ${repository}.`;
}

/** Whether GitHub wants to be asked less often, which no permission changes. */
export function isTooOften(error: unknown): boolean {
  const status = statusOf(error);
  return status === 429 || (status === 403 && isExhausted(error));
}

/** Whether the token is not allowed to, which a workflow can mend or a fork's pull request cannot. */
export function isForbidden(error: unknown): boolean {
  const cause = causeOf(error);
  return statusOf(cause) === 403 && !isTooOften(cause);
}

/** Whether nobody knows if it was done: GitHub failed, or did not answer. */
export function isUncertain(error: unknown): boolean {
  const cause = causeOf(error);
  if (cause === undefined) return false;
  const status = statusOf(cause);
  return status === null || status >= 500;
}

/** The status of a refusal that was explained here; null: it is none, or there was no answer. */
export function statusBehind(error: unknown): number | null {
  return statusOf(causeOf(error));
}

/** What the client threw; undefined: it is no refusal that was explained here. */
function causeOf(error: unknown): unknown {
  return error instanceof ServiceError ? error.cause : undefined;
}

const Refusal = z.object({ response: z.object({ headers: z.record(z.string(), z.unknown()) }) });

function isExhausted(error: unknown): boolean {
  const refusal = Refusal.safeParse(error);
  if (!refusal.success) return false;
  const { headers } = refusal.data.response;
  return headers["x-ratelimit-remaining"] === "0" || headers["retry-after"] !== undefined;
}

/** The HTTP status of an Octokit error; null when there was no answer (Octokit reports those as 500 with a cause). */
export function statusOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("status" in error)) return null;
  const wasAnswered = "response" in error && error.response !== undefined;
  return wasAnswered && typeof error.status === "number" ? error.status : null;
}
