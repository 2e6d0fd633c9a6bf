import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { distFolder, prepareStep } from "./action.ts";
import { quickstartInputs } from "./quickstart.ts";

const SLOW_DISK = join(import.meta.dirname, "slow-disk.mjs");

/** Path → text. */
type Files = Readonly<Record<string, string>>;

export interface KillPlan {
  readonly workspace: string;
  /** Names the evaluation: the number of the workflow run. */
  readonly id: number;
  /** Whether the disk is slow, and the time until the kill counted from the first staging directory on. */
  readonly slowDisk: boolean;
  /** null: it is left alone. */
  readonly killAfterMs: number | null;
}

/** How far an evaluation came, by what it left. */
export type Stage = "nothing" | "staging" | "published" | "verdict";

export interface EndedStep {
  readonly id: number;
  readonly isKilled: boolean;
  readonly exitCode: number | null;
  readonly stage: Stage;
  /** From the first staging directory to the end; null without a slow disk. */
  readonly buildingMs: number | null;
  /** The directory of its run, relative to the workspace, and every file of it; null when none was published. */
  readonly run: { readonly path: string; readonly files: Files } | null;
}

/** Runs a step on the first week of the sample and kills it with SIGKILL as planned, unless it ends before. */
export async function runAndKill(plan: KillPlan): Promise<EndedStep> {
  const { workspace, id } = plan;
  const { environment } = prepareStep({
    workspace,
    inputs: quickstartInputs(1),
    environment: { GITHUB_RUN_ID: String(id) },
  });
  const args = [...(plan.slowDisk ? ["--import", SLOW_DISK] : []), join(distFolder(), "index.js")];
  const step = spawn(process.execPath, args, {
    cwd: workspace,
    env: environment,
    stdio: ["ignore", "ignore", "ignore", ...(plan.slowDisk ? ["ipc" as const] : [])],
  });
  const closed = once(step, "close");
  if (plan.slowDisk) await Promise.race([once(step, "message"), closed]);
  const building = performance.now();
  if (plan.killAfterMs !== null) {
    await Promise.race([sleep(plan.killAfterMs), closed]);
    step.kill("SIGKILL");
  }
  const [exitCode, signal] = (await closed) as [number | null, string | null];
  const run = runOf(workspace, id);
  return {
    id,
    isKilled: signal === "SIGKILL",
    exitCode,
    stage: run === null ? stageBefore(workspace, step.pid!) : stageOf(run.files),
    buildingMs: plan.slowDisk ? performance.now() - building : null,
    run,
  };
}

/** A staging directory bears the number of its process. */
function stageBefore(workspace: string, pid: number): Stage {
  const isOfStep = (name: string) => name.startsWith(".mlruns-staging-") && name.includes(`-${pid}-`);
  return readdirSync(workspace).some(isOfStep) ? "staging" : "nothing";
}

function stageOf(files: Files): Stage {
  return "tags/mlflow.note.content" in files ? "verdict" : "published";
}

/** Staging directories and temporary files in a workspace, wherever they are. */
export function unfinishedIn(workspace: string): readonly string[] {
  const names = readdirSync(workspace, { recursive: true, encoding: "utf8" });
  return names.filter((path) => /(?:^|[/\\])\.(?:mlruns-staging|model-monitor)-[^/\\]*$/.test(path));
}

/** The directories of all runs of a workspace, whole or not, relative to it. */
export function runDirectories(workspace: string): readonly string[] {
  const store = join(workspace, "mlruns");
  return (existsSync(store) ? readdirSync(store) : [])
    .filter((name) => /^\d{18}$/.test(name))
    .flatMap((experiment) =>
      readdirSync(join(store, experiment), { withFileTypes: true })
        // MLflow keeps beside the runs of an experiment what they read; anything else there is to be a run.
        .filter((entry) => entry.isDirectory() && entry.name !== "datasets")
        .map(({ name }) => `mlruns/${experiment}/${name}`),
    );
}

function runOf(workspace: string, id: number): EndedStep["run"] {
  const path = runDirectories(workspace).find((directory) => workflowRunOf(workspace, directory) === id);
  return path === undefined ? null : { path, files: filesOf(workspace, path) };
}

/** The files of a run by their path; temporary ones belong to nobody, and can be removed by another evaluation now. */
export function filesOf(workspace: string, path: string): Files {
  const root = join(workspace, path);
  const files = readdirSync(root, { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.startsWith(".model-monitor-"),
  );
  const paths = files.map(({ parentPath, name }) => join(parentPath, name));
  return Object.fromEntries(paths.map((file) => [relative(root, file), readFileSync(file, "utf8")]));
}

function workflowRunOf(workspace: string, directory: string): number | null {
  try {
    return Number(readFileSync(join(workspace, directory, "tags/model_monitor.github_run_id"), "utf8"));
  } catch {
    return null;
  }
}
