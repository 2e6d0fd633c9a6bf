import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";

import { afterEach, beforeEach, expect } from "@jest/globals";

import { runStep, type StepResult } from "./action.ts";
import { startGitHubServices, type GitHubServices } from "./github-services.ts";
import type { Artifact, WorkflowRun } from "./github-services/state.ts";
import { aRepository } from "./repository.ts";
import { zipBytes, type ZipPart } from "./zip-writer.ts";

/** The archive that the artifact client would make of these files: the workspace's database and more. */
export function archiveOf(files: Readonly<Record<string, Uint8Array | string>>): Buffer {
  return zipBytes(
    Object.entries(files).map(([name, content]): ZipPart => ({ name, content, deflated: true })),
  );
}

/** Takes a file away from the workspace, into an artifact. */
export function takeAway(workspace: string, file: string): Buffer {
  const bytes = readFileSync(join(workspace, file));
  rmSync(join(workspace, file));
  return bytes;
}

/** Runs the step as run 77 of `octo/movies`, a scheduled one on main, with the services of this GitHub. */
export async function stepWith(
  github: GitHubServices,
  workspace: string,
  inputs: Readonly<Record<string, string>>,
  environment: Readonly<Record<string, string>> = {},
): Promise<StepResult> {
  if (!github.state.runs.has(77)) github.state.addRun({ id: 77, status: "in_progress", conclusion: null });
  return await runStep({
    workspace,
    // The history has tests of its own; here it would ask GitHub before the artifact is looked for.
    inputs: { history: "none", ...inputs },
    environment: { ...github.environment(77), ...environment },
  });
}

/** Begins each test with a repository whose database is taken away, to be uploaded, and with a GitHub of its own. */
export function artifactJob() {
  let github: GitHubServices;
  let workspace: string;
  let database: Buffer;
  beforeEach(async () => {
    github = await startGitHubServices();
    workspace = aRepository();
    database = takeAway(workspace, "user_data.db");
  });
  afterEach(async () => {
    rmSync(workspace, { recursive: true });
    await github.close();
  });
  return {
    get github() {
      return github;
    },
    get workspace() {
      return workspace;
    },
    get database() {
      return database;
    },
    uploaded: (run: Partial<WorkflowRun> = {}, artifact: Partial<Artifact> = {}) => {
      const bytes = artifact.bytes ?? archiveOf({ "user_data.db": database });
      return github.state.addArtifact(github.state.addRun(run), "user-data", bytes, artifact);
    },
    evaluate: async (
      inputs: Readonly<Record<string, string>> = {},
      environment: Readonly<Record<string, string>> = {},
    ) => await stepWith(github, workspace, { "database-artifact": "user-data", ...inputs }, environment),
  };
}

/** The annotation of a step that ended so: what people read. */
export function told(step: StepResult, status: "no-data" | "error"): string {
  expect(step.outputs.get("status")).toBe(status);
  expect(step.outputs.get("run-id")).toBe("");
  const level = status === "error" ? "error" : "warning";
  return (
    new RegExp(`^::${level}(?: .*?)?::(.*)$`, "m").exec(step.log)?.[1]?.replaceAll("%0A", "\n") ?? step.log
  );
}
