import { z } from "zod";
import type { DispatchPlan, RetrainPayload, RetrainTarget, StartedRun } from "../core/dispatch.ts";
import { ServiceError } from "../core/errors.ts";
import { explainedDispatch } from "./github-dispatch-refusals.ts";

/** GitHub answers a dispatch within a second; a hanging connection must not hold the job. */
const TIMEOUT_MS = 30_000;

/** Numbers beyond 2^53 are none of GitHub's; the address is shown to people only when it is one of GitHub's own form. */
const RunDetails = z.object({
  workflow_run_id: z.number().int().positive(),
  html_url: z.url({ protocol: /^https?$/ }).max(2000),
});

type Client = ReturnType<typeof import("@actions/github").getOctokit>;

/**
 * Starts the retraining: `POST /repos/{owner}/{repo}/dispatches`, which GitHub answers without a body and without
 * a word about whether a workflow listens; or `POST …/actions/workflows/{file}/dispatches`, which tells the run.
 * @returns the run that was started, null where GitHub does not tell
 * @throws ServiceError naming the missing permission and the YAML lines that grant it, or what GitHub answered
 */
export async function startRetraining(
  { target, payload }: DispatchPlan & { readonly kind: "send" },
  { token, ownRepository }: { readonly token: string; readonly ownRepository: string },
): Promise<StartedRun | null> {
  if (token === "")
    throw new ServiceError(
      'GitHub cannot be asked to start the retraining: the input "github-token" is empty',
      "Remove the empty `github-token` input, or pass a token that may start it.",
    );
  // Loaded only now: most runs dispatch nothing, and the client is the largest part of the bundle.
  const { getOctokit } = await import("@actions/github");
  const client = getOctokit(token);
  try {
    return target.kind === "repository_dispatch"
      ? await sendEvent(client, target, payload)
      : await startWorkflow(client, target, payload);
  } catch (error) {
    throw explainedDispatch(error, target, ownRepository);
  }
}

async function sendEvent(
  client: Client,
  { repository, eventType }: RetrainTarget & { readonly kind: "repository_dispatch" },
  payload: RetrainPayload,
): Promise<null> {
  await client.rest.repos.createDispatchEvent({
    ...ownerAndRepo(repository),
    event_type: eventType,
    client_payload: { ...payload },
    request: requestOptions(),
  });
  return null;
}

async function startWorkflow(
  client: Client,
  target: RetrainTarget & { readonly kind: "workflow_dispatch" },
  payload: RetrainPayload,
): Promise<StartedRun | null> {
  const ref = target.ref ?? (await defaultBranch(client, target.repository));
  const start = (inputs: Record<string, string>) =>
    client.request("POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches", {
      ...ownerAndRepo(target.repository),
      workflow_id: target.workflow,
      ref,
      inputs,
      return_run_details: true,
      request: requestOptions(),
    });
  try {
    return detailsOf(await start({ payload: JSON.stringify(payload) }));
  } catch (error) {
    // Refused before anything was started: the workflow declares no such input, and need not.
    if (!isUnexpectedInput(error)) throw error;
    return detailsOf(await start({}));
  }
}

async function defaultBranch(client: Client, repository: string): Promise<string> {
  const { data } = await client.rest.repos.get({ ...ownerAndRepo(repository), request: requestOptions() });
  return data.default_branch;
}

/** GitHub Enterprise Server answers without a body. */
function detailsOf({ data }: { readonly data: unknown }): StartedRun | null {
  const details = RunDetails.safeParse(data);
  return details.success ? { id: String(details.data.workflow_run_id), url: details.data.html_url } : null;
}

function isUnexpectedInput(error: unknown): boolean {
  return (
    error instanceof Error &&
    "status" in error &&
    error.status === 422 &&
    /unexpected inputs/i.test(error.message)
  );
}

function ownerAndRepo(repository: string): { readonly owner: string; readonly repo: string } {
  const [owner = "", repo = ""] = repository.split("/");
  return { owner, repo };
}

function requestOptions() {
  return { signal: AbortSignal.timeout(TIMEOUT_MS) };
}
