import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { z } from "zod";

const FOLDER = resolve(import.meta.dirname, "../.github/workflows");

const Step = z.object({
  uses: z.string().optional(),
  run: z.string().optional(),
  with: z.record(z.string(), z.unknown()).optional(),
});
const Workflow = z.object({
  permissions: z.record(z.string(), z.string()),
  concurrency: z.object({ group: z.string(), "cancel-in-progress": z.union([z.boolean(), z.string()]) }),
  jobs: z.record(
    z.string(),
    z.object({
      permissions: z.record(z.string(), z.enum(["read", "write"])),
      "timeout-minutes": z.number(),
      steps: z.array(Step),
    }),
  ),
});

const names = readdirSync(FOLDER);
const textOf = (name: string) => readFileSync(join(FOLDER, name), "utf8");
const jobsOf = (name: string) => Object.entries(Workflow.parse(parse(textOf(name))).jobs);

test("the workflows of the project", () => {
  expect(names).toEqual([
    "check-dist.yml",
    "ci.yml",
    "codeql.yml",
    "release.yml",
    "scorecard.yml",
    "self-test.yml",
    "workflow-lint.yml",
  ]);
});

describe.each(names)("%s", (name) => {
  test("grants nothing to the workflow as a whole, and to each job what it says", () => {
    const workflow = Workflow.parse(parse(textOf(name)));
    expect(workflow.permissions).toEqual({});
    for (const { permissions } of Object.values(workflow.jobs)) expect(permissions).toBeDefined();
  });

  test("ends by itself, and says which runs of its own it waits for or replaces", () => {
    const { concurrency, jobs } = Workflow.parse(parse(textOf(name)));
    for (const job of Object.values(jobs)) expect(job["timeout-minutes"]).toBeLessThanOrEqual(60);
    expect(concurrency.group).toMatch(/^[a-z-]+(?:-\$\{\{ github\.ref \}\})?$/);
  });

  test("pins every action by its commit, with the version beside it", () => {
    const uses = textOf(name)
      .split("\n")
      .filter((line) => /^\s*(?:- )?uses: /.test(line) && !line.endsWith("uses: ./"));
    for (const line of uses) expect(line).toMatch(/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  test("leaves no token behind in the checked-out repository", () => {
    const checkouts = jobsOf(name)
      .flatMap(([, { steps }]) => steps)
      .filter((step) => step.uses?.startsWith("actions/checkout@"));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const checkout of checkouts) expect(checkout.with).toMatchObject({ "persist-credentials": false });
  });

  test("puts nothing from an expression into a script: it would be run as part of it", () => {
    const scripts = jobsOf(name).flatMap(([, { steps }]) => steps.flatMap((step) => step.run ?? []));
    expect(scripts.filter((script) => script.includes("${{"))).toEqual([]);
  });
});

test("the same action is pinned at the same commit everywhere", () => {
  const pins = names.flatMap((name) => textOf(name).match(/[\w.-]+\/[\w./-]+@[0-9a-f]{40} # v[\d.]+/g) ?? []);
  const actions = new Set(pins.map((pin) => pin.split(/[/@]/).slice(0, 2).join("/")));
  const commits = new Set(
    pins.map((pin) => `${pin.split(/[/@]/).slice(0, 2).join("/")}@${pin.split("@")[1]}`),
  );
  expect(actions.size).toBeGreaterThan(4);
  expect(commits.size).toBe(actions.size);
});

test("only the release may write to the repository, and only after everything else has passed", () => {
  const writers = names.flatMap((name) =>
    jobsOf(name)
      .filter(([, job]) => job.permissions["contents"] === "write")
      .map(([id]) => `${name}: ${id}`),
  );
  expect(writers).toEqual(["release.yml: publish"]);
  expect(textOf("release.yml")).toMatch(/publish:\n {4}needs: verify\n/);
});

test("new versions of packages and actions are proposed when they are some days old", () => {
  const Updates = z.object({
    updates: z.array(
      z.object({
        "package-ecosystem": z.string(),
        cooldown: z.object({ "default-days": z.number().min(5) }),
      }),
    ),
  });
  const { updates } = Updates.parse(parse(readFileSync(join(FOLDER, "../dependabot.yml"), "utf8")));
  expect(updates.map((one) => one["package-ecosystem"])).toEqual(["npm", "github-actions"]);
});

test("the Node that workflows set up is the one that `npm ci` brings along", () => {
  const Package = z.object({ optionalDependencies: z.record(z.string(), z.string()) });
  const { optionalDependencies } = Package.parse(
    JSON.parse(readFileSync(join(FOLDER, "../../package.json"), "utf8")),
  );
  const versions = Object.entries(optionalDependencies).filter(([name]) => name.startsWith("node-"));
  const wanted = readFileSync(join(FOLDER, "../../.node-version"), "utf8").trim();
  expect(new Set(versions.map(([, version]) => version))).toEqual(new Set([wanted]));
});
