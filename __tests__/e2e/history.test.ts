import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { runStep } from "../support/action.ts";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";
import { aQuickstart, quickstartInputs } from "../support/quickstart.ts";

let github: GitHubServices;

beforeEach(async () => {
  github = await startGitHubServices();
});

afterEach(async () => await github.close());

/** One run of the weekly workflow on a runner of its own. */
async function week(runId: number, data: 1 | 2 | 3, environment = {}, inputs = {}) {
  const workspace = aQuickstart();
  try {
    return await runStep({
      workspace,
      inputs: { ...quickstartInputs(data), ...inputs },
      environment: { ...github.environment(runId), ...environment },
    });
  } finally {
    rmSync(workspace, { recursive: true });
  }
}

describe("trial", () => {
  test("two weeks", async () => {
    const first = await week(1, 1);

    const second = await week(2, 2);

  });
});
