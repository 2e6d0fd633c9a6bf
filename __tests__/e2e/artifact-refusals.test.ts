import { rmSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { distFolder, spawnAndCollect, type StepResult } from "../support/action.ts";
import { archiveOf, stepWith, takeAway } from "../support/artifact-world.ts";
import { startGitHubServices, type GitHubServices } from "../support/github-services.ts";
import { URL_SECRET } from "../support/github-services/blobs.ts";
import type { Artifact, WorkflowRun } from "../support/github-services/state.ts";
import { aRepository } from "../support/repository.ts";
import { zipBytes } from "../support/zip-writer.ts";

let github: GitHubServices;
let workspace: string;
let database: Buffer;

beforeEach(async () => {
  github = await startGitHubServices();
  workspace = aRepository();
  database = takeAway(workspace, "user_data.db");
});

afterEach(async () => {
  rmSync(workspace, { recursive: true });
  await github.close();
});

function uploaded(run: Partial<WorkflowRun> = {}, artifact: Partial<Artifact> = {}) {
  const bytes = artifact.bytes ?? archiveOf({ "user_data.db": database });
  return github.state.addArtifact(github.state.addRun(run), "user-data", bytes, artifact);
}

async function evaluate(
  inputs: Readonly<Record<string, string>> = {},
  environment: Readonly<Record<string, string>> = {},
): Promise<StepResult> {
  return await stepWith(github, workspace, { "database-artifact": "user-data", ...inputs }, environment);
}

/** The annotation of a step that ended so: what people read. */
function told(step: StepResult, status: "no-data" | "error"): string {
  expect(step.outputs.get("status")).toBe(status);
  expect(step.outputs.get("run-id")).toBe("");
  const level = status === "error" ? "error" : "warning";
  return (
    new RegExp(`^::${level}(?: .*?)?::(.*)$`, "m").exec(step.log)?.[1]?.replaceAll("%0A", "\n") ?? step.log
  );
}

describe("an artifact is not taken, and the warning says why, when", () => {
  test.each<[string, Partial<WorkflowRun>, Partial<Artifact>, Record<string, string>]>([
    ["1 was uploaded from a fork", { headRepository: "mallory/movies", event: "pull_request" }, {}, {}],
    ["1 belongs to another branch", { headBranch: "wip" }, {}, {}],
    ["1 was uploaded by a pull request's run", { event: "pull_request" }, {}, {}],
    ["1 was uploaded by a pull request's run", { event: "pull_request_target" }, {}, {}],
    ["1 belongs to a run that did not succeed", { conclusion: "failure" }, {}, {}],
    ["1 belongs to a run that did not succeed", { status: "in_progress", conclusion: null }, {}, {}],
    ["1 is listed without a digest", {}, { digest: null }, {}],
    ["1 is listed without a digest", {}, { digest: "md5:0123" }, {}],
    ["1 has expired", {}, { expiresAt: 0 }, {}],
  ])("%s: %j %j", async (why, run, artifact, inputs) => {
    uploaded(run, artifact);
    const step = await evaluate(inputs);
    expect(told(step, "no-data")).toContain(
      `from a successful run on the branch main: of those with this name ${why}.`,
    );
    expect(step.exitCode).toBe(0);
  });

  test("another workflow uploaded it than the one that is named", async () => {
    github.state.addRun({ path: ".github/workflows/export.yml" });
    uploaded({ path: ".github/workflows/export.yml.yml" });
    const step = await evaluate({ "database-workflow": "export.yml" });
    expect(told(step, "no-data")).toContain("of the workflow export.yml on the branch main");
    expect(told(step, "no-data")).toContain("1 was uploaded by another workflow");
  });

  test("the run that is named is not to be trusted: naming it is no pardon", async () => {
    const { run } = uploaded({ headRepository: "mallory/movies" });
    uploaded();
    const step = await evaluate({ "database-run-id": String(run.id) });
    expect(told(step, "no-data")).toContain(`in run ${run.id} of octo/movies`);
    expect(told(step, "no-data")).toContain("1 was uploaded from a fork");
  });

  test("a fork's branch bears the name of ours, in the runs of the workflow too", async () => {
    uploaded({ headRepository: "mallory/movies", event: "push" });
    const step = await evaluate({ "database-workflow": "weekly.yml" });
    expect(told(step, "no-data")).toContain("1 was uploaded from a fork");
  });

  test("its fork is gone, and so is its place in the listing", async () => {
    uploaded({ headRepository: "mallory/movies" });
    github.state.repositories.delete("mallory/movies");
    const step = await evaluate();
    expect(told(step, "no-data")).toContain("1 was uploaded from a fork");
  });

  test("forks flood the listing: a trusted one behind them is found", async () => {
    const trusted = uploaded();
    for (let index = 0; index < 150; index++) uploaded({ headRepository: "mallory/movies" });
    const step = await evaluate();
    expect(step.log).toContain(`database from artifact user-data (${trusted.id})`);
  });
});

describe("nothing of the name", () => {
  test("is no data, and says where was looked", async () => {
    const step = await evaluate();
    expect(told(step, "no-data")).toContain("There is no artifact user-data in octo/movies.");
    expect(step.summary).toContain("database-artifact");
  });

  test("in the run that is named is no data", async () => {
    uploaded();
    const { id } = github.state.addRun();
    const step = await evaluate({ "database-run-id": String(id) });
    expect(told(step, "no-data")).toContain(`There is no artifact user-data in run ${id} of octo/movies.`);
  });

  test("that expired between listing and download is no data", async () => {
    uploaded();
    github.faults.push({ on: /\/zip$/, reply: { status: 410, body: { message: "Artifact has expired" } } });
    expect(told(await evaluate(), "no-data")).toContain("1 has expired");
  });
});

describe("an error, and what to do about it, is", () => {
  test("the missing permission, as lines of YAML", async () => {
    uploaded();
    github.state.repository("octo/movies").permissions!.actions = "none";
    const step = await evaluate();
    expect(told(step, "error")).toContain(
      "GitHub does not let the token list the artifacts of run 77 in octo/movies (HTTP 403)",
    );
    expect(step.summary).toContain("permissions:\n  actions: read");
    expect(step.exitCode).toBe(1);
  });

  test("a download that is forbidden", async () => {
    uploaded();
    github.faults.push({
      on: /\/zip$/,
      reply: { status: 403, body: { message: "Resource not accessible" } },
    });
    const step = await evaluate();
    expect(told(step, "error")).toContain("download the artifact user-data");
    expect(step.summary).toContain("permissions:\n  actions: read");
  });

  test("another repository that the token does not reach", async () => {
    const step = await evaluate({ "database-repository": "octo/frontend" });
    expect(told(step, "error")).toContain("reaches its own repository only: pass as `github-token`");
  });

  test("a workflow that is not there", async () => {
    const step = await evaluate({ "database-workflow": "nightly.yml" });
    expect(told(step, "error")).toContain(
      "Check `database-workflow`: there is no such workflow in octo/movies.",
    );
  });

  test("a run that is not there", async () => {
    const step = await evaluate({ "database-run-id": "424242" });
    expect(told(step, "error")).toContain("Check `database-run-id`: there is no such run in octo/movies.");
  });

  test("a token without requests left", async () => {
    github.faults.push({
      on: /GET \/repos/,
      reply: { status: 403, body: {}, headers: { "x-ratelimit-remaining": "0" } },
    });
    expect(told(await evaluate(), "error")).toContain("has used up its requests");
  });

  test("a token that is not valid", async () => {
    github.faults.push({ on: /GET \/repos/, reply: { status: 401, body: { message: "Bad credentials" } } });
    expect(told(await evaluate(), "error")).toContain("Check the input `github-token`.");
  });

  test("no token at all", async () => {
    const step = await evaluate({ "github-token": "" });
    expect(told(step, "error")).toContain('the input "github-token" is empty');
  });

  test("GitHub failing for longer than a hiccup", async () => {
    github.faults.push({ on: /GET \/repos/, reply: { status: 502 } });
    expect(told(await evaluate(), "error")).toContain(
      "GitHub failed with HTTP 502 when asked to list the artifacts",
    );
    expect(github.calls).toHaveLength(3);
  });

  test("an answer that is none", async () => {
    github.faults.push({ on: /GET \/repos/, reply: { status: 200, body: { artifacts: "none" } } });
    expect(told(await evaluate(), "error")).toContain("GitHub's answer cannot be understood");
  });

  test("a GitHub Enterprise Server", async () => {
    const step = await evaluate({}, { GITHUB_SERVER_URL: "https://github.example.org" });
    expect(told(step, "error")).toContain("artifacts cannot be fetched on GitHub Enterprise Server");
    expect(told(step, "error")).toContain("actions/download-artifact@v3");
    expect(github.calls).toEqual([]);
  });

  test("an artifact on the command line, where nobody can fetch it", async () => {
    const { exitCode, log } = await spawnAndCollect(
      join(distFolder(), "cli.js"),
      ["--database-artifact", "user-data"],
      { cwd: workspace, environment: {} },
    );
    expect([exitCode, log]).toEqual([
      1,
      expect.stringContaining("artifacts of workflows can be fetched by a workflow's step only"),
    ]);
  });

  test("an input that says where to look and not what for", async () => {
    const step = await evaluate({ "database-artifact": "", "database-workflow": "export.yml" });
    expect(told(step, "error")).toContain('the input "database-workflow" is set, and no artifact is named');
  });
});

describe("bytes are refused", () => {
  test("that do not have the digest of the listing", async () => {
    const artifact = uploaded();
    artifact.bytes = archiveOf({ "user_data.db": Buffer.concat([database, Buffer.from("x")]) });
    const step = await evaluate();
    expect(told(step, "error")).toContain("do not have the digest that GitHub lists");
  });

  test("of more than is downloaded, before a byte of them comes", async () => {
    uploaded({}, { size: 2 ** 30 + 1 });
    expect(told(await evaluate(), "error")).toContain(
      "holds 1073741825 bytes; at most 1073741824 are downloaded",
    );
    expect(github.callsTo(/\/zip$/)).toEqual([]);
  });

  test("that would unpack to a multiple", async () => {
    uploaded({}, { bytes: archiveOf({ "user_data.db": Buffer.concat([database, Buffer.alloc(2 ** 26)]) }) });
    expect(told(await evaluate(), "error")).toMatch(/would unpack from \d+ to \d+ bytes, more than 250:1/);
  });

  test("that declare less than they unpack to", async () => {
    const parts = [{ name: "user_data.db", content: database, deflated: true, declaredSize: 100 }];
    uploaded({}, { bytes: zipBytes(parts) });
    expect(told(await evaluate(), "error")).toContain("100 bytes are declared");
  });

  test("of more files than anybody uploads for this", async () => {
    const files = Object.fromEntries(Array.from({ length: 1001 }, (_, index) => [`${index}.txt`, ""]));
    uploaded({}, { bytes: archiveOf(files) });
    expect(told(await evaluate(), "error")).toContain("holds 1001 files; at most 1000 are unpacked");
  });

  test.each(["../user_data.db", "/etc/passwd", "a/../../b", "C:\\x", "a\\..\\b", "a//b", "a\u0001b"])(
    "with a file named %j, which leads elsewhere",
    async (name) => {
      uploaded({}, { bytes: archiveOf({ "user_data.db": database, [name]: "x" }) });
      expect(told(await evaluate(), "error")).toContain("which is not unpacked");
    },
  );

  test("that are cut off on the way, until they come whole", async () => {
    uploaded();
    github.faults.push({ on: /GET \/blobs/, reply: "drop", times: 1 });
    expect((await evaluate()).outputs.get("status")).toBe("evaluated");
  });
});

test("neither the runtime token nor a signed address is in what anybody reads", async () => {
  uploaded();
  const step = await evaluate({}, { RUNNER_DEBUG: "1", ACTIONS_STEP_DEBUG: "true" });
  const { ACTIONS_RUNTIME_TOKEN: token } = github.environment(77);
  expect(github.callsTo(/GET \/blobs/)[0]!.path).toContain(URL_SECRET);
  const read = [step.log.replaceAll(/^::add-mask::.*$/gm, ""), step.summary, ...step.outputs.values()].join();
  expect(read).not.toContain(URL_SECRET);
  expect(read).not.toContain(token);
});
