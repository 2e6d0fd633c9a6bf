import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import { ServiceError } from "../core/errors.ts";
import {
  bodyOf,
  findOurs,
  planComment,
  pullOf,
  type CommentPlan,
  type CommentText,
  type KnownComment,
} from "../core/plan-comment.ts";
import { ask, type Asker, type Question } from "./github-api.ts";
import { isSelf, readIdentity, type Identity } from "./github-identity.ts";
import { isUncertain } from "./github-refusals.ts";

const PER_PAGE = 100;
/** GitHub closes a conversation at 2,500 comments; a page after the hundredth is somebody's game. */
const MAX_PAGES = 100;
/** A server that is slow on every page must not hold the job for an hour. */
const MAX_SEARCH_MS = 3 * 60_000;
/** Before a comment that may have been written is looked for. */
const WAIT_MS = 1000;

const Comment = z.object({
  id: z.number().int().positive(),
  body: z.string().nullish(),
  user: z.object({ login: z.string() }).nullish(),
});
const CommentPage = z.array(Comment).max(PER_PAGE);
/** Done is what GitHub's status says; an answer that breaks off after it must not lead to a second comment. */
const Written = z.unknown();
const PullPage = z
  .array(
    z.object({
      number: z.number().int().positive(),
      state: z.string(),
      head: z.object({ sha: z.string(), repo: z.object({ full_name: z.string() }).nullish() }),
    }),
  )
  .max(PER_PAGE);

/**
 * Makes the pull request say it: writes our comment, changes the one that is there, or leaves it where it says so already.
 * @throws ServiceError when GitHub refuses or fails; nobody's comment was changed then but ours
 */
export async function deliverComment(
  asker: Asker,
  pull: number,
  comment: CommentText,
): Promise<CommentPlan["kind"]> {
  const self = await readIdentity(asker);
  const find = async () => planComment(await findComment(asker, { pull, self, comment }), comment);
  const plan = await find();
  try {
    await carryOut(asker, { pull, comment, plan });
  } catch (error) {
    // It may stand there all the same, and a second one must not.
    if (plan.kind !== "create" || !isUncertain(error)) throw error;
    await sleep(WAIT_MS);
    await carryOut(asker, { pull, comment, plan: await find() });
  }
  return plan.kind;
}

/** The open pull request of this repository that a commit belongs to; null: none. */
export async function findPull(asker: Asker, sha: string): Promise<number | null> {
  const pulls = await askAbout(asker, {
    path: "/commits/{commit_sha}/pulls",
    parameters: { commit_sha: sha, per_page: PER_PAGE },
    answer: PullPage,
    what: "find the pull request of this commit",
  });
  const listed = pulls.map(({ number, state, head }) => ({
    number,
    isOpen: state === "open",
    headSha: head.sha,
    headRepository: head.repo?.full_name ?? null,
  }));
  return pullOf(listed, { repository: asker.ownRepository, sha });
}

/** Page by page and no further than needed: the listing begins with the oldest, and ours is written early. */
async function findComment(
  asker: Asker,
  { pull, self, comment }: { readonly pull: number; readonly self: Identity; readonly comment: CommentText },
): Promise<KnownComment | null> {
  const started = performance.now();
  for (let page = 1; page <= MAX_PAGES; page++) {
    const comments = await askAbout(asker, {
      path: "/issues/{issue_number}/comments",
      parameters: { issue_number: pull, per_page: PER_PAGE, page },
      answer: CommentPage,
      what: `list the comments of the pull request ${pull}`,
    });
    const ours = findOurs(comments.map(knownTo(self)), comment.marker);
    if (ours !== null || comments.length < PER_PAGE) return ours;
    if (performance.now() - started > MAX_SEARCH_MS) break;
  }
  throw new ServiceError(
    `the comments of the pull request ${pull} were not read to their end: there are too many, or GitHub is too slow`,
    "Set `comment` to `never`, or run the job again.",
  );
}

function knownTo(self: Identity): (comment: z.output<typeof Comment>) => KnownComment {
  return ({ id, body, user }) => ({ id, body: body ?? "", isOwn: isSelf(self, user?.login ?? null) });
}

async function carryOut(
  asker: Asker,
  {
    pull,
    comment,
    plan,
  }: { readonly pull: number; readonly comment: CommentText; readonly plan: CommentPlan },
): Promise<void> {
  const answer = Written;
  if (plan.kind === "create")
    await askAbout(asker, {
      method: "POST",
      path: "/issues/{issue_number}/comments",
      parameters: { issue_number: pull, body: bodyOf(comment) },
      answer,
      what: `comment on the pull request ${pull}`,
    });
  if (plan.kind === "update")
    await askAbout(asker, {
      method: "PATCH",
      path: "/issues/comments/{comment_id}",
      parameters: { comment_id: plan.id, body: bodyOf(comment) },
      answer,
      what: `update the comment in the pull request ${pull}`,
    });
}

async function askAbout<Answer>(
  asker: Asker,
  question: Omit<Question<Answer>, "repository" | "permission" | "hintWhenMissing">,
): Promise<Answer> {
  return await ask(asker, {
    ...question,
    what: `${question.what} in ${asker.ownRepository}`,
    repository: asker.ownRepository,
    permission: "pull-requests: write",
    hintWhenMissing: "Run the job again: it may have been deleted meanwhile.",
  });
}
