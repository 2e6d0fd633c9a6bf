import type { Config } from "./config/config.ts";
import { explain } from "./core/errors.ts";
import type { FailedDelivery } from "./core/failed-delivery.ts";
import type { RunOutcome } from "./core/outcome.ts";
import { commentTarget, type CommentPlan } from "./core/plan-comment.ts";
import { renderComment } from "./formats/report/comment.ts";
import type { PullRequests } from "./world.ts";

/** The step that comments. */
export interface CommentingStep {
  /** null: there is no GitHub. */
  readonly pullRequests: PullRequests | null;
  readonly eventName: string;
  /** The commit that the run belongs to. */
  readonly sha: string;
  /** Of the event. */
  readonly pullRequest: number | null;
  /** Whether the event comes from another repository: GitHub then gives a token that may only read. */
  readonly isForeign: boolean;
  /** Its runs get such a token, too. */
  readonly isDependabot: boolean;
}

/** What became of the comment. */
export interface CommentResult {
  /** For the log. */
  readonly done: string | null;
  /** For a line above the job that fails nothing. */
  readonly notice: string | null;
  readonly failed: FailedDelivery | null;
}

const NOTHING: CommentResult = { done: null, notice: null, failed: null };

/**
 * Says the outcome in the pull request, whatever it is: an old verdict that is not true any more must not stay there. After
 * the seven steps and not within them, because a run that ended with an error is told, too.
 */
export async function commentOn(
  outcome: RunOutcome,
  config: Config,
  step: CommentingStep,
): Promise<CommentResult> {
  const { pullRequests, eventName, pullRequest, sha } = step;
  const { comment: setting, dryRun: isDryRun } = config;
  const target = commentTarget({ setting, isDryRun, eventName, pullRequest });
  if (target.kind === "none" || pullRequests === null)
    return target.kind === "none" && target.why === "dry-run" ? { ...NOTHING, done: DRY_RUN } : NOTHING;
  try {
    const pull = target.kind === "pull-request" ? target.number : await pullRequests.find(sha);
    if (pull === null) return { ...NOTHING, done: "no comment: this commit belongs to no open pull request" };
    const done = await pullRequests.say(pull, renderComment(outcome, config));
    return { ...NOTHING, done: `${DONE[done]} in the pull request ${pull}` };
  } catch (error) {
    return refused(error, setting === "always", step);
  }
}

const DRY_RUN = "dry run: no comment is written";

const DONE: Readonly<Record<CommentPlan["kind"], string>> = {
  create: "comment written",
  update: "comment updated",
  leave: "comment left as it is: nothing has changed",
};

/** A default must turn no check red, and nobody can mend the token of a fork's pull request. */
function refused(
  error: unknown,
  isAskedFor: boolean,
  { pullRequests, isForeign, isDependabot }: CommentingStep,
): CommentResult {
  if (pullRequests?.isForbidden(error) === true) {
    if (isForeign) return { ...NOTHING, notice: readOnly("A pull request from a fork") };
    if (isDependabot) return { ...NOTHING, notice: readOnly("Dependabot's pull request") };
    if (!isAskedFor) return { ...NOTHING, notice: UNASKED };
  }
  return { ...NOTHING, failed: { what: "comment", ...explain(error) } };
}

function readOnly(whose: string): string {
  return `${whose} gets a token that may only read, so the verdict is not in a comment: it is in the job's summary.`;
}

const UNASKED =
  "The verdict is in the job's summary. For one comment in the pull request add `pull-requests: write` to the permissions of this job; `comment: never` asks for none.";
