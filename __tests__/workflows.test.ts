import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { z } from "zod";

const PROJECT = resolve(import.meta.dirname, "..");
const FOLDER = join(PROJECT, "examples/workflows");

const Names = z.record(z.string(), z.unknown());
const Permissions = z.record(z.string(), z.enum(["read", "write", "none"]));
const Step = z.object({
  id: z.string().optional(),
  if: z.string().optional(),
  uses: z.string().optional(),
  with: Names.optional(),
  env: z.record(z.string(), z.string()).optional(),
  run: z.string().optional(),
});
const Job = z.object({
  if: z.string().optional(),
  needs: z.string().optional(),
  permissions: Permissions,
  outputs: z.record(z.string(), z.string()).optional(),
  "timeout-minutes": z.number(),
  steps: z.array(Step),
});
const Workflow = z.object({
  name: z.string(),
  on: z.object({
    schedule: z.array(z.object({ cron: z.string() })).optional(),
    workflow_dispatch: z.null().optional(),
    repository_dispatch: z.object({ types: z.array(z.string()) }).optional(),
    pull_request: z.object({ paths: z.array(z.string()) }).optional(),
    workflow_run: z.object({ workflows: z.array(z.string()), types: z.array(z.string()) }).optional(),
  }),
  permissions: Permissions,
  concurrency: z.object({ group: z.string(), "cancel-in-progress": z.boolean() }),
  jobs: z.record(z.string(), Job),
});

function readWorkflow(name: string): z.infer<typeof Workflow> {
  return Workflow.parse(parse(readFileSync(join(FOLDER, name), "utf8")));
}

function stepsOf(name: string): readonly z.infer<typeof Step>[] {
  return Object.values(readWorkflow(name).jobs).flatMap((job) => job.steps);
}

function namesInAction(): { readonly inputs: readonly string[]; readonly outputs: readonly string[] } {
  const action = z.object({ inputs: Names, outputs: Names });
  const { inputs, outputs } = action.parse(parse(readFileSync(join(PROJECT, "action.yml"), "utf8")));
  return { inputs: Object.keys(inputs), outputs: Object.keys(outputs) };
}

/** The names after `prefix` in expressions: `steps.monitor.outputs.` finds `triggers` in `${{ steps.monitor.outputs.triggers }}`. */
function namesAfter(prefix: string, text: string): string[] {
  return text
    .split(prefix)
    .slice(1)
    .map((rest) => /^[\w-]+/.exec(rest)?.[0] ?? "");
}

const names = readdirSync(FOLDER);

/** The one that has the rights of the default branch and is started by a fork. */
const WITH_RIGHTS = "comment-on-fork.yml";

test("four workflows are there to copy", () => {
  expect(names).toEqual([WITH_RIGHTS, "pull-request-evaluation.yml", "retrain.yml", "weekly-evaluation.yml"]);
});

describe.each(names)("%s", (name) => {
  test("grants nothing to the workflow as a whole", () => {
    expect(readWorkflow(name).permissions).toEqual({});
  });

  test("leaves no token behind in the checked-out repository", () => {
    const checkouts = stepsOf(name).filter((step) => step.uses?.startsWith("actions/checkout@"));
    expect(checkouts.length > 0).toBe(name !== WITH_RIGHTS);
    expect(checkouts.filter((step) => step.with?.["persist-credentials"] !== false)).toEqual([]);
  });

  test("uses actions by the tag of a major version, which people can read and Dependabot raises", () => {
    for (const { uses } of stepsOf(name)) expect(uses ?? "a/b@v1").toMatch(/^[\w-]+\/[\w-]+@v\d+$/);
  });

  test("ends by itself", () => {
    for (const job of Object.values(readWorkflow(name).jobs))
      expect(job["timeout-minutes"]).toBeLessThanOrEqual(180);
  });

  test("puts nothing from an expression into a script: it would be run as part of it", () => {
    const scripts = stepsOf(name).flatMap((step) => [
      step.run ?? "",
      JSON.stringify(step.with?.["script"] ?? ""),
    ]);
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
  });

  test("waits for a run of its own kind, which it does not cancel", () => {
    expect(readWorkflow(name).concurrency["cancel-in-progress"]).toBe(false);
  });
});

describe("weekly-evaluation.yml", () => {
  const name = "weekly-evaluation.yml";
  const monitor = stepsOf(name).find((step) => step.uses?.startsWith("org/model-monitor@"))!;

  test("runs once a week at an odd minute, and by hand", () => {
    const { on } = readWorkflow(name);
    expect(on.schedule).toHaveLength(1);
    expect(on.schedule?.[0]?.cron).toMatch(/^[1-5][13579] \d+ \* \* [0-6]$/);
    expect(on).toHaveProperty("workflow_dispatch");
  });

  test("gives the action inputs that it has", () => {
    const given = Object.keys(monitor.with!);
    expect(given.length).toBeGreaterThan(0);
    expect(given.filter((input) => !namesInAction().inputs.includes(input))).toEqual([]);
  });

  test("uses outputs that the action has", () => {
    const used = namesAfter(`steps.${monitor.id}.outputs.`, JSON.stringify(readWorkflow(name)));
    expect(used).toContain("should-retrain");
    expect(used.filter((output) => !namesInAction().outputs.includes(output))).toEqual([]);
  });

  test("asks for what the event and the history need, and no more", () => {
    const { jobs } = readWorkflow(name);
    const permissions = Object.fromEntries(Object.entries(jobs).map(([id, job]) => [id, job.permissions]));
    expect(permissions).toEqual({ evaluate: { contents: "write", actions: "read" }, announce: {} });
  });

  test("gates the later job on the retraining flag", () => {
    const { announce } = readWorkflow(name).jobs;
    expect(announce?.needs).toBe("evaluate");
    expect(announce?.if).toBe("${{ needs.evaluate.outputs.should-retrain == 'true' }}");
  });

  test("hands on only outputs that the evaluating job declares", () => {
    const { evaluate, announce } = readWorkflow(name).jobs;
    const used = namesAfter("needs.evaluate.outputs.", JSON.stringify(announce));
    expect(Object.keys(evaluate!.outputs!)).toEqual(expect.arrayContaining(used));
  });

  test("leaves the database and the history to the action", () => {
    expect(monitor.with).toEqual({ "database-artifact": "user-data" });
    expect(stepsOf(name).map((step) => step.uses ?? "a script")).toEqual([
      expect.stringContaining("actions/checkout@"),
      "org/model-monitor@v1",
      "a script",
    ]);
  });
});

describe("retrain.yml", () => {
  const name = "retrain.yml";

  test("listens to the event that the action sends unless told otherwise", () => {
    expect(readWorkflow(name).on).toEqual({ repository_dispatch: { types: ["retrain-model"] } });
    const action = readFileSync(join(PROJECT, "action.yml"), "utf8");
    expect(action).toMatch(/retrain-event-type:\n(?: {4}.*\n)*? {6}Default: retrain-model\n/);
  });

  test("may only read the repository", () => {
    const permissions = Object.values(readWorkflow(name).jobs).map((job) => job.permissions);
    expect(permissions).toEqual([{ contents: "read" }]);
  });

  test("reads every field of the event, from the environment", () => {
    const environment = stepsOf(name).flatMap((step) => Object.values(step.env ?? {}));
    const fields = environment.flatMap((value) => namesAfter("github.event.client_payload.", value));
    expect(fields.toSorted()).toEqual([
      "metrics",
      "model_digest",
      "monitor_version",
      "previous",
      "reason",
      "run_id",
      "source_run_url",
      "triggers",
    ]);
  });
});

describe("pull-request-evaluation.yml", () => {
  const name = "pull-request-evaluation.yml";

  test("asks for the comment and for what it reads, and for nothing that would change the repository", () => {
    const permissions = Object.values(readWorkflow(name).jobs).map((job) => job.permissions);
    expect(permissions).toEqual([{ contents: "read", actions: "read", "pull-requests": "write" }]);
  });

  test("hands the report over where a fork cannot comment, and nothing else", () => {
    const upload = stepsOf(name).find((step) => step.uses?.startsWith("actions/upload-artifact@"))!;
    expect(upload.if).toContain("head.repo.full_name != github.repository");
    expect(upload.with).toMatchObject({ name: "fork-report", path: "model-monitor-report/report.json" });
  });
});

describe("comment-on-fork.yml", () => {
  const { on, jobs } = readWorkflow(WITH_RIGHTS);
  const [job] = Object.values(jobs);

  test("is started by the evaluation of a fork's pull request alone", () => {
    expect(on.workflow_run?.workflows).toEqual([readWorkflow("pull-request-evaluation.yml").name]);
    expect(job!.if).toContain("workflow_run.event == 'pull_request'");
    expect(job!.if).toContain("head_repository.full_name != github.repository");
  });

  test("runs nothing of the fork: no checkout, no script of a shell, nothing but two actions of GitHub", () => {
    expect(job!.steps.map((step) => step.uses?.replace(/@.*/, ""))).toEqual([
      "actions/download-artifact",
      "actions/github-script",
    ]);
    expect(job!.steps[0]!.with!["path"]).toBe("${{ runner.temp }}/fork-report");
  });

  test("has no right but to read the report and to comment, and no secret", () => {
    expect(job!.permissions).toEqual({ actions: "read", "pull-requests": "write" });
    expect(readFileSync(join(FOLDER, WITH_RIGHTS), "utf8")).not.toMatch(/secrets[.[]/);
  });
});
