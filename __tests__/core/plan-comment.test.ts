import { describe, expect, test } from "@jest/globals";
import {
  bodyOf,
  commentTarget,
  findOurs,
  planComment,
  pullOf,
  type CommentSituation,
  type ListedPull,
} from "../../src/core/plan-comment.ts";

const IN_PULL: CommentSituation = {
  setting: "auto",
  isDryRun: false,
  eventName: "pull_request",
  pullRequest: 7,
};

function target(given: Partial<CommentSituation>) {
  return commentTarget({ ...IN_PULL, ...given });
}

describe("where a comment goes", () => {
  test.each(["pull_request", "pull_request_target", "pull_request_review"])(
    "is the pull request of the event %s",
    (eventName) => {
      expect(target({ eventName })).toEqual({ kind: "pull-request", number: 7 });
      expect(target({ eventName, setting: "always" })).toEqual({ kind: "pull-request", number: 7 });
    },
  );

  test.each(["schedule", "push", "workflow_run", ""])("is nowhere by default on %j", (eventName) => {
    expect(target({ eventName, pullRequest: null })).toEqual({ kind: "none", why: "not-a-pull-request" });
  });

  test("is nowhere by default where a runner tells no number", () => {
    expect(target({ pullRequest: null })).toEqual({ kind: "none", why: "not-a-pull-request" });
  });

  test("has to be looked up with `always` in every other run", () => {
    expect(target({ setting: "always", eventName: "push", pullRequest: null })).toEqual({ kind: "look-up" });
  });

  test("is nowhere with `never`, and in a dry run", () => {
    expect(target({ setting: "never" })).toEqual({ kind: "none", why: "never" });
    expect(target({ setting: "always", isDryRun: true })).toEqual({ kind: "none", why: "dry-run" });
  });
});

const pull = (number: number, given: Partial<ListedPull> = {}): ListedPull => ({
  number,
  isOpen: true,
  headSha: "c1",
  headRepository: "octo/movies",
  ...given,
});

const comment = (id: number, body: string, isOwn = true) => ({ id, body, isOwn });

const known = (body: string) => ({ id: 9, body, isOwn: true });

describe("the pull request of a commit", () => {
  const HERE = { repository: "octo/movies", sha: "c1" };
  test("is none when all are closed", () => {
    expect(pullOf([pull(1, { isOpen: false })], HERE)).toBeNull();
    expect(pullOf([], HERE)).toBeNull();
  });

  test("is the own one before one that a fork has opened on our commit", () => {
    expect(pullOf([pull(1, { headRepository: "mallory/movies" }), pull(2)], HERE)).toBe(2);
  });

  test("is the one that ends with the commit before one that goes on, then the oldest", () => {
    expect(pullOf([pull(1, { headSha: "c2" }), pull(4), pull(3)], HERE)).toBe(3);
  });
});

describe("our comment", () => {
  const MARKER = "<!-- model-monitor comment 0 -->";
  test("is the oldest of our own that begin with the marker", () => {
    const comments = [
      comment(1, `${MARKER}\nplanted`, false),
      comment(2, `> ${MARKER}\nquoted`),
      comment(3, `hello\n${MARKER}\n`),
      comment(4, `${MARKER} and more`),
      comment(5, `${MARKER}\nfirst`),
      comment(6, `${MARKER}\nsecond`),
    ];
    expect(findOurs(comments, MARKER)?.id).toBe(5);
    expect(findOurs(comments.slice(0, 4), MARKER)).toBeNull();
  });
});

describe("what becomes of the comment", () => {
  const WANTED = { marker: "<!-- m -->", text: "### Fits\n\nAll well.", footer: "[run](https://x/1)" };
  test("is a new one where there is none", () => {
    expect(planComment(null, WANTED)).toEqual({ kind: "create" });
  });

  test("is nothing where it says the same, whichever run said it and however line breaks are written", () => {
    const other = bodyOf({ ...WANTED, footer: "[run](https://x/2)" });
    for (const body of [bodyOf(WANTED), other, other.replaceAll("\n", "\r\n"), `${other}\n`])
      expect(planComment(known(body), WANTED)).toEqual({ kind: "leave", id: 9 });
  });

  test.each([
    ["another text", bodyOf({ ...WANTED, text: "### Decayed\n\nAll well." })],
    ["a text that goes on", bodyOf({ ...WANTED, text: `${WANTED.text}\n\nMore.` })],
    ["a text that a person has changed", bodyOf(WANTED).replace("well", "bad")],
    ["nothing but the marker", "<!-- m -->\n"],
  ])("is a change where there is %s", (_, body) => {
    expect(planComment(known(body), WANTED)).toEqual({ kind: "update", id: 9 });
  });
});
