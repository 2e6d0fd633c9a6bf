import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import type { StepResult } from "../support/action.ts";
import { addUsers, changeDatabase, rewrite } from "../support/repository.ts";
import { weeklyJob } from "../support/weekly-job.ts";

const job = weeklyJob();

function expectWholeRun(step: StepResult): void {
  const run = job.runFolder(step);
  expect(readFileSync(join(run, "meta.yaml"), "utf8")).toMatch(/^status: 3$/m);
  expect(readFileSync(join(run, "metrics/test_mrr"), "utf8")).toMatch(/^\d+ 0\.0543\d+ 1\n$/);
  expect(existsSync(join(run, "artifacts/evidence.json"))).toBe(true);
}

describe("whatever fails after logging, the run stays there, finished and readable", () => {
  test("a refused dispatch: the step fails as a delivery and names the two YAML lines", async () => {
    await job.week();
    addUsers(job.workspace, 10);
    job.answer = { status: 403, body: { message: "Resource not accessible by integration" } };
    const step = await job.week();
    expect([step.exitCode, step.outputs.get("status"), step.outputs.get("dispatched")]).toEqual([
      1,
      "evaluated",
      "false",
    ]);
    expect(step.summary).toContain("permissions:\n  contents: write");
    expect(readFileSync(join(job.runFolder(step), "tags/model_monitor.dispatch"), "utf8")).toBe("refused");
    expect(readFileSync(join(job.runFolder(step), "meta.yaml"), "utf8")).toMatch(/^status: 3$/m);
  });

  test("a refused dispatch fails nothing when fail-on does not list delivery", async () => {
    await job.week();
    addUsers(job.workspace, 10);
    job.answer = { status: 403 };
    expect((await job.week({ "fail-on": "error" })).exitCode).toBe(0);
  });

  test("an unwritable report folder", async () => {
    writeFileSync(join(job.workspace, "model-monitor-report"), "a file in the way");
    const step = await job.week();
    expect([step.exitCode, step.outputs.get("status"), step.outputs.get("report-path")]).toEqual([
      1,
      "evaluated",
      "",
    ]);
    expectWholeRun(step);
  });

  test("an unwritable summary", async () => {
    const step = await job.week({}, { GITHUB_STEP_SUMMARY: job.workspace });
    expect([step.exitCode, step.outputs.get("status")]).toEqual([1, "evaluated"]);
    expectWholeRun(step);
  });
});

describe("a damaged history", () => {
  test("is an error that names the file and changes nothing: no rule is evaluated, no run is added", async () => {
    const damaged = job.runFolder(await job.week());
    rewrite(join(damaged, "meta.yaml"), /[^]*/, "run_id: [");
    const step = await job.week();
    expect([step.exitCode, step.outputs.get("status"), step.outputs.get("findings")]).toEqual([
      1,
      "error",
      "[]",
    ]);
    expect(step.summary).toContain("meta.yaml");
    expect(readFileSync(join(damaged, "meta.yaml"), "utf8")).toBe("run_id: [");
    expect(step.outputs.get("run-id")).toBe("");
  });
});

describe("missing, broken and bad are three outcomes", () => {
  test("no database: no-data, gracefully, with a warning and no run", async () => {
    rmSync(join(job.workspace, "user_data.db"));
    const step = await job.week();
    expect([step.exitCode, step.outputs.get("status"), step.outputs.get("should-retrain")]).toEqual([
      0,
      "no-data",
      "false",
    ]);
    expect(step.log.match(/^::warning/gm)).toHaveLength(1);
    expect([step.outputs.get("test-mrr"), step.outputs.get("run-id")]).toEqual(["", ""]);
    expect(existsSync(join(job.workspace, "mlruns"))).toBe(false);
  });

  test("no-data after an earlier evaluation says since when there is nothing", async () => {
    await job.week();
    rmSync(join(job.workspace, "user_data.db"));
    const step = await job.week();
    expect(step.log).toMatch(/::warning.*\d{4}-\d\d-\d\d/);
  });

  test("no active user: no-data", async () => {
    changeDatabase(job.workspace, "UPDATE initial_ratings SET done = 0");
    expect((await job.week()).outputs.get("status")).toBe("no-data");
  });

  test("no-data fails the step where the user asks for that", async () => {
    rmSync(join(job.workspace, "user_data.db"));
    expect((await job.week({ "fail-on": "no-data" })).exitCode).toBe(1);
  });

  test.each([
    ["user_data.db", "not SQLite at all, but long enough to be looked at ".repeat(20)],
    ["models/bpr_recommender.pt", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"],
    ["models/frontend_user_map.csv", "name,number\nann,1\n"],
    ["models/item_map.csv", ""],
  ])("a broken %s is an error that names it and changes nothing", async (file, content) => {
    writeFileSync(join(job.workspace, file), content);
    const step = await job.week();
    expect([step.exitCode, step.outputs.get("status"), step.outputs.get("should-retrain")]).toEqual([
      1,
      "error",
      "false",
    ]);
    expect(step.summary).toContain(file.split("/").at(-1)!);
    expect(step.log).toMatch(/^::error/m);
    expect(existsSync(join(job.workspace, "mlruns"))).toBe(false);
  });

  test.each(["models/bpr_recommender.pt", "models/frontend_user_map.csv", "models/item_map.csv"])(
    "a missing %s is an error that names it",
    async (file) => {
      rmSync(join(job.workspace, file));
      const step = await job.week();
      expect([step.exitCode, step.outputs.get("status")]).toEqual([1, "error"]);
      expect(step.log).toContain(file);
    },
  );

  test("a missing map says how to write the maps", async () => {
    rmSync(join(job.workspace, "models/frontend_user_map.csv"));
    expect((await job.week()).summary).toMatch(/csv\.writer|export_for_monitor/);
  });

  test("a bad metric is a finding, not an error", async () => {
    const step = await job.week({ thresholds: "test_mrr: 0.5", "retrain-trigger": "none" });
    expect([step.exitCode, step.outputs.get("triggers")]).toEqual([0, '["absolute-threshold"]']);
  });

  test("a wrong input is an error that names it", async () => {
    const step = await job.week({ k: "ten" });
    expect([step.exitCode, step.outputs.get("status")]).toEqual([1, "error"]);
    expect(step.log).toContain('"k"');
  });

  test.each([
    ["none", 0],
    ["delivery", 0],
    ["error", 1],
    ["nonsense", 1],
  ])("beside a wrong input, fail-on: %s exits %i", async (failOn, exitCode) => {
    const step = await job.week({ k: "ten", "fail-on": failOn });
    expect([step.exitCode, step.outputs.get("status")]).toEqual([exitCode, "error"]);
  });

  test.each([
    ["k: ten", 0],
    ["k: ten\nno-such-key: 1", 1],
  ])("fail-on in a config file with %j exits %i", async (other, exitCode) => {
    mkdirSync(join(job.workspace, ".github"));
    writeFileSync(join(job.workspace, ".github/model-monitor.yml"), `fail-on: none\n${other}\n`);
    const step = await job.week();
    expect([step.exitCode, step.outputs.get("status")]).toEqual([exitCode, "error"]);
  });

  test("fail-on: none given beside a config file that cannot be read fails nothing", async () => {
    mkdirSync(join(job.workspace, ".github"));
    writeFileSync(join(job.workspace, ".github/model-monitor.yml"), "no-such-key: 1\n");
    expect((await job.week({ "fail-on": "none" })).exitCode).toBe(0);
  });

  test("fail-on: none never fails the step", async () => {
    rmSync(join(job.workspace, "models/bpr_recommender.pt"));
    expect((await job.week({ "fail-on": "none" })).exitCode).toBe(0);
  });

  test("fail-on: retrain fails the step when the flag is up", async () => {
    const step = await job.week({
      thresholds: "test_mrr: 0.5",
      "retrain-trigger": "none",
      "fail-on": "retrain",
    });
    expect(step.exitCode).toBe(1);
  });
});
