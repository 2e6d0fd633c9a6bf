import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { distFolder, spawnAndCollect } from "../support/action.ts";
import { artifactJob, told } from "../support/artifact-world.ts";

const job = artifactJob();

describe("an error, and what to do about it, is", () => {
  test("the missing permission, as lines of YAML", async () => {
    job.uploaded();
    job.github.state.repository("octo/movies").permissions!.actions = "none";
    const step = await job.evaluate();
    expect(told(step, "error")).toContain(
      "GitHub does not let the token list the artifacts of run 77 in octo/movies (HTTP 403)",
    );
    expect(step.summary).toContain("permissions:\n  actions: read");
    expect(step.exitCode).toBe(1);
  });

  test("a download that is forbidden", async () => {
    job.uploaded();
    job.github.faults.push({
      on: /\/zip$/,
      reply: { status: 403, body: { message: "Resource not accessible" } },
    });
    const step = await job.evaluate();
    expect(told(step, "error")).toContain("download the artifact user-data");
    expect(step.summary).toContain("permissions:\n  actions: read");
  });

  test("another repository that the token does not reach", async () => {
    const step = await job.evaluate({ "database-repository": "octo/frontend" });
    expect(told(step, "error")).toContain("reaches its own repository only: pass as `github-token`");
  });

  test("a workflow that is not there", async () => {
    const step = await job.evaluate({ "database-workflow": "nightly.yml" });
    expect(told(step, "error")).toContain(
      "Check `database-workflow`: there is no such workflow in octo/movies.",
    );
  });

  test("a run that is not there", async () => {
    const step = await job.evaluate({ "database-run-id": "424242" });
    expect(told(step, "error")).toContain("Check `database-run-id`: there is no such run in octo/movies.");
  });

  test("a token without requests left", async () => {
    job.github.faults.push({
      on: /GET \/repos/,
      reply: { status: 403, body: {}, headers: { "x-ratelimit-remaining": "0" } },
    });
    expect(told(await job.evaluate(), "error")).toContain("has used up its requests");
  });

  test("a token that is not valid", async () => {
    job.github.faults.push({
      on: /GET \/repos/,
      reply: { status: 401, body: { message: "Bad credentials" } },
    });
    expect(told(await job.evaluate(), "error")).toContain("Check the input `github-token`.");
  });

  test("no token at all", async () => {
    const step = await job.evaluate({ "github-token": "" });
    expect(told(step, "error")).toContain('the input "github-token" is empty');
  });

  test("GitHub failing for longer than a hiccup", async () => {
    job.github.faults.push({ on: /GET \/repos/, reply: { status: 502 } });
    expect(told(await job.evaluate(), "error")).toContain(
      "GitHub failed with HTTP 502 when asked to list the artifacts",
    );
    expect(job.github.calls).toHaveLength(3);
  });

  test("an answer that is none", async () => {
    job.github.faults.push({ on: /GET \/repos/, reply: { status: 200, body: { artifacts: "none" } } });
    expect(told(await job.evaluate(), "error")).toContain("GitHub's answer cannot be understood");
  });

  test("a GitHub Enterprise Server", async () => {
    const step = await job.evaluate({}, { GITHUB_SERVER_URL: "https://github.example.org" });
    expect(told(step, "error")).toContain("artifacts cannot be fetched on GitHub Enterprise Server");
    expect(told(step, "error")).toContain("actions/download-artifact@v3");
    expect(job.github.calls).toEqual([]);
  });

  test("an artifact on the command line, where nobody can fetch it", async () => {
    const { exitCode, log } = await spawnAndCollect(
      join(distFolder(), "cli.js"),
      ["--database-artifact", "user-data"],
      { cwd: job.workspace, environment: {} },
    );
    expect([exitCode, log]).toEqual([
      1,
      expect.stringContaining("artifacts of workflows can be fetched by a workflow's step only"),
    ]);
  });

  test("an input that says where to look and not what for", async () => {
    const step = await job.evaluate({ "database-artifact": "", "database-workflow": "export.yml" });
    expect(told(step, "error")).toContain('the input "database-workflow" is set, and no artifact is named');
  });
});
