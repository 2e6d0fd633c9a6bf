import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { runStep, type StepResult } from "./action.ts";
import type { GitHubServices } from "./github-services.ts";
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
