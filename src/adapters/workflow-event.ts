import { readFileSync, statSync } from "node:fs";
import { z } from "zod";

/** What matters of the event that started the workflow (the file at `GITHUB_EVENT_PATH`). */
export interface WorkflowEvent {
  /** `owner/name` from which the code or the run comes, where the event tells one. */
  readonly headRepository: string | null;
  /** null where the event does not carry its repository, as on `schedule`. */
  readonly defaultBranch: string | null;
  /** Number of the pull request; null where the event is none of one. */
  readonly pullRequest: number | null;
}

const NOTHING: WorkflowEvent = { headRepository: null, defaultBranch: null, pullRequest: null };

/** GitHub's own events stay below 25 MB; the largest carry thousands of commits. */
const MAX_BYTES = 32 * 1024 * 1024;

/** A head whose repository was deleted is null: it is no longer this one. */
const Head = z.object({ full_name: z.string() }).nullable();
const Event = z.object({
  repository: z.object({ default_branch: z.string().optional() }).optional(),
  pull_request: z
    .object({ head: z.object({ repo: Head }), number: z.number().int().positive().optional() })
    .optional(),
  workflow_run: z.object({ head_repository: Head }).optional(),
});

/**
 * Reads the runner's event file. One that is missing or not an event tells nothing: act and other runners write
 * `{}`. Where it tells a head without a repository (a deleted fork), the head is "": foreign to everybody.
 */
export function readEvent(file: string | undefined): WorkflowEvent {
  const event = Event.safeParse(parsed(file));
  if (!event.success) return NOTHING;
  const { pull_request: pullRequest, workflow_run: workflowRun, repository } = event.data;
  const head = pullRequest === undefined ? workflowRun?.head_repository : pullRequest.head.repo;
  return {
    headRepository: head === undefined ? null : (head?.full_name ?? ""),
    defaultBranch: repository?.default_branch ?? null,
    pullRequest: pullRequest?.number ?? null,
  };
}

function parsed(file: string | undefined): unknown {
  try {
    if (file === undefined || statSync(file).size > MAX_BYTES) return null;
    return JSON.parse(readFileSync(file, "utf8")) as unknown;
  } catch {
    return null;
  }
}
