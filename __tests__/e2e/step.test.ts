import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { runStep, type StepResult } from "../support/action.ts";
import { startGitHub, type Answer, type LoopbackGitHub } from "../support/github.ts";
import { aRepository, addUsers, changeDatabase } from "../support/repository.ts";

let github: LoopbackGitHub;
let answer: Answer;
let workspace: string;
let runNumber = 0;

beforeEach(async () => {
  answer = { status: 204 };
  github = await startGitHub(() => answer);
  workspace = aRepository();
});

afterEach(async () => {
  await github.close();
  rmSync(workspace, { recursive: true });
});

/** The next weekly run in the same repository. */
async function week(
  inputs: Record<string, string> = {},
  environment: Record<string, string> = {},
): Promise<StepResult> {
  runNumber += 1;
  return await runStep({
    workspace,
    inputs,
    environment: { GITHUB_API_URL: github.url, GITHUB_RUN_ID: String(runNumber), ...environment },
  });
}

function publishedRun(step: StepResult): string {
  return join(workspace, "mlruns", step.outputs.get("experiment-id")!, step.outputs.get("run-id")!);
}

function expectWholeRun(step: StepResult): void {
  const run = publishedRun(step);
  expect(readFileSync(join(run, "meta.yaml"), "utf8")).toMatch(/^status: 3$/m);
  expect(readFileSync(join(run, "metrics/test_mrr"), "utf8")).toMatch(/^\d+ 0\.0543\d+ 1\n$/);
  expect(existsSync(join(run, "artifacts/evidence.json"))).toBe(true);
}

describe("a first run", () => {
  test("with no input at all evaluates the repository at its default paths and passes", async () => {
    const step = await week();
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
    expect(github.requests).toEqual([]);
  });

  test("says in the findings that the comparisons were skipped for want of a previous run", async () => {
    const findings = JSON.parse((await week()).outputs.get("findings")!) as {
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
    expect([...(await week()).outputs.keys()].sort()).toEqual(names.sort());
  });

  test("leaves report.json where report-path says", async () => {
    const step = await week();
    const report = JSON.parse(readFileSync(step.outputs.get("report-path")!, "utf8")) as { schema: number };
    expect(report.schema).toBe(1);
    expect(readFileSync(join(publishedRun(step), "artifacts/report.json"), "utf8")).toBe(
      readFileSync(step.outputs.get("report-path")!, "utf8"),
    );
  });
});

describe("a later run", () => {
  test("compares with the run before it", async () => {
    const first = await week();
    const second = await week();
    expect(second.outputs.get("previous-run-id")).toBe(first.outputs.get("run-id"));
    expect(second.outputs.get("findings")).toContain('"reason":"same-measurement"');
  });

  test("says of a skipped check what makes it possible, and no more when that was done", async () => {
    const thresholds = "{hit_rate_at_10: 0.01}";
    const skipped = await week({ thresholds });
    expect(skipped.log.match(/^::notice.*$/gm)).toEqual([
      expect.stringMatching(/::Not checked: hit_rate_at_10 \(absolute-threshold\)\. .* name it in metrics/),
    ]);
    expect(skipped.log).not.toMatch(/^::warning/m);
    const mended = await week({ thresholds, metrics: "hit_rate_at_10" });
    expect(mended.outputs.get("findings")).not.toContain("metric-not-computed");
    expect(mended.log).not.toMatch(/^::(?:notice|warning)/m);
  });

  test("raises the flag, annotates once and sends the event with the promised payload", async () => {
    const first = await week();
    addUsers(workspace, 10);
    const second = await week();
    expect(second.outputs.get("triggers")).toBe('["user-growth"]');
    expect([second.outputs.get("should-retrain"), second.outputs.get("dispatched")]).toEqual([
      "true",
      "true",
    ]);
    expect(second.log.match(/^::warning/gm)).toHaveLength(1);
    expect(github.requests).toHaveLength(1);
    expect(github.requests[0]).toMatchObject({ method: "POST", path: "/repos/octo/movies/dispatches" });
    const body = github.requests[0]!.body as { event_type: string; client_payload: Record<string, unknown> };
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
    await week();
    addUsers(workspace, 10);
    const step = await week();
    expect(readFileSync(join(publishedRun(step), "tags/model_monitor.dispatch"), "utf8")).toBe("sent");
  });

  test("never compares with an earlier attempt of the same job", async () => {
    const first = await week();
    addUsers(workspace, 10);
    const attempt1 = await week({}, { GITHUB_RUN_ID: "500", GITHUB_RUN_ATTEMPT: "1" });
    const attempt2 = await week({}, { GITHUB_RUN_ID: "500", GITHUB_RUN_ATTEMPT: "2" });
    expect([attempt1, attempt2].map((step) => step.outputs.get("triggers"))).toEqual([
      '["user-growth"]',
      '["user-growth"]',
    ]);
    expect(attempt2.outputs.get("previous-run-id")).toBe(first.outputs.get("run-id"));
  });

  test("passes over a failed run and a run that was deleted in MLflow", async () => {
    const first = await week();
    const failed = publishedRun(await week());
    const deleted = publishedRun(await week());
    rewrite(join(failed, "meta.yaml"), /^status: 3$/m, "status: 4");
    rewrite(join(deleted, "meta.yaml"), /^lifecycle_stage: .*$/m, 'lifecycle_stage: "deleted"');
    expect((await week()).outputs.get("previous-run-id")).toBe(first.outputs.get("run-id"));
  });

  test("with other settings skips the comparison of the ranking and says which setting differs", async () => {
    await week();
    writeFileSync(join(workspace, "train.csv"), "user,item\n22,5\n");
    const step = await week({ "train-interactions": "train.csv" });
    expect(step.outputs.get("findings")).toContain('"reason":"different-train-mask"');
    expect(step.outputs.get("previous-run-id")).toBe("");
  });
});

describe("whatever fails after logging, the run stays there, finished and readable", () => {
  test("a refused dispatch: the step fails as a delivery and names the two YAML lines", async () => {
    await week();
    addUsers(workspace, 10);
    answer = { status: 403, body: { message: "Resource not accessible by integration" } };
    const step = await week();
    expect([step.exitCode, step.outputs.get("status"), step.outputs.get("dispatched")]).toEqual([
      1,
      "evaluated",
      "false",
    ]);
    expect(step.summary).toContain("permissions:\n  contents: write");
    expect(readFileSync(join(publishedRun(step), "tags/model_monitor.dispatch"), "utf8")).toBe("refused");
    expect(readFileSync(join(publishedRun(step), "meta.yaml"), "utf8")).toMatch(/^status: 3$/m);
  });

  test("a refused dispatch fails nothing when fail-on does not list delivery", async () => {
    await week();
    addUsers(workspace, 10);
    answer = { status: 403 };
    expect((await week({ "fail-on": "error" })).exitCode).toBe(0);
  });

  test("an unwritable report folder", async () => {
    writeFileSync(join(workspace, "model-monitor-report"), "a file in the way");
    const step = await week();
    expect([step.exitCode, step.outputs.get("status"), step.outputs.get("report-path")]).toEqual([
      1,
      "evaluated",
      "",
    ]);
    expectWholeRun(step);
  });

  test("an unwritable summary", async () => {
    const step = await week({}, { GITHUB_STEP_SUMMARY: workspace });
    expect([step.exitCode, step.outputs.get("status")]).toEqual([1, "evaluated"]);
    expectWholeRun(step);
  });
});

describe("a damaged history", () => {
  test("is an error that names the file and changes nothing: no rule is evaluated, no run is added", async () => {
    const damaged = publishedRun(await week());
    rewrite(join(damaged, "meta.yaml"), /[^]*/, "run_id: [");
    const step = await week();
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
    rmSync(join(workspace, "user_data.db"));
    const step = await week();
    expect([step.exitCode, step.outputs.get("status"), step.outputs.get("should-retrain")]).toEqual([
      0,
      "no-data",
      "false",
    ]);
    expect(step.log.match(/^::warning/gm)).toHaveLength(1);
    expect([step.outputs.get("test-mrr"), step.outputs.get("run-id")]).toEqual(["", ""]);
    expect(existsSync(join(workspace, "mlruns"))).toBe(false);
  });

  test("no-data after an earlier evaluation says since when there is nothing", async () => {
    await week();
    rmSync(join(workspace, "user_data.db"));
    const step = await week();
    expect(step.log).toMatch(/::warning.*\d{4}-\d\d-\d\d/);
  });

  test("no active user: no-data", async () => {
    changeDatabase(workspace, "UPDATE initial_ratings SET done = 0");
    expect((await week()).outputs.get("status")).toBe("no-data");
  });

  test("no-data fails the step where the user asks for that", async () => {
    rmSync(join(workspace, "user_data.db"));
    expect((await week({ "fail-on": "no-data" })).exitCode).toBe(1);
  });

  test.each([
    ["user_data.db", "not SQLite at all, but long enough to be looked at ".repeat(20)],
    ["models/bpr_recommender.pt", "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 1\n"],
    ["models/frontend_user_map.csv", "name,number\nann,1\n"],
    ["models/item_map.csv", ""],
  ])("a broken %s is an error that names it and changes nothing", async (file, content) => {
    writeFileSync(join(workspace, file), content);
    const step = await week();
    expect([step.exitCode, step.outputs.get("status"), step.outputs.get("should-retrain")]).toEqual([
      1,
      "error",
      "false",
    ]);
    expect(step.summary).toContain(file.split("/").at(-1)!);
    expect(step.log).toMatch(/^::error/m);
    expect(existsSync(join(workspace, "mlruns"))).toBe(false);
  });

  test.each(["models/bpr_recommender.pt", "models/frontend_user_map.csv", "models/item_map.csv"])(
    "a missing %s is an error that names it",
    async (file) => {
      rmSync(join(workspace, file));
      const step = await week();
      expect([step.exitCode, step.outputs.get("status")]).toEqual([1, "error"]);
      expect(step.log).toContain(file);
    },
  );

  test("a missing map says how to write the maps", async () => {
    rmSync(join(workspace, "models/frontend_user_map.csv"));
    expect((await week()).summary).toMatch(/csv\.writer|export_for_monitor/);
  });

  test("a bad metric is a finding, not an error", async () => {
    const step = await week({ thresholds: "test_mrr: 0.5", "retrain-trigger": "none" });
    expect([step.exitCode, step.outputs.get("triggers")]).toEqual([0, '["absolute-threshold"]']);
  });

  test("a wrong input is an error that names it", async () => {
    const step = await week({ k: "ten" });
    expect([step.exitCode, step.outputs.get("status")]).toEqual([1, "error"]);
    expect(step.log).toContain('"k"');
  });

  test.each([
    ["none", 0],
    ["delivery", 0],
    ["error", 1],
    ["nonsense", 1],
  ])("beside a wrong input, fail-on: %s exits %i", async (failOn, exitCode) => {
    const step = await week({ k: "ten", "fail-on": failOn });
    expect([step.exitCode, step.outputs.get("status")]).toEqual([exitCode, "error"]);
  });

  test.each([
    ["k: ten", 0],
    ["k: ten\nno-such-key: 1", 1],
  ])("fail-on in a config file with %j exits %i", async (other, exitCode) => {
    mkdirSync(join(workspace, ".github"));
    writeFileSync(join(workspace, ".github/model-monitor.yml"), `fail-on: none\n${other}\n`);
    const step = await week();
    expect([step.exitCode, step.outputs.get("status")]).toEqual([exitCode, "error"]);
  });

  test("fail-on: none given beside a config file that cannot be read fails nothing", async () => {
    mkdirSync(join(workspace, ".github"));
    writeFileSync(join(workspace, ".github/model-monitor.yml"), "no-such-key: 1\n");
    expect((await week({ "fail-on": "none" })).exitCode).toBe(0);
  });

  test("fail-on: none never fails the step", async () => {
    rmSync(join(workspace, "models/bpr_recommender.pt"));
    expect((await week({ "fail-on": "none" })).exitCode).toBe(0);
  });

  test("fail-on: retrain fails the step when the flag is up", async () => {
    const step = await week({ thresholds: "test_mrr: 0.5", "retrain-trigger": "none", "fail-on": "retrain" });
    expect(step.exitCode).toBe(1);
  });
});

describe("nothing is dispatched", () => {
  const flagUp = { thresholds: "test_mrr: 0.5" };

  test.each(["pull_request", "pull_request_target", "pull_request_review"])("on %s", async (event) => {
    const step = await week(flagUp, { GITHUB_EVENT_NAME: event });
    expect([step.outputs.get("should-retrain"), step.outputs.get("dispatched")]).toEqual(["true", "false"]);
    expect(github.requests).toEqual([]);
  });

  test("in a dry run; the payload is in the report", async () => {
    const step = await week({ ...flagUp, "dry-run": "true" });
    expect(github.requests).toEqual([]);
    expect(readFileSync(step.outputs.get("report-path")!, "utf8")).toContain(
      '"client_payload"'.replace("client_", ""),
    );
    expect(step.exitCode).toBe(0);
  });

  test("with retrain-trigger: none", async () => {
    await week({ ...flagUp, "retrain-trigger": "none" });
    expect(github.requests).toEqual([]);
  });
});

test("the summary can be switched off", async () => {
  expect((await week({ summary: "false" })).summary).toBe("");
});

test("the token is masked and appears nowhere else", async () => {
  const step = await week({ thresholds: "test_mrr: 0.5" });
  const [first, ...rest] = step.log.split("test-token-0123456789");
  expect(first).toMatch(/::add-mask::$/);
  expect(rest).toHaveLength(1);
  expect(step.summary).not.toContain("test-token");
});

test("the config file sets what the inputs leave open", async () => {
  mkdirSync(join(workspace, ".github"));
  writeFileSync(
    join(workspace, ".github/model-monitor.yml"),
    "experiment: from-file\nretrain-trigger: none\n",
  );
  const step = await week({ "run-name": "weekly" });
  const experiment = join(workspace, "mlruns", step.outputs.get("experiment-id")!);
  expect(readFileSync(join(experiment, "meta.yaml"), "utf8")).toContain("from-file");
  expect(readdirSync(publishedRun(step))).toContain("meta.yaml");
  expect(readFileSync(join(publishedRun(step), "tags/mlflow.runName"), "utf8")).toBe("weekly");
});

function rewrite(file: string, pattern: RegExp, replacement: string): void {
  writeFileSync(file, readFileSync(file, "utf8").replace(pattern, replacement));
}
