import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { temporaryFolder } from "../support/database.ts";
import { evaluateClub, type ClubWeek } from "../support/club-weeks.ts";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";

const folder = temporaryFolder();
const CALM = { members: 50, moved: 0 };
const MOVED = { members: 50, moved: 3 };

let github: GitHubServices;

beforeEach(async () => {
  github = await startGitHubServices();
});

afterEach(async () => {
  await github.close();
});

async function week(number: number, given: Partial<ClubWeek> = {}) {
  return await evaluateClub(github, folder, { day: 7 * number, club: CALM, model: CALM, ...given });
}

function permissions() {
  return github.state.repository("octo/movies").permissions!;
}

describe("the job of the README's workflow", () => {
  test("works from the first week to the one that starts the retraining, with its two permissions alone", async () => {
    Object.assign(permissions(), { issues: "none", "pull-requests": "none", actions: "read" });
    const first = await week(0);
    const second = await week(1, { club: MOVED });
    expect([first.exitCode, second.exitCode]).toEqual([0, 0]);
    expect(second.outputs.get("previous-run-id")).toBe(first.outputs.get("run-id"));
    expect(second.outputs.get("dispatched")).toBe("true");
    expect(second.outputs.get("history-saved")).toBe("true");
  }, 60_000);

  test("without actions: read says which line to add", async () => {
    permissions().actions = "none";
    const step = await week(0);
    expect(step.exitCode).toBe(1);
    expect(step.summary).toContain("permissions:\n  actions: read");
  });

  test("without contents: write evaluates, keeps the flag, and says which line to add", async () => {
    await week(0);
    permissions().contents = "read";
    const step = await week(1, { club: MOVED });
    expect(step.exitCode).toBe(1);
    expect(Object.fromEntries(step.outputs)).toMatchObject({
      status: "evaluated",
      "should-retrain": "true",
      dispatched: "false",
      "history-saved": "true",
    });
    expect(step.summary).toContain("permissions:\n  contents: write");
  }, 60_000);

  test("that starts a workflow without actions: write says which line to add", async () => {
    permissions().actions = "read";
    const inputs = { "retrain-trigger": "workflow_dispatch", "retrain-workflow": "retrain.yml" };
    await week(0, { inputs });
    const step = await week(1, { club: MOVED, inputs });
    expect(step.outputs.get("dispatched")).toBe("false");
    expect(step.summary).toContain("permissions:\n  actions: write");
  }, 60_000);

  test("that starts a workflow tells its run", async () => {
    const inputs = { "retrain-trigger": "workflow_dispatch", "retrain-workflow": "retrain.yml" };
    await week(0, { inputs });
    const step = await week(1, { club: MOVED, inputs });
    expect(step.outputs.get("dispatched")).toBe("true");
    expect(step.outputs.get("retrain-run-id")).toMatch(/^\d+$/);
    expect(step.outputs.get("retrain-run-url")).toMatch(
      /^https:\/\/github\.com\/octo\/movies\/actions\/runs\/\d+$/,
    );
  }, 60_000);
});

describe("a model that never reaches its limit", () => {
  /** Every evaluation fires: no model ranks everything first. */
  const inputs = { thresholds: "test_mrr: 0.99", "fail-on": "none" };

  test("starts at most three retrainings in seven days, whatever the cooldown", async () => {
    const dispatched = [];
    for (const day of [0, 1, 2, 3, 4]) {
      const step = await week(0, { day, inputs: { ...inputs, "retrain-cooldown": "1h" } });
      dispatched.push(step.outputs.get("dispatched"));
    }
    expect(dispatched).toEqual(["true", "true", "true", "false", "false"]);
  }, 120_000);

  test("starts none from another branch, whose runs are not remembered", async () => {
    const step = await week(0, {
      event: "push",
      inputs,
      environment: { GITHUB_REF: "refs/heads/wip", GITHUB_REF_NAME: "wip" },
    });
    expect(step.outputs.get("should-retrain")).toBe("true");
    expect(step.outputs.get("dispatched")).toBe("false");
    expect(step.summary).toContain("only runs of the default branch are remembered");
    expect(github.callsTo(/\/dispatches$/)).toEqual([]);
  }, 60_000);

  test("fails the step when the weekly limit suppresses a retraining", async () => {
    const limited = {
      ...inputs,
      "retrain-max-per-week": "1",
      "retrain-cooldown": "off",
      "fail-on": "delivery",
    };
    expect((await week(0, { inputs: limited })).exitCode).toBe(0);
    const step = await week(0, { day: 1, inputs: limited });
    expect(step.exitCode).toBe(1);
    expect(step.summary).toContain("retrain-max-per-week");
  }, 60_000);

  test("starts none a second time when its job is run again", async () => {
    const step = await week(0, { inputs: { ...inputs, "retrain-cooldown": "off" } });
    const again = await week(0, {
      day: 0.01,
      inputs: { ...inputs, "retrain-cooldown": "off" },
      environment: { ...github.environment(step.run.id), GITHUB_RUN_ATTEMPT: "2" },
    });
    expect([step, again].map(({ outputs }) => outputs.get("dispatched"))).toEqual(["true", "false"]);
    expect(again.summary).toContain("an earlier attempt of this job");
  }, 60_000);
});

describe("a secret", () => {
  test("is in nothing that a step says, writes or sends when the service answers with it", async () => {
    const token = "ghs_secretsecretsecret0123456789";
    await week(0);
    github.faults.push({ on: /\/dispatches$/, reply: { status: 422, body: { message: token } } });
    github.faults.push({ on: /ArtifactService\/Create/, reply: { status: 403, body: { msg: token } } });
    const step = await week(1, {
      club: MOVED,
      inputs: { "fail-on": "none" },
      environment: { "INPUT_GITHUB-TOKEN": token },
    });
    const sent = github.callsTo(/\/dispatches$/);
    expect(sent).toHaveLength(1);
    const runtime = github.environment(step.run.id)["ACTIONS_RUNTIME_TOKEN"]!;
    const said = [step.log.replace(`::add-mask::${token}`, ""), step.summary, ...step.outputs.values()];
    const all = [...said, JSON.stringify(sent[0]!.body)].join("\n");
    expect(all).not.toContain(token);
    expect(all).not.toContain(runtime);
  }, 60_000);
});
