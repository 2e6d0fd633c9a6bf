import type { RetrainTarget } from "../core/dispatch.ts";
import { ServiceError } from "../core/errors.ts";
import { hintToGrant, isTooOften, statusOf } from "./github-refusals.ts";

/** What each kind of dispatch needs, in the words of a workflow's `permissions:` and of a fine-grained token. */
const NEEDS = {
  repository_dispatch: { permission: "contents: write", of: "the repository's contents" },
  workflow_dispatch: { permission: "actions: write", of: "the repository's actions" },
} as const;

/**
 * Our own words for a refused dispatch, which are not those of other refusals: the answers mean other things here, and
 * whoever reads them wants the model retrained. An answer's text may carry anything.
 * @param ownRepository that of the running workflow, whose token its job's `permissions` govern
 */
export function explainedDispatch(
  error: unknown,
  target: RetrainTarget,
  ownRepository: string,
): ServiceError {
  const status = statusOf(error);
  const cause = { cause: error };
  const grant = hintToGrant(NEEDS[target.kind].permission, target.repository, ownRepository);
  const what = `GitHub refused ${nameOf(target)} for ${target.repository} (HTTP ${status})`;
  if (isTooOften(error))
    return new ServiceError(
      `${what}: the token has used up its requests for now`,
      "Run the job again in an hour, or start the retraining workflow by hand; the evaluation itself is logged.",
      cause,
    );
  if (status === 403 || (status === 404 && target.kind === "repository_dispatch"))
    return new ServiceError(`${what}: the token may not write ${NEEDS[target.kind].of}`, grant, cause);
  if (status === 404)
    return new ServiceError(
      `${what}: there is no such workflow, or the token may not start it`,
      `Check \`retrain-workflow\`: the file must be on the default branch. ${grant}`,
      cause,
    );
  if (status === 401)
    return new ServiceError(`${what}: the token is not valid`, "Check the input `github-token`.", cause);
  if (status !== null && status < 500) return new ServiceError(what, refusedHint(error, target), cause);
  const found = status === null ? "GitHub did not answer" : `GitHub failed with HTTP ${status}`;
  return new ServiceError(
    `${found} when ${nameOf(target)} was sent for ${target.repository}`,
    "Run the job again, or start the retraining workflow by hand; the evaluation itself is logged.",
    cause,
  );
}

function nameOf(target: RetrainTarget): string {
  return target.kind === "repository_dispatch"
    ? `the event "${target.eventType}"`
    : `the start of the workflow "${target.workflow}"`;
}

function refusedHint(error: unknown, target: RetrainTarget): string {
  if (target.kind === "repository_dispatch") return "Check `retrain-event-type`: at most 100 characters.";
  const message = error instanceof Error ? error.message : "";
  if (/workflow_dispatch/i.test(message))
    return "The workflow has no `workflow_dispatch` trigger: add `workflow_dispatch:` under its `on:`, on the default branch.";
  if (/no ref found/i.test(message)) return "Check `retrain-ref`: there is no such branch or tag.";
  return "Check `retrain-workflow` and `retrain-ref`, and that the workflow's required inputs have defaults.";
}
