import { cpSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { newWorkspace, runStep, type StepResult } from "./action.ts";

const SAMPLE = join(import.meta.dirname, "../../examples/quickstart");

/** The inputs of a step on a week of the sample; nothing is sent to anybody. */
export function quickstartInputs(week: 1 | 2 | 3): Readonly<Record<string, string>> {
  return {
    database: `week${week}/user_data.db`,
    "train-interactions": "models/train_interactions.csv",
    "retrain-trigger": "none",
  };
}

/** A user's repository that holds the embedded sample. */
export function aQuickstart(): string {
  const workspace = newWorkspace();
  cpSync(SAMPLE, workspace, { recursive: true });
  return workspace;
}

let workflowRuns = 0;

interface WeekOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Evaluates one week of the sample, each time as another run of the workflow; it may fail. */
export async function tryWeek(
  workspace: string,
  week: 1 | 2 | 3,
  { inputs, environment }: WeekOptions = {},
): Promise<StepResult> {
  workflowRuns += 1;
  return await runStep({
    workspace,
    inputs: { ...quickstartInputs(week), ...inputs },
    environment: { GITHUB_RUN_ID: String(workflowRuns), ...environment },
  });
}

/** The same, which must succeed. */
export async function evaluateWeek(
  workspace: string,
  week: 1 | 2 | 3,
  options: WeekOptions = {},
): Promise<StepResult> {
  const step = await tryWeek(workspace, week, options);
  if (step.exitCode !== 0) throw new Error(`week ${week} ended with ${step.exitCode}: ${step.log}`);
  return step;
}

/** The same repository elsewhere: what a test does to its history stays there. */
export function copyOfWorkspace(workspace: string): string {
  const copy = mkdtempSync(join(tmpdir(), "model-monitor-copy-"));
  cpSync(workspace, copy, { recursive: true });
  return copy;
}
