import { readFileSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";
import { HISTORY_FAULTS, historyFaultRows } from "../support/history-faults.ts";
import {
  comeBackTo,
  evaluateOnNewRunner,
  runsSaved,
  stateOf,
  type SavedState,
} from "../support/remembering.ts";

let github: GitHubServices;
let twoWeeks: SavedState;

beforeAll(async () => {
  github = await startGitHubServices();
  for (const week of [1, 2] as const) {
    const { outputs, log } = await evaluateOnNewRunner(github, week, week);
    if (outputs.get("history-saved") !== "true") throw new Error(log);
  }
  twoWeeks = stateOf(github);
}, 120_000);

beforeEach(() => comeBackTo(github, twoWeeks));

afterAll(async () => await github.close());

describe("the third week", () => {
  test.each(HISTORY_FAULTS)(
    "$store: $fault",
    async ({ cause, reads, expected }) => {
      cause(github);
      const step = await evaluateOnNewRunner(github, 3, 3);
      const { outputs, summary } = step;
      expect({
        status: outputs.get("status"),
        exitCode: step.exitCode,
        saved: outputs.get("history-saved") === "true",
        compares: outputs.get("previous-run-id") !== "",
      }).toEqual({
        status: expected.status,
        exitCode: expected.exitCode,
        saved: expected.saved,
        compares: expected.compares,
      });
      expect(summary).toContain(reads);
      expect(summary).not.toContain("First evaluation");
      expect(runsSaved(step)).toBe(expected.runs ?? null);
    },
    90_000,
  );

  test("an error leaves what the stores hold as it was", async () => {
    const fault = HISTORY_FAULTS.find((one) => one.fault === "other bytes than were listed")!;
    fault.cause(github);
    await evaluateOnNewRunner(github, 3, 3);
    expect(github.state.artifacts.map(({ id }) => id)).toEqual(twoWeeks.artifacts.map(({ id }) => id));
    expect(github.state.caches.map(({ key }) => key)).toEqual(twoWeeks.caches.map(({ key }) => key));
  }, 90_000);
});

test("CONTRIBUTING.md lists every fault, what the user reads and what is kept", () => {
  const text = readFileSync(new URL("../../CONTRIBUTING.md", import.meta.url), "utf8").replaceAll(
    / +\|/g,
    " |",
  );
  for (const row of historyFaultRows()) expect(text).toContain(row);
});
