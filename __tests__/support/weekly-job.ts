import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach } from "@jest/globals";

import { runStep, type StepResult } from "./action.ts";
import { startGitHub, type Answer, type LoopbackGitHub } from "./github.ts";
import { aRepository } from "./repository.ts";

/** A job that runs once a week in a repository of its own, which each test begins anew. */
export interface WeeklyJob {
  readonly workspace: string;
  readonly github: LoopbackGitHub;
  /** What GitHub says to every request; at first that it takes the event. */
  answer: Answer;
  /** The next weekly run in the same repository. */
  readonly week: (
    inputs?: Record<string, string>,
    environment?: Record<string, string>,
  ) => Promise<StepResult>;
  readonly runFolder: (step: StepResult) => string;
  /** The text of a file of the run. */
  readonly inRun: (step: StepResult, path: string) => string;
}

/** Makes repository and GitHub for each test; all weeks have `always` among their inputs. */
export function weeklyJob(always: Readonly<Record<string, string>> = {}): WeeklyJob {
  let github: LoopbackGitHub;
  let workspace: string;
  let runNumber = 0;
  const runFolder = (step: StepResult) =>
    join(workspace, "mlruns", step.outputs.get("experiment-id")!, step.outputs.get("run-id")!);
  const job: WeeklyJob = {
    get workspace() {
      return workspace;
    },
    get github() {
      return github;
    },
    answer: { status: 204 },
    week: async (inputs = {}, environment = {}) => {
      runNumber += 1;
      return await runStep({
        workspace,
        inputs: { ...always, ...inputs },
        environment: { GITHUB_API_URL: github.url, GITHUB_RUN_ID: String(runNumber), ...environment },
      });
    },
    runFolder,
    inRun: (step, path) => readFileSync(join(runFolder(step), path), "utf8"),
  };
  beforeEach(async () => {
    job.answer = { status: 204 };
    github = await startGitHub(() => job.answer);
    workspace = aRepository();
  });
  afterEach(async () => {
    await github.close();
    rmSync(workspace, { recursive: true });
  });
  return job;
}
