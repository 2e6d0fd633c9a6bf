import { rmSync } from "node:fs";
import { runStep, type StepResult } from "./action.ts";
import type { GitHubServices } from "./github-services.ts";
import type { Artifact, CacheEntry } from "./github-services/state.ts";
import { aQuickstart, quickstartInputs } from "./quickstart.ts";

/** What is special about one run of the weekly workflow. */
export interface WeekOptions {
  readonly inputs?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** Changes the workspace before the step. */
  readonly prepare?: (workspace: string) => void;
}

/** One run of the weekly workflow on a runner of its own, which is thrown away after it. */
export async function evaluateOnNewRunner(
  github: GitHubServices,
  runId: number,
  week: 1 | 2 | 3,
  { inputs = {}, environment = {}, prepare }: WeekOptions = {},
): Promise<StepResult> {
  const workspace = aQuickstart();
  try {
    prepare?.(workspace);
    return await runStep({
      workspace,
      inputs: { ...quickstartInputs(week), ...inputs },
      environment: { ...github.environment(runId), ...environment },
    });
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

/** What the services hold, to come back to. */
export interface SavedState {
  readonly artifacts: readonly Artifact[];
  readonly caches: readonly CacheEntry[];
}

export function stateOf({ state }: GitHubServices): SavedState {
  return {
    artifacts: state.artifacts.map((one) => ({ ...one })),
    caches: state.caches.map((one) => ({ ...one })),
  };
}

/** Brings the services back to a state, without faults and with every permission. */
export function comeBackTo({ state, faults }: GitHubServices, { artifacts, caches }: SavedState): void {
  state.artifacts = artifacts.map((one) => ({ ...one }));
  state.caches = caches.map((one) => ({ ...one }));
  state.cacheToken = "read-write";
  state.now = Date.now;
  state.repository("octo/movies").permissions!.actions = "write";
  faults.length = 0;
}

/** How many runs a step says that its history holds. */
export function runsSaved({ summary }: StepResult): number | null {
  const found = /The history, (\d+) runs?, is saved/.exec(summary)?.[1];
  return found === undefined ? null : Number(found);
}
