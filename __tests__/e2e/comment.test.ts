import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { aDatabase, rowsOf } from "../support/mlflow-database.ts";
import { BOT, PATIENCE, pullRequestJob } from "../support/pull-request-job.ts";

const job = pullRequestJob();

const MOVED = { members: 50, moved: 3 };

describe("a pull request of the own repository", () => {
  test(
    "gets one comment, which is changed with the verdict and untouched while nothing changes",
    async () => {
      await job.weekOfMain();
      expect(job.comments()).toEqual([]);

      const first = await job.push({ club: MOVED });
      expect(first.exitCode).toBe(0);
      expect(job.comments()).toHaveLength(1);
      const [comment] = job.comments();
      expect(comment!.author).toBe(BOT);
      expect(comment!.body).toMatch(
        /^<!-- model-monitor comment [0-9a-f]{24} -->\n### ⚠️ Retraining recommended/,
      );
      expect(comment!.body).toMatch(
        /Compared with the newest evaluation of <code>main<\/code>, \d+ \w{3} \d{4}\./,
      );
      expect(comment!.body).toContain("The database has changed since, the model has not.");
      expect(comment!.body).toContain(`/octo/movies/actions/runs/${first.run.id})`);
      const said = comment!.body;

      await job.push({ club: MOVED, day: 2 });
      expect(job.comments().map(({ body }) => body)).toEqual([said]);
      expect(job.writes()).toEqual(["POST /repos/octo/movies/issues/1/comments"]);

      await job.push({ day: 3 });
      expect(job.comments()).toHaveLength(1);
      expect(comment!.body).toContain("### ✅ The model still fits its users");
      expect(job.writes()).toHaveLength(2);
      expect(job.writes()[1]).toBe("PATCH /repos/octo/movies/issues/comments/N");
    },
    PATIENCE,
  );

  test(
    "writes no history and starts nothing, whatever it finds",
    async () => {
      await job.weekOfMain();
      const before = job.github.state.artifacts.filter(({ name }) => name !== "user-data").length;
      const caches = job.github.state.caches.length;
      const step = await job.push({ club: MOVED });
      expect(step.outputs.get("should-retrain")).toBe("true");
      expect(step.outputs.get("previous-run-id")).not.toBe("");
      expect(step.outputs.get("dispatched")).toBe("false");
      expect(step.outputs.get("history-saved")).toBe("false");
      expect(job.github.state.artifacts.filter(({ name }) => name !== "user-data")).toHaveLength(before);
      expect(job.github.state.caches).toHaveLength(caches);
      expect(job.github.callsTo(/\/dispatches$/)).toEqual([]);
    },
    PATIENCE,
  );

  test(
    "leaves a tracking database as it is, and compares with the runs that are in it",
    async () => {
      const workspace = aDatabase();
      const inputs = { "tracking-uri": `sqlite:///${join(workspace, "mlflow.db")}` };
      const main = await job.weekOfMain({ inputs });
      const step = await job.push({ inputs, club: MOVED });
      expect(rowsOf(workspace, "SELECT run_uuid FROM runs")).toEqual([
        { run_uuid: main.outputs.get("run-id") },
      ]);
      expect(step.outputs.get("previous-run-id")).toBe(main.outputs.get("run-id"));
      expect(job.comments()[0]!.body).toContain("Compared with the newest evaluation of <code>main</code>");
    },
    PATIENCE,
  );

  test(
    "is told that its model cannot be read, where the last verdict was good",
    async () => {
      await job.push();
      expect(job.comments()[0]!.body).toContain("### ✅");
      const step = await job.push({ inputs: { model: "nowhere.pt" } });
      expect(step.exitCode).toBe(1);
      expect(job.comments()).toHaveLength(1);
      expect(job.comments()[0]!.body).toContain("### ❌ The evaluation failed");
    },
    PATIENCE,
  );

  test("is told that there is no data", async () => {
    await job.push({ inputs: { "database-artifact": "nothing-of-the-kind" } });
    expect(job.comments()[0]!.body).toContain("### ⚪ No data to evaluate");
  });

  test("gets a comment for each experiment", async () => {
    await job.push({ inputs: { experiment: "bpr" } });
    await job.push({ inputs: { experiment: "lstm --> <b>" } });
    expect(job.comments()).toHaveLength(2);
    expect(job.comments()[1]!.body).toContain("<code>lstm --&gt; &lt;b&gt;</code>");
  }, 60_000);

  test("gets no comment from a dry run, nor where none is wanted", async () => {
    await job.push({ inputs: { "dry-run": "true" } });
    await job.push({ inputs: { comment: "never" } });
    expect(job.comments()).toEqual([]);
    expect(job.github.callsTo(/graphql|\/issues/)).toEqual([]);
  }, 60_000);
});

describe("a run outside of a pull request", () => {
  test("comments with `always` in the open pull request of its commit", async () => {
    const step = await job.weekOfMain({
      event: "push",
      inputs: { comment: "always" },
      environment: { GITHUB_REF: "refs/heads/topic", GITHUB_REF_NAME: "topic" },
    });
    expect(step.exitCode).toBe(0);
    expect(job.comments().map(({ issue }) => issue)).toEqual([job.pull.number]);
  });

  test("says in the log that there is none", async () => {
    job.pull.state = "closed";
    const step = await job.weekOfMain({ inputs: { comment: "always" } });
    expect(step.exitCode).toBe(0);
    expect(step.log).toContain("this commit belongs to no open pull request");
    expect(job.comments()).toEqual([]);
  });
});
