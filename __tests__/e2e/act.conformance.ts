import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";
import { DAY } from "../support/github-services/state.ts";
import { repositoryWithWorkflows, runWorkflow, type WorkflowResult } from "../support/workflow-engine.ts";
import { zipBytes } from "../support/zip-writer.ts";

const SAMPLE = resolve(import.meta.dirname, "../../examples/quickstart");

let github: GitHubServices;
const weeks: WorkflowResult[] = [];

/** What the announcing job prints, where it ran. */
const ANNOUNCED = /Retraining was asked for by (?<triggers>\S+); test_mrr is (?<mrr>[\d.]+)/;

/** The dispatches that reached GitHub. */
function dispatches() {
  return github.callsTo(/^POST \/repos\/octo\/movies\/dispatches$/);
}

async function playWeek(repository: string, week: number): Promise<WorkflowResult> {
  const { state } = github;
  const frontend = state.addRun({ path: ".github/workflows/frontend.yml", event: "push" });
  const database = readFileSync(resolve(SAMPLE, `week${week}/user_data.db`));
  state.addArtifact(frontend, "user-data", zipBytes([{ name: "user_data.db", content: database }]));
  const run = state.addRun({ status: "in_progress", conclusion: null });
  const result = await runWorkflow(repository, "weekly-evaluation.yml", {
    event: week === 2 ? "workflow_dispatch" : "schedule",
    environment: github.environment(run.id),
  });
  run.status = "completed";
  run.conclusion = "success";
  return result;
}

beforeAll(async () => {
  github = await startGitHubServices();
  const repository = repositoryWithWorkflows();
  for (const week of [1, 2, 3]) {
    weeks.push(await playWeek(repository, week));
    const then = Date.now() + week * 7 * DAY;
    github.state.now = () => then;
    github.state.evictCaches();
  }
}, 600_000);

afterAll(async () => {
  await github.close();
});

describe("the example workflow in a workflow engine", () => {
  test.each([1, 2, 3])("ends well in week %d", (week) => {
    const { exitCode, log } = weeks[week - 1]!;
    expect({ exitCode, failed: /Job failed/.test(log) ? log : "" }).toEqual({ exitCode: 0, failed: "" });
  });

  test.each([
    [1, "no run to compare with"],
    [2, "previous run"],
    [3, "previous run"],
  ])("remembers in week %d what it should", (week, words) => {
    expect(weeks[week - 1]!.log).toContain(words);
  });

  test("does not start the gated job in the weeks in which nothing changed", () => {
    expect(weeks.slice(0, 2).filter(({ log }) => ANNOUNCED.test(log))).toEqual([]);
  });

  test("hands the outputs to the gated job in the week in which taste has moved on", () => {
    expect(ANNOUNCED.exec(weeks[2]!.log)?.groups).toMatchObject({ triggers: '["relative-drop"]' });
  });

  test("sends one event, in that week", () => {
    expect(dispatches().map(({ body }) => body)).toMatchObject([
      { event_type: "retrain-model", client_payload: { triggers: ["relative-drop"] } },
    ]);
  });
});
