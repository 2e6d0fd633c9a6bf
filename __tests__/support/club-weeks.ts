import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { newWorkspace, runStep, type StepResult } from "./action.ts";
import { clubDatabase, trainModel, type Club } from "./film-club.ts";
import type { GitHubServices } from "./github-services.ts";
import { DAY, type WorkflowRun } from "./github-services/state.ts";
import { zipBytes } from "./zip-writer.ts";

const SHIFTED_CLOCK = join(import.meta.dirname, "shifted-clock.mjs");

export interface ClubWeek {
  /** Days from today. */
  readonly day: number;
  /** Taste as it is, and as the model learnt it. */
  readonly club: Club;
  readonly model: Club;
  readonly event?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * One evaluation on a runner that was never seen before and is thrown away afterwards: the frontend has uploaded its
 * database, the model is in the repository, everything else comes from GitHub's services.
 */
export async function evaluateClub(
  github: GitHubServices,
  folder: string,
  { day, club, model, event = "schedule", inputs = {}, environment = {} }: ClubWeek,
): Promise<StepResult & { readonly run: WorkflowRun }> {
  const { state } = github;
  const ahead = day * DAY;
  const then = Date.now() + ahead;
  state.now = () => then;
  state.evictCaches();
  const frontend = state.addRun({ path: ".github/workflows/frontend.yml", event: "push" });
  const content = readFileSync(clubDatabase(mkdtempSync(join(folder, "club-")), "user_data.db", club));
  state.addArtifact(frontend, "user-data", zipBytes([{ name: "user_data.db", content }]));
  const run = state.addRun({ status: "in_progress", conclusion: null, event });
  const workspace = newWorkspace();
  trainModel(workspace, model);
  const step = await runStep({
    inputs: { "database-artifact": "user-data", ...inputs },
    workspace,
    environment: {
      ...github.environment(run.id),
      GITHUB_EVENT_NAME: event,
      NODE_OPTIONS: `--import ${SHIFTED_CLOCK}`,
      TEST_CLOCK_AHEAD_MS: String(ahead),
      ...environment,
    },
  });
  run.status = "completed";
  run.conclusion = step.exitCode === 0 ? "success" : "failure";
  rmSync(workspace, { recursive: true });
  return { ...step, run };
}
