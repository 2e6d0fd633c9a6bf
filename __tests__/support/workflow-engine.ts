import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { execFileSync } from "node:child_process";
import { distFolder } from "./action.ts";

const PROJECT = resolve(import.meta.dirname, "../..");

/** A repository that uses the action as its users do: the example workflows, and the model that the sample brings. */
export function repositoryWithWorkflows(): string {
  const folder = mkdtempSync(join(tmpdir(), "model-monitor-act-repository-"));
  cpSync(join(PROJECT, "examples/workflows"), join(folder, ".github/workflows"), { recursive: true });
  cpSync(join(PROJECT, "examples/quickstart/models"), join(folder, "models"), { recursive: true });
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-c", "user.name=octocat", "-c", "user.email=octocat@example.org", ...args], {
      cwd: folder,
      stdio: "pipe",
    });
  git("init", "--quiet", "--initial-branch=main");
  git("remote", "add", "origin", "https://github.com/octo/movies.git");
  git("add", "--all");
  git("commit", "--quiet", "--message", "The recommender");
  return folder;
}

/** The action as it is published: its description and what it runs. */
function publishedAction(): string {
  const folder = mkdtempSync(join(tmpdir(), "model-monitor-act-action-"));
  cpSync(join(PROJECT, "action.yml"), join(folder, "action.yml"));
  cpSync(distFolder(), join(folder, "dist"), { recursive: true });
  return folder;
}

export interface WorkflowResult {
  readonly exitCode: number | null;
  readonly log: string;
}

/**
 * Runs one of the repository's workflows in act: jobs and steps are those of the workflow, the runner is this machine.
 * Only what a runner is told about GitHub's addresses is replaced.
 */
export async function runWorkflow(
  repository: string,
  workflow: string,
  options: { readonly event: string; readonly environment: Readonly<Record<string, string>> },
): Promise<WorkflowResult> {
  const act = process.env["MODEL_MONITOR_ACT"];
  if (act === undefined) throw new Error("MODEL_MONITOR_ACT is not set: run scripts/act.sh");
  const home = join(repository, "..", `home-${Date.now()}`);
  mkdirSync(home);
  const variables = Object.entries(options.environment).flatMap(([name, value]) => [
    "--env",
    `${name}=${value}`,
  ]);
  const child = spawn(
    act,
    [
      options.event,
      `--workflows=.github/workflows/${workflow}`,
      "--platform=ubuntu-latest=-self-hosted",
      `--local-repository=org/model-monitor@v1=${publishedAction()}`,
      "--secret=GITHUB_TOKEN=ghs_loopback0123456789",
      "--actor=octocat",
      "--no-cache-server",
      ...variables,
    ],
    {
      cwd: repository,
      env: {
        // In host mode act runs the first `node` that it finds, whatever the action asks for.
        PATH: `${dirname(process.execPath)}:${process.env["PATH"] ?? ""}`,
        HOME: home,
        XDG_CACHE_HOME: join(home, "cache"),
      },
      stdio: ["ignore", "pipe", "pipe"],
    },
  );
  let log = "";
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => (log += text));
  const exitCode = await new Promise<number | null>((done, fail) => {
    child.on("error", fail);
    child.on("close", done);
  });
  return { exitCode, log };
}
