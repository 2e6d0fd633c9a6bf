import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { deliverComment, findPull } from "../../src/adapters/github-comments.ts";
import { isForbidden } from "../../src/adapters/github-refusals.ts";
import { bodyOf } from "../../src/core/plan-comment.ts";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";
import type { Issue } from "../support/github-services/conversations.ts";

const BOT = "github-actions[bot]";
const ASKER = { token: "token", ownRepository: "octo/movies" };
const COMMENT = { marker: "<!-- model-monitor comment 0 -->", text: "All well.", footer: "The run." };
const OLD = `${COMMENT.marker}\nAll was well.\n\nAn old run.`;
const PATIENCE = 30_000;

let github: GitHubServices;
let pull: Issue;

beforeAll(async () => {
  github = await startGitHubServices();
  // The client reads it once, when it is loaded.
  process.env["GITHUB_API_URL"] = github.url;
});

afterAll(async () => {
  delete process.env["GITHUB_API_URL"];
  await github.close();
});

beforeEach(() => {
  const { conversations } = github.state;
  conversations.issues = [];
  conversations.comments = [];
  conversations.login = BOT;
  github.faults.length = 0;
  (github.calls as unknown[]).length = 0;
  Object.assign(github.state.repository("octo/movies").permissions!, { issues: "write" });
  pull = conversations.addPull();
});

const deliver = async () => await deliverComment(ASKER, pull.number, COMMENT);

function say(body: string, author: string | null = BOT) {
  return github.state.conversations.addComment(pull, body, author);
}

const bodies = () => github.state.conversations.comments.map(({ body }) => body);

function others(count: number): void {
  for (let index = 0; index < count; index++) say(`Comment ${index}`, "octocat");
}

const refused = async (headers: Record<string, string> = {}) => {
  github.faults.push({ on: /^POST .*\/comments$/, reply: { status: 403, body: {}, headers }, times: 1 });
  return await deliver().then(
    () => null,
    (error: unknown) => error,
  );
};

describe("a comment", () => {
  test("is written, then left while it says the same, then changed", async () => {
    expect(await deliver()).toBe("create");
    expect(await deliver()).toBe("leave");
    expect(await deliverComment(ASKER, pull.number, { ...COMMENT, text: "Decayed." })).toBe("update");
    expect(bodies()).toEqual([bodyOf({ ...COMMENT, text: "Decayed." })]);
    expect(github.callsTo(/^(?:POST|PATCH) \/repos/).map(({ method }) => method)).toEqual(["POST", "PATCH"]);
  });

  test.each([
    ["of a workflow", BOT],
    ["of an app", "our-monitor[bot]"],
    ["of a person", "Octocat"],
  ])("is found again by the token %s, however the login is written", async (_, login) => {
    github.state.conversations.login = login;
    const ours = say(OLD, login.toLowerCase());
    expect(await deliver()).toBe("update");
    expect(ours.body).toBe(bodyOf(COMMENT));
  });

  test.each(["mallory", "github-actions", "other-app[bot]", null])(
    "with our marker by %j stays as it is",
    async (author) => {
      say(OLD, author);
      expect(await deliver()).toBe("create");
      expect(bodies()).toEqual([OLD, bodyOf(COMMENT)]);
    },
  );

  test("of ours that two jobs have written at once is changed where it is older", async () => {
    say(OLD);
    say(`${OLD} And once more.`);
    await deliver();
    expect(bodies()).toEqual([bodyOf(COMMENT), `${OLD} And once more.`]);
  });
});

describe("a hundred pages of comments", () => {
  test(
    "are read to their end before a second comment could be written, with one request a page",
    async () => {
      others(9_999);
      const ours = say(OLD);
      expect(await deliver()).toBe("update");
      expect(ours.body).toBe(bodyOf(COMMENT));
      expect(github.callsTo(/^GET .*\/comments/)).toHaveLength(100);
    },
    PATIENCE,
  );

  test(
    "are the end of the search: where there are more, nothing is written",
    async () => {
      others(10_000);
      say(OLD);
      await expect(deliver()).rejects.toThrow("were not read to their end");
      expect(github.callsTo(/^GET .*\/comments/)).toHaveLength(100);
      expect(github.callsTo(/^(?:POST|PATCH) \/repos/)).toEqual([]);
    },
    PATIENCE,
  );

  test("are not read further than to ours", async () => {
    say(OLD);
    others(500);
    await deliver();
    expect(github.callsTo(/^GET .*\/comments/)).toHaveLength(1);
  });
});

describe("what fails", () => {
  test("after GitHub has said that it is done is nothing", async () => {
    github.faults.push({ on: /^POST .*\/comments$/, reply: "half", times: 1 });
    await deliver();
    expect(bodies()).toEqual([bodyOf(COMMENT)]);
  });

  test("without an answer is looked after before it is done again: what stands there stays the only one", async () => {
    github.faults.push({ on: /^POST .*\/comments$/, reply: "drop", times: 1 });
    const delivered = deliver();
    while (github.callsTo(/^POST .*\/comments$/).length === 0) await sleep(5);
    say(bodyOf(COMMENT));
    await delivered;
    expect(bodies()).toEqual([bodyOf(COMMENT)]);
    expect(github.callsTo(/^POST .*\/comments$/)).toHaveLength(1);
  });

  test("is done again where it was not done", async () => {
    github.faults.push({ on: /^POST .*\/comments$/, reply: { status: 502 }, times: 1 });
    await deliver();
    expect(bodies()).toEqual([bodyOf(COMMENT)]);
  });

  test("twice is told", async () => {
    github.faults.push({ on: /^POST .*\/comments$/, reply: { status: 502 }, times: 2 });
    await expect(deliver()).rejects.toThrow("GitHub failed with HTTP 502");
    expect(bodies()).toEqual([]);
  });

  test.each([
    ["refused", { status: 200, body: { errors: [{ message: "secret of the server" }] } }],
    ["of another form", { status: 200, body: { data: { viewer: { login: 7 } } } }],
    ["not allowed", { status: 403, body: { message: "secret of the server" } }],
  ])("is everything when who we are is %s: nothing is read or written", async (_, reply) => {
    say(OLD);
    github.faults.push({ on: /graphql/, reply });
    await expect(deliver()).rejects.toThrow(/tell as whom the token writes/);
    await expect(deliver()).rejects.not.toThrow(/secret/);
    expect(bodies()).toEqual([OLD]);
    expect(github.callsTo(/\/repos\//)).toEqual([]);
  });

  test("for want of a permission names it, and is told from a token without requests left", async () => {
    const forbidden = await refused();
    expect(forbidden).toMatchObject({ hint: expect.stringContaining("pull-requests: write") as unknown });
    expect(isForbidden(forbidden)).toBe(true);
    expect(isForbidden(await refused({ "x-ratelimit-remaining": "0" }))).toBe(false);
  });

  test("cannot be a listing that is none: nothing is written then", async () => {
    github.faults.push({ on: /^GET .*\/comments/, reply: { status: 200, body: { comments: [] } } });
    await expect(deliver()).rejects.toThrow("cannot be understood");
    expect(bodies()).toEqual([]);
  });
});

describe("the pull request of a commit", () => {
  test("is the open one", async () => {
    expect(await findPull(ASKER, pull.pull!.sha)).toBe(pull.number);
  });

  test("is none for a commit of no pull request, and for a closed one", async () => {
    expect(await findPull(ASKER, "f".repeat(40))).toBeNull();
    pull.state = "closed";
    expect(await findPull(ASKER, pull.pull!.sha)).toBeNull();
  });
});
