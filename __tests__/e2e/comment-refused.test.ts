import { describe, expect, test } from "@jest/globals";

import { BOT, levels, PATIENCE, pullEvent, pullRequestJob } from "../support/pull-request-job.ts";

const job = pullRequestJob();

describe("a comment of somebody else with our marker", () => {
  test(
    "is left as it is, and ours is written beside it",
    async () => {
      await job.push();
      const marker = job.comments()[0]!.body.split("\n")[0]!;
      job.github.state.conversations.comments = [];
      const planted = job.github.state.conversations.addComment(
        job.pull,
        `${marker}\n### ✅ All good`,
        "mallory",
      );
      const quoted = job.github.state.conversations.addComment(
        job.pull,
        `> ${marker}\n\nAs the bot said`,
        BOT,
      );
      const before = [planted.body, quoted.body];
      await job.push();
      expect([planted.body, quoted.body]).toEqual(before);
      expect(job.comments()).toHaveLength(3);
    },
    PATIENCE,
  );

  test(
    "is not changed where GitHub does not tell who we are",
    async () => {
      job.github.faults.push({ on: /graphql/, reply: { status: 502, body: {} } });
      const step = await job.push();
      expect(job.writes()).toEqual([]);
      expect(step.exitCode).toBe(1);
      expect(step.summary).toContain("Not delivered");
    },
    PATIENCE,
  );
});

describe("a token that may not comment", () => {
  test("of a fork's pull request leaves the verdict in the summary, with one notice", async () => {
    Object.assign(job.permissions(), {
      issues: "read",
      "pull-requests": "read",
      contents: "read",
      actions: "read",
    });
    const step = await job.push({
      inputs: { comment: "always" },
      environment: pullEvent(job.pull.number, "stranger/movies"),
    });
    expect(step.exitCode).toBe(0);
    expect(step.summary).toContain("The model still fits its users");
    expect(levels(step.log, "notice")).toEqual([expect.stringContaining("A pull request from a fork")]);
    expect([...levels(step.log, "warning"), ...levels(step.log, "error")]).toEqual([]);
  });

  test("of Dependabot's pull request does the same", async () => {
    Object.assign(job.permissions(), { issues: "read", "pull-requests": "read" });
    const step = await job.push({ environment: { GITHUB_ACTOR: "dependabot[bot]" } });
    expect(step.exitCode).toBe(0);
    expect(levels(step.log, "notice")).toEqual([expect.stringContaining("Dependabot")]);
  });

  test("turns no check red by default: one notice names the permission", async () => {
    Object.assign(job.permissions(), { issues: "none", "pull-requests": "none" });
    const step = await job.push();
    expect(step.exitCode).toBe(0);
    expect(levels(step.log, "notice")).toEqual([expect.stringContaining("pull-requests: write")]);
    expect(step.summary).not.toContain("Not delivered");
  });

  test("is a failed delivery where the comment was asked for", async () => {
    Object.assign(job.permissions(), { issues: "none", "pull-requests": "none" });
    const step = await job.push({ inputs: { comment: "always" } });
    expect(step.exitCode).toBe(1);
    expect(step.summary).toContain("permissions:\n  pull-requests: write");
    expect(levels(step.log, "error")).toHaveLength(1);
    const calm = await job.push({ inputs: { comment: "always", "fail-on": "error" } });
    expect(calm.exitCode).toBe(0);
  }, 60_000);
});
