import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { GitHubIssues } from "../../src/adapters/github-issues.ts";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";

const BOT = "github-actions[bot]";
const PATIENCE = 30_000;
const isOurs = (body: string) => body.startsWith("ours");

let github: GitHubServices;
const issues = new GitHubIssues({ token: "token", ownRepository: "octo/movies" });

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
  conversations.labels = [];
  github.faults.length = 0;
  Object.assign(github.state.repository("octo/movies").permissions!, { issues: "write" });
});

describe("issues of our own", () => {
  test("are found whatever their label and state, newest first", async () => {
    const { conversations } = github.state;
    for (const state of ["closed", "open"] as const)
      conversations.addIssue({ author: BOT, body: "ours", state });
    conversations.addIssue({ author: "octocat", body: "ours, says somebody else" });
    conversations.addIssue({ author: BOT, body: "of another workflow" });
    conversations.addPull({}, { author: BOT, body: "ours, but a pull request" });
    const found = await issues.find(isOurs);
    expect(found.map(({ number, isOpen }) => [number, isOpen])).toEqual([
      [2, true],
      [1, false],
    ]);
  });

  test("are found on the last of many pages", async () => {
    const { conversations } = github.state;
    conversations.addIssue({ author: BOT, body: "ours" });
    for (let number = 0; number < 250; number++) conversations.addIssue({ author: BOT, body: "another" });
    expect(await issues.find(isOurs)).toHaveLength(1);
  });

  test("are not looked for beyond the bound, and that is an error", async () => {
    const { conversations } = github.state;
    const page = Array.from({ length: 100 }, (_, index) => conversations.addIssue({ number: index + 1 }));
    const body = page.map(({ number }) => ({
      number,
      state: "open",
      body: "another",
      created_at: "2026-11-02T05:17:00Z",
      user: { login: BOT },
    }));
    github.faults.push({ on: /^GET \/repos\/octo\/movies\/issues/, reply: { status: 200, body }, times: 99 });
    await expect(issues.find(isOurs)).rejects.toThrow(/more than 3000 are by the same author/);
  });

  test.each([
    ["a refusal", { status: 403, body: {} }, /does not let the token list the issues/],
    ["another form", { status: 200, body: { issues: [] } }, /cannot be understood/],
    ["issues that are switched off", { status: 410, body: {} }, /has no issues: they are switched off/],
  ])("are not found when the answer is %s, and that is an error", async (_, reply, message) => {
    github.faults.push({ on: /^GET \/repos\/octo\/movies\/issues/, reply, times: 3 });
    await expect(issues.find(isOurs)).rejects.toThrow(message);
  });

  test(
    "are not half found when the second page fails",
    async () => {
      const { conversations } = github.state;
      for (let number = 0; number < 101; number++) conversations.addIssue({ author: BOT, body: "ours" });
      github.faults.push({ on: /[?&]page=2/, reply: { status: 502 }, times: 3 });
      await expect(issues.find(isOurs)).rejects.toThrow(/HTTP 502/);
    },
    PATIENCE,
  );
});

describe("an issue", () => {
  test("is opened with a label, which is made when it is missing, and closed with a new text", async () => {
    const number = await issues.open("A title", "ours");
    await issues.comment(number, "A word");
    await issues.change(number, "ours, over", true);
    const { conversations } = github.state;
    expect(conversations.labels.map(({ name }) => name)).toEqual(["model-monitor"]);
    expect(conversations.issues).toMatchObject([
      {
        title: "A title",
        body: "ours, over",
        state: "closed",
        stateReason: "completed",
        labels: ["model-monitor"],
      },
    ]);
    expect(conversations.comments.map(({ body }) => body)).toEqual(["A word"]);
  });

  test.each([
    ["goes without a label that may not be made", 403, []],
    ["bears a label that another job has made meanwhile", 422, ["model-monitor"]],
  ])("%s", async (_, status, labels) => {
    github.faults.push({ on: /^POST \/repos\/octo\/movies\/labels/, reply: { status, body: {} } });
    await issues.open("A title", "ours");
    expect(github.state.conversations.issues).toMatchObject([{ labels }]);
  });

  test("is opened once when GitHub does not answer, for it may be there", async () => {
    const before = github.callsTo(/^POST \/repos\/octo\/movies\/issues$/).length;
    github.faults.push({ on: /^POST \/repos\/octo\/movies\/issues$/, reply: "drop", times: 5 });
    await expect(issues.open("A title", "ours")).rejects.toThrow(/GitHub did not answer/);
    expect(github.callsTo(/^POST \/repos\/octo\/movies\/issues$/)).toHaveLength(before + 1);
  });

  test("names the permission when it is refused", async () => {
    Object.assign(github.state.repository("octo/movies").permissions!, { issues: "read" });
    const refused = { hint: expect.stringContaining("issues: write") as unknown };
    await expect(issues.open("A title", "ours")).rejects.toMatchObject(refused);
    await expect(issues.change(1, "ours", false)).rejects.toMatchObject(refused);
  });
});
