import { isPullRequestEvent } from "./pull-request-event.ts";

/** What the input `comment` can say. */
export const COMMENT_SETTINGS = ["auto", "always", "never"] as const;
export type CommentSetting = (typeof COMMENT_SETTINGS)[number];

/** Everything that decides whether, and in which pull request, something is said. */
export interface CommentSituation {
  readonly setting: CommentSetting;
  readonly isDryRun: boolean;
  /** "" on a command line. */
  readonly eventName: string;
  /** Of the event; null: it carries none. */
  readonly pullRequest: number | null;
}

/** Where to say it: in this pull request, in the open one that the commit belongs to, or nowhere. */
export type CommentTarget =
  | { readonly kind: "pull-request"; readonly number: number }
  | { readonly kind: "look-up" }
  | { readonly kind: "none"; readonly why: "never" | "dry-run" | "not-a-pull-request" };

/** Decides where to comment, before anybody is asked. */
export function commentTarget(situation: CommentSituation): CommentTarget {
  const { setting, isDryRun, eventName, pullRequest } = situation;
  if (setting === "never") return { kind: "none", why: "never" };
  if (isDryRun) return { kind: "none", why: "dry-run" };
  // Some runners write an event file without a number: there is then nowhere to write.
  if (isPullRequestEvent(eventName) && pullRequest !== null)
    return { kind: "pull-request", number: pullRequest };
  return setting === "always" ? { kind: "look-up" } : { kind: "none", why: "not-a-pull-request" };
}

/** An open or closed pull request that holds a commit. */
export interface ListedPull {
  readonly number: number;
  readonly isOpen: boolean;
  readonly headSha: string;
  /** `owner/name`; null: the fork is gone. */
  readonly headRepository: string | null;
}

/**
 * The pull request that a commit of a repository belongs to: an open one, of this repository before one of a fork, which
 * could begin with any commit of ours; the one that ends with the commit before one that goes on; the oldest. null: none.
 */
export function pullOf(
  pulls: readonly ListedPull[],
  { repository, sha }: { readonly repository: string; readonly sha: string },
): number | null {
  const foreign = (pull: ListedPull) => Number(pull.headRepository !== repository);
  const goesOn = (pull: ListedPull) => Number(pull.headSha !== sha);
  const [best] = pulls
    .filter(({ isOpen }) => isOpen)
    .toSorted((a, b) => foreign(a) - foreign(b) || goesOn(a) - goesOn(b) || a.number - b.number);
  return best?.number ?? null;
}

/** What is to stand in the pull request. */
export interface CommentText {
  /** First line, by which the comment is found again. */
  readonly marker: string;
  /** What it says. */
  readonly text: string;
  /** One paragraph that changes without meaning: the address of the run that said it. */
  readonly footer: string;
}

/** A comment as it stands in a pull request. */
export interface KnownComment {
  readonly id: number;
  readonly body: string;
  /** Whether it was written as whom we write. */
  readonly isOwn: boolean;
}

/** What is to be done about our comment. */
export type CommentPlan =
  | { readonly kind: "create" }
  | { readonly kind: "update"; readonly id: number }
  /** It says so already. */
  | { readonly kind: "leave"; readonly id: number };

/** The whole comment. */
export function bodyOf({ marker, text, footer }: CommentText): string {
  return `${marker}\n${text}\n\n${footer}`;
}

/**
 * Our comment among others, which are in the order in which they were written: the first, because two jobs at once may
 * have made two. The marker alone proves nothing, anybody can write it; and our identity alone neither, because every
 * workflow of a repository writes as the same bot, some of them what others say: only what begins with the marker is ours.
 */
export function findOurs(comments: readonly KnownComment[], marker: string): KnownComment | null {
  return comments.find(({ isOwn, body }) => isOwn && body.startsWith(`${marker}\n`)) ?? null;
}

/** Decides what to do about our comment; one that says the same with another address of the run is left as it is. */
export function planComment(ours: KnownComment | null, comment: CommentText): CommentPlan {
  if (ours === null) return { kind: "create" };
  const { marker, text } = comment;
  const isSame = withoutFooter(ours.body) === `${marker}\n${text}`;
  return { kind: isSame ? "leave" : "update", id: ours.id };
}

/** GitHub's own editor writes line breaks of two characters. */
function withoutFooter(body: string): string {
  const lines = body.replaceAll("\r\n", "\n").trimEnd();
  return lines.slice(0, Math.max(0, lines.lastIndexOf("\n\n")));
}
