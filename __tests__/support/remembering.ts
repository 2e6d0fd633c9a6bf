import { rmSync } from "node:fs";

import { afterAll, beforeAll, beforeEach } from "@jest/globals";

import { readArchive } from "../../src/formats/history/archive.ts";
import { runStep, type StepResult } from "./action.ts";
import { startGitHubServices, type GitHubServices } from "./github-services.ts";
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

/** Weeks may wait for each other on a busy machine. */
export const PATIENCE = 90_000;

/** Begins each test with the history of one week, in artifact and cache. */
export function afterOneWeek() {
  let github: GitHubServices;
  let firstRun: string;
  let oneWeek: SavedState;
  beforeAll(async () => {
    github = await startGitHubServices();
    const { outputs, log } = await evaluateOnNewRunner(github, 1, 1);
    if (outputs.get("history-saved") !== "true") throw new Error(log);
    firstRun = outputs.get("run-id")!;
    oneWeek = stateOf(github);
  }, PATIENCE);
  beforeEach(() => comeBackTo(github, oneWeek));
  afterAll(async () => await github.close());
  return {
    get github() {
      return github;
    },
    get firstRun() {
      return firstRun;
    },
    get oneWeek() {
      return oneWeek;
    },
    /** The files of the newest artifact, by path. */
    newestArtifact: (): Readonly<Record<string, string>> => {
      const files = readArchive(github.state.artifacts.at(-1)!.bytes, "the artifact");
      return Object.fromEntries(
        [...files].map(([path, content]) => [path, Buffer.from(content).toString("utf8")]),
      );
    },
  };
}
