import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { evaluateClub, type ClubWeek } from "../support/club-weeks.ts";
import { temporaryFolder } from "../support/database.ts";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";
import type { Issue } from "../support/github-services/conversations.ts";
import { aDatabase, rowsOf } from "../support/mlflow-database.ts";

const PATIENCE = 120_000;
const BOT = "github-actions[bot]";
const CALM = { members: 50, moved: 0 };
const MOVED = { members: 50, moved: 3 };
const folder = temporaryFolder();

let github: GitHubServices;
let pull: Issue;

beforeEach(async () => {
  github = await startGitHubServices();
  pull = github.state.conversations.addPull();
});

afterEach(async () => {
  await github.close();
});

function eventFile(event: object): string {
  const file = join(mkdtempSync(join(tmpdir(), "model-monitor-event-")), "event.json");
  writeFileSync(file, JSON.stringify(event));
  return file;
}

/** The event of a pull request as GitHub writes it, from a repository. */
function pullEvent(from = "octo/movies"): Record<string, string> {
  const event = {
    number: pull.number,
    pull_request: { number: pull.number, head: { repo: { full_name: from } } },
    repository: { default_branch: "main" },
  };
  return {
    GITHUB_EVENT_NAME: "pull_request",
    GITHUB_EVENT_PATH: eventFile(event),
    GITHUB_REF: `refs/pull/${pull.number}/merge`,
    GITHUB_REF_NAME: `${pull.number}/merge`,
  };
}

async function weekOfMain(given: Partial<ClubWeek> = {}) {
  return await evaluateClub(github, folder, { day: 0, club: CALM, model: CALM, ...given });
}

/** One run of the pull request's workflow, a day later. */
async function push({ environment = {}, ...given }: Partial<ClubWeek> = {}) {
  return await evaluateClub(github, folder, {
    day: 1,
    club: CALM,
    model: CALM,
    event: "pull_request",
    ...given,
    environment: { ...pullEvent(), ...environment },
  });
}

function permissions() {
  return github.state.repository("octo/movies").permissions!;
}

function comments() {
  return github.state.conversations.comments;
}

const writes = () =>
  github
    .callsTo(/^(?:POST|PATCH|PUT|DELETE) \/repos\//)
    .map(({ method, path }) => `${method} ${path.replace(/\d+$/, "N")}`);

const levels = (log: string, level: string) =>
  log.split("\n").filter((line) => line.startsWith(`::${level}`));

describe("a pull request of the own repository", () => {
  test(
    "gets one comment, which is changed with the verdict and untouched while nothing changes",
    async () => {
      await weekOfMain();
      expect(comments()).toEqual([]);

      const first = await push({ club: MOVED });
      expect(first.exitCode).toBe(0);
      expect(comments()).toHaveLength(1);
      const [comment] = comments();
      expect(comment!.author).toBe(BOT);
      expect(comment!.body).toMatch(
        /^<!-- model-monitor comment [0-9a-f]{24} -->\n### ⚠️ Retraining recommended/,
      );
      expect(comment!.body).toMatch(
        /Compared with the newest evaluation of <code>main<\/code>, \d+ \w{3} \d{4}\./,
      );
      expect(comment!.body).toContain("The database has changed since, the model has not.");
      expect(comment!.body).toContain(`/octo/movies/actions/runs/${first.run.id})`);
      const said = comment!.body;

      await push({ club: MOVED, day: 2 });
      expect(comments().map(({ body }) => body)).toEqual([said]);
      expect(writes()).toEqual(["POST /repos/octo/movies/issues/1/comments"]);

      await push({ day: 3 });
      expect(comments()).toHaveLength(1);
      expect(comment!.body).toContain("### ✅ The model still fits its users");
      expect(writes()).toHaveLength(2);
      expect(writes()[1]).toBe("PATCH /repos/octo/movies/issues/comments/N");
    },
    PATIENCE,
  );

  test(
    "writes no history and starts nothing, whatever it finds",
    async () => {
      await weekOfMain();
      const before = github.state.artifacts.filter(({ name }) => name !== "user-data").length;
      const caches = github.state.caches.length;
      const step = await push({ club: MOVED });
      expect(step.outputs.get("should-retrain")).toBe("true");
      expect(step.outputs.get("previous-run-id")).not.toBe("");
      expect(step.outputs.get("dispatched")).toBe("false");
      expect(step.outputs.get("history-saved")).toBe("false");
      expect(github.state.artifacts.filter(({ name }) => name !== "user-data")).toHaveLength(before);
      expect(github.state.caches).toHaveLength(caches);
      expect(github.callsTo(/\/dispatches$/)).toEqual([]);
    },
    PATIENCE,
  );

  test(
    "leaves a tracking database as it is, and compares with the runs that are in it",
    async () => {
      const workspace = aDatabase();
      const inputs = { "tracking-uri": `sqlite:///${join(workspace, "mlflow.db")}` };
      const main = await weekOfMain({ inputs });
      const step = await push({ inputs, club: MOVED });
      expect(rowsOf(workspace, "SELECT run_uuid FROM runs")).toEqual([
        { run_uuid: main.outputs.get("run-id") },
      ]);
      expect(step.outputs.get("previous-run-id")).toBe(main.outputs.get("run-id"));
      expect(comments()[0]!.body).toContain("Compared with the newest evaluation of <code>main</code>");
    },
    PATIENCE,
  );

  test(
    "is told that its model cannot be read, where the last verdict was good",
    async () => {
      await push();
      expect(comments()[0]!.body).toContain("### ✅");
      const step = await push({ inputs: { model: "nowhere.pt" } });
      expect(step.exitCode).toBe(1);
      expect(comments()).toHaveLength(1);
      expect(comments()[0]!.body).toContain("### ❌ The evaluation failed");
    },
    PATIENCE,
  );

  test("is told that there is no data", async () => {
    await push({ inputs: { "database-artifact": "nothing-of-the-kind" } });
    expect(comments()[0]!.body).toContain("### ⚪ No data to evaluate");
  });

  test("gets a comment for each experiment", async () => {
    await push({ inputs: { experiment: "bpr" } });
    await push({ inputs: { experiment: "lstm --> <b>" } });
    expect(comments()).toHaveLength(2);
    expect(comments()[1]!.body).toContain("<code>lstm --&gt; &lt;b&gt;</code>");
  }, 60_000);

  test("gets no comment from a dry run, nor where none is wanted", async () => {
    await push({ inputs: { "dry-run": "true" } });
    await push({ inputs: { comment: "never" } });
    expect(comments()).toEqual([]);
    expect(github.callsTo(/graphql|\/issues/)).toEqual([]);
  }, 60_000);
});

describe("a comment of somebody else with our marker", () => {
  test(
    "is left as it is, and ours is written beside it",
    async () => {
      await push();
      const marker = comments()[0]!.body.split("\n")[0]!;
      github.state.conversations.comments = [];
      const planted = github.state.conversations.addComment(pull, `${marker}\n### ✅ All good`, "mallory");
      const quoted = github.state.conversations.addComment(pull, `> ${marker}\n\nAs the bot said`, BOT);
      const before = [planted.body, quoted.body];
      await push();
      expect([planted.body, quoted.body]).toEqual(before);
      expect(comments()).toHaveLength(3);
    },
    PATIENCE,
  );

  test(
    "is not changed where GitHub does not tell who we are",
    async () => {
      github.faults.push({ on: /graphql/, reply: { status: 502, body: {} } });
      const step = await push();
      expect(writes()).toEqual([]);
      expect(step.exitCode).toBe(1);
      expect(step.summary).toContain("Not delivered");
    },
    PATIENCE,
  );
});

describe("a token that may not comment", () => {
  test("of a fork's pull request leaves the verdict in the summary, with one notice", async () => {
    Object.assign(permissions(), {
      issues: "read",
      "pull-requests": "read",
      contents: "read",
      actions: "read",
    });
    const step = await push({ inputs: { comment: "always" }, environment: pullEvent("stranger/movies") });
    expect(step.exitCode).toBe(0);
    expect(step.summary).toContain("The model still fits its users");
    expect(levels(step.log, "notice")).toEqual([expect.stringContaining("A pull request from a fork")]);
    expect([...levels(step.log, "warning"), ...levels(step.log, "error")]).toEqual([]);
  });

  test("of Dependabot's pull request does the same", async () => {
    Object.assign(permissions(), { issues: "read", "pull-requests": "read" });
    const step = await push({ environment: { GITHUB_ACTOR: "dependabot[bot]" } });
    expect(step.exitCode).toBe(0);
    expect(levels(step.log, "notice")).toEqual([expect.stringContaining("Dependabot")]);
  });

  test("turns no check red by default: one notice names the permission", async () => {
    Object.assign(permissions(), { issues: "none", "pull-requests": "none" });
    const step = await push();
    expect(step.exitCode).toBe(0);
    expect(levels(step.log, "notice")).toEqual([expect.stringContaining("pull-requests: write")]);
    expect(step.summary).not.toContain("Not delivered");
  });

  test("is a failed delivery where the comment was asked for", async () => {
    Object.assign(permissions(), { issues: "none", "pull-requests": "none" });
    const step = await push({ inputs: { comment: "always" } });
    expect(step.exitCode).toBe(1);
    expect(step.summary).toContain("permissions:\n  pull-requests: write");
    expect(levels(step.log, "error")).toHaveLength(1);
    const calm = await push({ inputs: { comment: "always", "fail-on": "error" } });
    expect(calm.exitCode).toBe(0);
  }, 60_000);
});

describe("a run outside of a pull request", () => {
  test("comments with `always` in the open pull request of its commit", async () => {
    const step = await weekOfMain({
      event: "push",
      inputs: { comment: "always" },
      environment: { GITHUB_REF: "refs/heads/topic", GITHUB_REF_NAME: "topic" },
    });
    expect(step.exitCode).toBe(0);
    expect(comments().map(({ issue }) => issue)).toEqual([pull.number]);
  });

  test("says in the log that there is none", async () => {
    pull.state = "closed";
    const step = await weekOfMain({ inputs: { comment: "always" } });
    expect(step.exitCode).toBe(0);
    expect(step.log).toContain("this commit belongs to no open pull request");
    expect(comments()).toEqual([]);
  });
});
