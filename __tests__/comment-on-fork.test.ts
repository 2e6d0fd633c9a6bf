import { mkdirSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { getOctokit } from "@actions/github";
import { parse } from "yaml";
import { startGitHubServices, type GitHubServices } from "./support/github-services.ts";
import type { Issue } from "./support/github-services/conversations.ts";
import { HOSTILE_TEXTS } from "./support/hostile-texts.ts";

/** The program of examples/workflows/comment-on-fork.yml, run as actions/github-script runs it. */
const WORKFLOW = join(import.meta.dirname, "../examples/workflows/comment-on-fork.yml");
const { jobs } = parse(readFileSync(WORKFLOW, "utf8")) as {
  jobs: { comment: { steps: { with: { script?: string } }[] } };
};
const SCRIPT = jobs.comment.steps.at(-1)!.with.script!;
const SHA = "abcdef0123456789abcdef0123456789abcdef01";
const GOOD = { decision: { retrain: false }, measurement: { metrics: { test_mrr: 0.0446670591 } } };

let github: GitHubServices;
let pull: Issue;
let folder: string;

beforeEach(async () => {
  github = await startGitHubServices();
  pull = github.state.conversations.addPull({ repository: "stranger/movies", branch: "better", sha: SHA });
  folder = mkdtempSync(join(tmpdir(), "model-monitor-fork-"));
  mkdirSync(join(folder, "fork-report"));
});

afterEach(async () => {
  await github.close();
});

function put(report: unknown): void {
  const text = typeof report === "string" ? report : JSON.stringify(report);
  writeFileSync(join(folder, "fork-report/report.json"), text);
}

async function comment(run: Record<string, unknown> = {}): Promise<void> {
  const head = { full_name: "stranger/movies", owner: { login: "stranger" } };
  const workflowRun = {
    id: 5,
    head_branch: "better",
    head_sha: SHA,
    html_url: "https://github.com/octo/movies/actions/runs/5",
    head_repository: head,
    ...run,
  };
  const AsyncFunction = (async () => {}).constructor as FunctionConstructor;
  const program = new AsyncFunction("github", "context", "core", "require", "process", SCRIPT);
  await program(
    getOctokit("token", { baseUrl: github.url }),
    { payload: { workflow_run: workflowRun }, repo: { owner: "octo", repo: "movies" } },
    { info: () => {} },
    createRequire(import.meta.url),
    { env: { RUNNER_TEMP: folder } },
  );
}

const comments = () => github.state.conversations.comments;

const said = async (text: string) => {
  github.state.conversations.comments = [];
  put({
    decision: { retrain: false, triggers: [text], findings: [text] },
    measurement: { metrics: { test_mrr: 0.5, precision_at_10: text, [text]: 0.1 } },
    pull_request: text,
  });
  await comment();
  return comments()[0]!.body;
};

describe("the workflow that comments on a fork's pull request", () => {
  test("writes one comment with the numbers, and leaves it while they are the same", async () => {
    put(GOOD);
    await comment();
    await comment({ id: 6, html_url: "https://github.com/octo/movies/actions/runs/6" });
    expect(comments()).toHaveLength(1);
    expect(comments()[0]).toMatchObject({ issue: pull.number });
    expect(comments()[0]!.body).toContain("| test_mrr | 0.04467 |");
    expect(comments()[0]!.body).toContain("### ✅ No rule fired");
    expect(comments()[0]!.body).toContain("actions/runs/5");
    expect(github.callsTo(/^PATCH/)).toEqual([]);
  });

  test("changes it with the verdict, and not what somebody else has planted", async () => {
    const planted = github.state.conversations.addComment(
      pull,
      "<!-- model-monitor of a fork -->\nFine",
      "m",
    );
    put(GOOD);
    await comment();
    put({ ...GOOD, decision: { retrain: true } });
    await comment();
    expect(planted.body).toContain("Fine");
    expect(comments().map(({ body }) => body.includes("### ⚠️ Retraining recommended"))).toEqual([
      false,
      true,
    ]);
  });

  test("takes no text of the report, wherever it stands", async () => {
    const benign = await said("text");
    for (const text of HOSTILE_TEXTS) expect(await said(text)).toBe(benign);
  });

  test.each([
    ["no JSON", "<b>"],
    ["null", "null"],
    ["a verdict that is a text", { decision: { retrain: "true" } }],
    ["numbers alone", { measurement: { metrics: { test_mrr: 1 } } }],
    ["more than a report ever holds", " ".repeat(10_000_001)],
  ])("says nothing of a report that is %s", async (_, report) => {
    put(report);
    await comment();
    expect(comments()).toEqual([]);
  });

  test("follows no link in the artifact", async () => {
    const elsewhere = join(folder, "elsewhere.json");
    writeFileSync(elsewhere, JSON.stringify(GOOD));
    symlinkSync(elsewhere, join(folder, "fork-report/report.json"));
    await comment();
    expect(comments()).toEqual([]);
  });

  test.each([
    ["of another fork", { head_repository: { full_name: "mallory/movies", owner: { login: "mallory" } } }],
    ["of a commit that the pull request has left behind", { head_sha: "f".repeat(40) }],
    ["of another branch", { head_branch: "other" }],
  ])("says nothing of a run %s", async (_, run) => {
    put(GOOD);
    await comment(run);
    expect(comments()).toEqual([]);
  });
});
