import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { newWorkspace, spawnAndCollect } from "./support/action.ts";
import { startGitHubServices, type GitHubServices } from "./support/github-services.ts";
import { DAY } from "./support/github-services/state.ts";

const CLIENT = fileURLToPath(new URL("support/toolkit-client.mjs", import.meta.url));

let github: GitHubServices;
let workspace: string;

beforeEach(async () => {
  github = await startGitHubServices();
  workspace = newWorkspace();
  mkdirSync(join(workspace, "mlruns"));
  writeFileSync(join(workspace, "mlruns/meta.yaml"), "artifact_location: here\n");
});

afterEach(async () => {
  await github.close().catch(() => null);
  rmSync(workspace, { recursive: true });
});

/** Calls one of the toolkit's client libraries in this workspace, as run 7 of `octo/movies`. */
async function toolkit(...args: readonly string[]): Promise<unknown> {
  const { log } = await spawnAndCollect(CLIENT, args, {
    cwd: workspace,
    environment: {
      PATH: process.env["PATH"]!,
      GITHUB_REPOSITORY: "octo/movies",
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_WORKSPACE: workspace,
      RUNNER_TEMP: workspace,
      ...github.environment(7),
    },
  });
  return JSON.parse(/^result (.*)$/m.exec(log)![1]!);
}

async function rest(path: string, init?: RequestInit) {
  const response = await fetch(`${github.url}${path}`, { redirect: "manual", ...init });
  return { status: response.status, body: await response.json().catch(() => null) };
}

const uploadHistory = async () =>
  await toolkit("upload", "history", workspace, join(workspace, "mlruns/meta.yaml"));

describe("the artifact service", () => {
  test("takes an upload of the real client and lists it over REST with its digest", async () => {
    const uploaded = (await uploadHistory()) as { id: number; digest: string };
    const { body } = await rest("/repos/octo/movies/actions/artifacts?name=history");
    expect(body).toMatchObject({
      total_count: 1,
      artifacts: [
        { id: uploaded.id, digest: `sha256:${uploaded.digest}`, expired: false, workflow_run: { id: 7 } },
      ],
    });
  });

  test("gives the real client back what it uploaded", async () => {
    const { id } = (await uploadHistory()) as { id: number };
    await toolkit("download", String(id), join(workspace, "back"), github.state.artifacts[0]!.digest!);
    expect(readFileSync(join(workspace, "back/mlruns/meta.yaml"), "utf8")).toContain("here");
  });

  test("refuses a second artifact of the same name in a run", async () => {
    await uploadHistory();
    expect(await uploadHistory()).toMatchObject({ error: expect.stringContaining("(409)") });
  });

  test("does not list an upload that was cut off", async () => {
    github.faults.push({ on: /FinalizeArtifact/, reply: { status: 403, body: { msg: "no" } } });
    await uploadHistory();
    expect((await rest("/repos/octo/movies/actions/artifacts")).body).toMatchObject({ total_count: 0 });
  });

  test("lets an artifact expire after 90 days: listed as expired, 410 on download", async () => {
    const { id } = github.state.addArtifact(github.state.addRun(), "history", Buffer.from("zip"));
    github.state.now = () => Date.now() + 91 * DAY;
    const listed = await rest(`/repos/octo/movies/actions/artifacts/${id}`);
    expect(listed.body).toMatchObject({ expired: true });
    expect((await rest(`/repos/octo/movies/actions/artifacts/${id}/zip`)).status).toBe(410);
  });
});

describe("the cache service", () => {
  test("restores for the real client the newest entry of a prefix", async () => {
    await toolkit("save", "mlruns", "history-1");
    writeFileSync(join(workspace, "mlruns/meta.yaml"), "second\n");
    await toolkit("save", "mlruns", "history-2");
    rmSync(join(workspace, "mlruns"), { recursive: true });
    expect(await toolkit("restore", "mlruns", "history-3", "history-")).toBe("history-2");
    expect(readFileSync(join(workspace, "mlruns/meta.yaml"), "utf8")).toBe("second\n");
  });

  test("refuses a key that is taken, and a write with a token that may only read", async () => {
    await toolkit("save", "mlruns", "history-1");
    expect(await toolkit("save", "mlruns", "history-1")).toBe(-1);
    github.state.cacheToken = "read-only";
    expect(await toolkit("save", "mlruns", "history-2")).toBe(-1);
    expect(github.state.caches.map(({ key }) => key)).toEqual(["history-1"]);
  });

  test("evicts what nobody read for over seven days", async () => {
    await toolkit("save", "mlruns", "history-1");
    github.state.now = () => Date.now() + 7 * DAY + 1000;
    expect(await toolkit("restore", "mlruns", "history-2", "history-")).toBeNull();
  });
});

describe("the REST API", () => {
  test("refuses what the token of the job may not do, as GitHub words it", async () => {
    github.state.repository("octo/movies").permissions!.actions = "none";
    expect(await rest("/repos/octo/movies/actions/artifacts")).toEqual({
      status: 403,
      body: { message: "Resource not accessible by integration" },
    });
  });

  test("hides a repository that the token cannot see", async () => {
    github.state.repository("octo/secret").permissions = null;
    expect((await rest("/repos/octo/secret/actions/artifacts")).status).toBe(404);
    expect((await rest("/repos/octo/unknown")).status).toBe(404);
  });

  test("lists the runs of a workflow, newest first, by branch and conclusion", async () => {
    const old = github.state.addRun({ createdAt: 1000 });
    const recent = github.state.addRun({ createdAt: 2000 });
    github.state.addRun({ createdAt: 3000, conclusion: "failure" });
    github.state.addRun({ createdAt: 4000, headBranch: "wip" });
    const { body } = await rest(
      "/repos/octo/movies/actions/workflows/weekly.yml/runs?branch=main&status=success",
    );
    const runs = (body as { workflow_runs: { id: number }[] }).workflow_runs;
    expect(runs.map(({ id }) => id)).toEqual([recent.id, old.id]);
  });

  test.each([
    ["GET", "/repos/octo/movies/actions/artifacts?nmae=x", undefined, 'unknown query parameter "nmae"'],
    ["GET", "/repos/octo/movies/actions/artifacts?per_page=many", undefined, "must be integer"],
    ["GET", "/repos/octo/movies/actions/runs?status=good", undefined, "must be equal to one of"],
    ["POST", "/repos/octo/movies/dispatches", {}, "must have required property 'event_type'"],
    [
      "POST",
      "/repos/octo/movies/dispatches",
      { event_type: "x", payload: {} },
      'unknown body property "payload"',
    ],
    ["POST", "/repos/octo/movies/dispatches", undefined, "has no body"],
    ["DELETE", "/repos/octo/movies", undefined, "not a call that is known here"],
  ])("holds against GitHub's description: %s %s %j", async (method, path, body, problem) => {
    const init =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
    expect((await rest(path, { method, ...init })).status).toBe(422);
    expect(github.problems.join()).toContain(problem);
    await expect(github.close()).rejects.toThrow(/GitHub would refuse/);
  });
});

describe("a fault", () => {
  test("answers instead, as often as it is told", async () => {
    github.faults.push({ on: /actions\/artifacts/, reply: { status: 500 }, times: 1 });
    expect((await rest("/repos/octo/movies/actions/artifacts")).status).toBe(500);
    expect((await rest("/repos/octo/movies/actions/artifacts")).status).toBe(200);
  });

  test("cuts the connection before or within the answer", async () => {
    github.faults.push({ on: /actions\/artifacts/, reply: "drop" });
    await expect(rest("/repos/octo/movies/actions/artifacts")).rejects.toThrow(/fetch failed/);
    github.faults.push({ on: /actions\/artifacts/, reply: "half" });
    expect((await rest("/repos/octo/movies/actions/artifacts")).body).toBeNull();
  });
});
