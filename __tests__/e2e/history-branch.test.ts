import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";
import { GitData } from "../support/github-services/git-data.ts";
import { evaluateOnNewRunner, runsSaved } from "../support/remembering.ts";

const BRANCH = "model-monitor-history";
const PATIENCE = 90_000;
const ON_BRANCH = { inputs: { history: "branch" } };

let github: GitHubServices;
let git: GitData;
let firstRun: string;
let oneWeek: string;

beforeAll(async () => {
  github = await startGitHubServices(() => {
    git = new GitData();
    return git.routes();
  });
  const { outputs, log } = await evaluateOnNewRunner(github, 1, 1, ON_BRANCH);
  if (outputs.get("history-saved") !== "true") throw new Error(log);
  firstRun = outputs.get("run-id")!;
  oneWeek = git.refs.get(`refs/heads/${BRANCH}`)!;
}, PATIENCE);

beforeEach(() => {
  git.refs.set(`refs/heads/${BRANCH}`, oneWeek);
  github.faults.length = 0;
  github.state.repository("octo/movies").permissions!.contents = "write";
});

afterAll(async () => await github.close());

describe("a history on a branch", () => {
  test("begins with a commit without parents, and is plain files", () => {
    const commit = git.commits.get(oneWeek)!;
    expect(commit.parents).toEqual([]);
    expect(Object.keys(git.filesOf(BRANCH))).toEqual(
      expect.arrayContaining([
        "model-monitor-history.json",
        expect.stringContaining(`${firstRun}/metrics/test_mrr`),
      ]),
    );
  });

  test(
    "gets a commit per evaluation, and never expires",
    async () => {
      const step = await evaluateOnNewRunner(github, 2, 2, ON_BRANCH);
      expect(step.outputs.get("previous-run-id")).toBe(firstRun);
      expect(runsSaved(step)).toBe(2);
      expect(step.outputs.get("history-expires-at")).toBe("");
      expect(step.summary).toContain(`on the branch <code>${BRANCH}</code>`);
      expect(git.commits.get(git.refs.get(`refs/heads/${BRANCH}`)!)!.parents).toEqual([oneWeek]);
    },
    PATIENCE,
  );

  test(
    "that another job moved meanwhile is read again, merged and tried again",
    async () => {
      let pushed = false;
      const files = git.filesOf(BRANCH);
      const foreign = Object.entries(files).filter(([path]) => path.includes(firstRun));
      const other = foreign.map(([path, text]): [string, Buffer] => [
        path.replace(firstRun, "f".repeat(32)),
        Buffer.from(text.replaceAll(firstRun, "f".repeat(32))),
      ]);
      const all = new Map([
        ...Object.entries(files).map(([path, text]): [string, Buffer] => [path, Buffer.from(text)]),
        ...other,
      ]);
      github.faults.push({
        on: {
          test: (call: string) => {
            if (!pushed && call.startsWith("POST /repos/octo/movies/git/commits")) {
              git.push(BRANCH, all);
              pushed = true;
            }
            return false;
          },
        } as RegExp,
      });
      const step = await evaluateOnNewRunner(github, 2, 2, ON_BRANCH);
      expect(runsSaved(step)).toBe(3);
      const paths = Object.keys(git.filesOf(BRANCH)).join("\n");
      expect(paths).toContain("f".repeat(32));
      expect(paths).toContain(step.outputs.get("run-id")!);
    },
    PATIENCE,
  );

  test(
    "keeps a README that a person added, and loses runs that are too old",
    async () => {
      const files = Object.entries(git.filesOf(BRANCH)).map(([path, text]): [string, Buffer] => [
        path,
        Buffer.from(text),
      ]);
      git.push(BRANCH, new Map([...files, ["README.md", Buffer.from("Runs of the monitor")]]));
      await evaluateOnNewRunner(github, 2, 2, { inputs: { history: "branch", "history-keep": "1" } });
      const paths = Object.keys(git.filesOf(BRANCH));
      expect(paths).toContain("README.md");
      expect(paths.join("\n")).not.toContain(firstRun);
    },
    PATIENCE,
  );

  test.each([
    ["none", "error", "contents: read"],
    ["read", "evaluated", "contents: write"],
  ] as const)(
    "with contents: %s ends with %s and says which line to add",
    async (access, status, line) => {
      github.state.repository("octo/movies").permissions!.contents = access;
      const step = await evaluateOnNewRunner(github, 2, 2, ON_BRANCH);
      expect(step.outputs.get("status")).toBe(status);
      expect(step.outputs.get("history-saved")).toBe("false");
      expect(step.exitCode).toBe(1);
      expect(step.summary).toContain(line);
    },
    PATIENCE,
  );

  test(
    "that cannot be fetched whole is an error, and stays as it is",
    async () => {
      github.faults.push({ on: /zipball/, reply: "half", times: 99 });
      const step = await evaluateOnNewRunner(github, 2, 2, ON_BRANCH);
      expect(step.outputs.get("status")).toBe("error");
      expect(git.refs.get(`refs/heads/${BRANCH}`)).toBe(oneWeek);
    },
    PATIENCE,
  );
});
