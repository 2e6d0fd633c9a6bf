import type { DispatchPlan } from "../core/dispatch.ts";
import { ServiceError } from "../core/errors.ts";

/** GitHub answers a dispatch within a second; a hanging connection must not hold the job. */
const TIMEOUT_MS = 30_000;

/** The lines that grant what a `repository_dispatch` needs. */
const PERMISSION = "permissions:\n  contents: write";

/**
 * Sends the retraining event (`POST /repos/{owner}/{repo}/dispatches`). GitHub answers 204 without a body: it says
 * nothing about whether a workflow listens.
 * @throws ServiceError naming the missing permission and the two YAML lines that grant it, or what GitHub answered
 */
export async function sendRepositoryDispatch(
  plan: DispatchPlan & { readonly kind: "send" },
  token: string,
): Promise<void> {
  if (token === "")
    throw new ServiceError(
      `GitHub cannot be asked to start the event "${plan.eventType}": the input "github-token" is empty`,
      "Remove the empty `github-token` input, or pass a token that may write the repository's contents.",
    );
  // Loaded only now: most runs dispatch nothing, and the client is the largest part of the bundle.
  const { getOctokit } = await import("@actions/github");
  const [owner = "", repo = ""] = plan.repository.split("/");
  try {
    await getOctokit(token).rest.repos.createDispatchEvent({
      owner,
      repo,
      event_type: plan.eventType,
      client_payload: { ...plan.payload },
      request: { signal: AbortSignal.timeout(TIMEOUT_MS) },
    });
  } catch (error) {
    throw explained(error, plan);
  }
}

/** Our own words for a refusal: an answer's text may carry anything. */
function explained(error: unknown, plan: DispatchPlan & { readonly kind: "send" }): ServiceError {
  const status = statusOf(error);
  const what = `GitHub refused the event "${plan.eventType}" for ${plan.repository}`;
  if (status === 403 || status === 404)
    return new ServiceError(
      `${what} (HTTP ${status}): the token may not write the repository's contents`,
      `Add these lines to the job that runs model-monitor:\n${PERMISSION}`,
      { cause: error },
    );
  if (status === 401)
    return new ServiceError(`${what} (HTTP 401): the token is not valid`, "Check the input `github-token`.", {
      cause: error,
    });
  if (status !== null && status < 500)
    return new ServiceError(
      `${what} (HTTP ${status})`,
      "Check `retrain-event-type`: at most 100 characters.",
      {
        cause: error,
      },
    );
  const found = status === null ? "GitHub did not answer" : `GitHub failed with HTTP ${status}`;
  return new ServiceError(
    `${found} when the event "${plan.eventType}" was sent for ${plan.repository}`,
    "Run the job again, or start the retraining workflow by hand; the evaluation itself is logged.",
    { cause: error },
  );
}

/** The HTTP status of an Octokit error; null when there was no answer (Octokit reports those as 500 with a cause). */
function statusOf(error: unknown): number | null {
  if (typeof error !== "object" || error === null || !("status" in error)) return null;
  const answered = "response" in error && error.response !== undefined;
  return answered && typeof error.status === "number" ? error.status : null;
}
