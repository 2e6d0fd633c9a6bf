import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { addUsers, rewrite } from "../support/repository.ts";
import { weeklyJob } from "../support/weekly-job.ts";

const job = weeklyJob();

describe("a first run", () => {
  test("with no input at all evaluates the repository at its default paths and passes", async () => {
    const step = await job.week();
    expect(Object.fromEntries(step.outputs)).toMatchObject({
      status: "evaluated",
      "should-retrain": "false",
      triggers: "[]",
      "num-users": "43",
      "num-ratings": "351",
      "previous-run-id": "",
      dispatched: "false",
    });
    expect(step.exitCode).toBe(0);
    expect(job.github.requests).toEqual([]);
  });

  test("says in the findings that the comparisons were skipped for want of a previous run", async () => {
    const findings = JSON.parse((await job.week()).outputs.get("findings")!) as {
      rule: string;
      reason: string;
    }[];
    expect(findings.map(({ rule, reason }) => `${rule}: ${reason}`)).toEqual([
      "absolute-threshold: at-or-above-threshold",
      "absolute-threshold: at-or-above-threshold",
      "absolute-threshold: at-or-above-threshold",
      "relative-drop: no-previous-run",
      "user-growth: no-previous-run",
    ]);
  });

  test("sets every output of action.yml", async () => {
    const declared = readFileSync(new URL("../../action.yml", import.meta.url), "utf8").split(
      "\noutputs:\n",
    )[1]!;
    const names = [...declared.matchAll(/^ {2}([a-z0-9-]+):/gm)].map(([, name]) => name!);
    expect([...(await job.week()).outputs.keys()].sort()).toEqual(names.sort());
  });

  test("leaves report.json where report-path says", async () => {
    const step = await job.week();
    const report = JSON.parse(readFileSync(step.outputs.get("report-path")!, "utf8")) as { schema: number };
    expect(report.schema).toBe(1);
    expect(readFileSync(join(job.runFolder(step), "artifacts/report.json"), "utf8")).toBe(
      readFileSync(step.outputs.get("report-path")!, "utf8"),
    );
  });
});

describe("a later run", () => {
  test("compares with the run before it", async () => {
    const first = await job.week();
    const second = await job.week();
    expect(second.outputs.get("previous-run-id")).toBe(first.outputs.get("run-id"));
    expect(second.outputs.get("findings")).toContain('"reason":"same-measurement"');
  });

  test("says of a skipped check what makes it possible, and no more when that was done", async () => {
    const thresholds = "{hit_rate_at_10: 0.01}";
    const skipped = await job.week({ thresholds });
    expect(skipped.log.match(/^::notice.*$/gm)).toEqual([
      expect.stringMatching(/::Not checked: hit_rate_at_10 \(absolute-threshold\)\. .* name it in metrics/),
    ]);
    expect(skipped.log).not.toMatch(/^::warning/m);
    const mended = await job.week({ thresholds, metrics: "hit_rate_at_10" });
    expect(mended.outputs.get("findings")).not.toContain("metric-not-computed");
    expect(mended.log).not.toMatch(/^::(?:notice|warning)/m);
  });

  test("raises the flag, annotates once and sends the event with the promised payload", async () => {
    const first = await job.week();
    addUsers(job.workspace, 10);
    const second = await job.week();
    expect(second.outputs.get("triggers")).toBe('["user-growth"]');
    expect([second.outputs.get("should-retrain"), second.outputs.get("dispatched")]).toEqual([
      "true",
      "true",
    ]);
    expect(second.log.match(/^::warning/gm)).toHaveLength(1);
    expect(job.github.requests).toHaveLength(1);
    expect(job.github.requests[0]).toMatchObject({ method: "POST", path: "/repos/octo/movies/dispatches" });
    const body = job.github.requests[0]!.body as {
      event_type: string;
      client_payload: Record<string, unknown>;
    };
    expect(body.event_type).toBe("retrain-model");
    expect(Object.keys(body.client_payload).sort()).toEqual(
      [
        "metrics",
        "model_digest",
        "monitor_version",
        "previous",
        "reason",
        "run_id",
        "source_run_url",
        "triggers",
      ].sort(),
    );
    expect(body.client_payload).toMatchObject({
      triggers: ["user-growth"],
      run_id: second.outputs.get("run-id"),
      previous: { num_users: Number(first.outputs.get("num-users")) },
    });
  });

  test("records the dispatch with the run: sent", async () => {
    await job.week();
    addUsers(job.workspace, 10);
    const step = await job.week();
    expect(readFileSync(join(job.runFolder(step), "tags/model_monitor.dispatch"), "utf8")).toBe("sent");
  });

  test("never compares with an earlier attempt of the same job", async () => {
    const first = await job.week();
    addUsers(job.workspace, 10);
    const attempt1 = await job.week({}, { GITHUB_RUN_ID: "500", GITHUB_RUN_ATTEMPT: "1" });
    const attempt2 = await job.week({}, { GITHUB_RUN_ID: "500", GITHUB_RUN_ATTEMPT: "2" });
    expect([attempt1, attempt2].map((step) => step.outputs.get("triggers"))).toEqual([
      '["user-growth"]',
      '["user-growth"]',
    ]);
    expect(attempt2.outputs.get("previous-run-id")).toBe(first.outputs.get("run-id"));
  });

  test("passes over a failed run and a run that was deleted in MLflow", async () => {
    const first = await job.week();
    const failed = job.runFolder(await job.week());
    const deleted = job.runFolder(await job.week());
    rewrite(join(failed, "meta.yaml"), /^status: 3$/m, "status: 4");
    rewrite(join(deleted, "meta.yaml"), /^lifecycle_stage: .*$/m, 'lifecycle_stage: "deleted"');
    expect((await job.week()).outputs.get("previous-run-id")).toBe(first.outputs.get("run-id"));
  });

  test("with other settings skips the comparison of the ranking and says which setting differs", async () => {
    await job.week();
    writeFileSync(join(job.workspace, "train.csv"), "user,item\n22,5\n");
    const step = await job.week({ "train-interactions": "train.csv" });
    expect(step.outputs.get("findings")).toContain('"reason":"different-train-mask"');
    expect(step.outputs.get("previous-run-id")).toBe("");
  });
});

describe("nothing is dispatched", () => {
  const flagUp = { thresholds: "test_mrr: 0.5" };

  test.each(["pull_request", "pull_request_target", "pull_request_review"])("on %s", async (event) => {
    const step = await job.week(flagUp, { GITHUB_EVENT_NAME: event });
    expect([step.outputs.get("should-retrain"), step.outputs.get("dispatched")]).toEqual(["true", "false"]);
    expect(job.github.requests).toEqual([]);
  });

  test("in a dry run; the payload is in the report", async () => {
    const step = await job.week({ ...flagUp, "dry-run": "true" });
    expect(job.github.requests).toEqual([]);
    expect(readFileSync(step.outputs.get("report-path")!, "utf8")).toContain(
      '"client_payload"'.replace("client_", ""),
    );
    expect(step.exitCode).toBe(0);
  });

  test("with retrain-trigger: none", async () => {
    await job.week({ ...flagUp, "retrain-trigger": "none" });
    expect(job.github.requests).toEqual([]);
  });
});

test("the summary can be switched off", async () => {
  expect((await job.week({ summary: "false" })).summary).toBe("");
});

test("the token is masked and appears nowhere else", async () => {
  const step = await job.week({ thresholds: "test_mrr: 0.5" });
  const [first, ...rest] = step.log.split("test-token-0123456789");
  expect(first).toMatch(/::add-mask::$/);
  expect(rest).toHaveLength(1);
  expect(step.summary).not.toContain("test-token");
});

test("the config file sets what the inputs leave open", async () => {
  mkdirSync(join(job.workspace, ".github"));
  writeFileSync(
    join(job.workspace, ".github/model-monitor.yml"),
    "experiment: from-file\nretrain-trigger: none\n",
  );
  const step = await job.week({ "run-name": "weekly" });
  const experiment = join(job.workspace, "mlruns", step.outputs.get("experiment-id")!);
  expect(readFileSync(join(experiment, "meta.yaml"), "utf8")).toContain("from-file");
  expect(readdirSync(job.runFolder(step))).toContain("meta.yaml");
  expect(readFileSync(join(job.runFolder(step), "tags/mlflow.runName"), "utf8")).toBe("weekly");
});
