import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import {
  evaluatedRatings,
  evidenceOf,
  NEW_RATINGS,
  numbers,
  QUERY,
  reasonOf,
  WEEK_1_UNTIL,
} from "../support/filtered-evidence.ts";
import { changeDatabase, rewrite } from "../support/repository.ts";
import { weeklyJob } from "../support/weekly-job.ts";

const job = weeklyJob({ "retrain-trigger": "none" });

describe("since: previous-run", () => {
  test("evaluates only the ratings that are newer than all that the previous run saw", async () => {
    const first = await job.week();
    expect(job.inRun(first, "tags/model_monitor.data_until")).toBe(WEEK_1_UNTIL);
    changeDatabase(job.workspace, NEW_RATINGS);
    const all = await job.week();
    rmSync(job.runFolder(all), { recursive: true });
    const second = await job.week({ since: "previous-run" });
    const selected = await job.week({ "ratings-query": `${QUERY} AND r.timestamp GLOB '2024-07-0[89]*'` });
    expect(evaluatedRatings(job, second)).toBe(4);
    expect(second.outputs.get("test-mrr")).toBe(selected.outputs.get("test-mrr"));
    expect(numbers(second)).toEqual(numbers(all));
  });

  test("says what it used and what it left out, wherever one reads of it", async () => {
    await job.week();
    changeDatabase(job.workspace, NEW_RATINGS);
    const step = await job.week({ since: "previous-run", "min-rating": "3" });
    const { settings, health, metrics } = evidenceOf(job, step);
    expect(settings).toMatchObject({
      since: "previous-run",
      newer_than: Date.parse(WEEK_1_UNTIL),
      min_rating: 3,
    });
    expect([
      job.inRun(step, "params/model_monitor.since"),
      job.inRun(step, "params/model_monitor.newer_than"),
    ]).toEqual(["previous-run", WEEK_1_UNTIL]);
    // The new 2 and the new "good" are too low; the rating of last Tuesday has no time.
    expect(metrics["evaluated_ratings"]).toBe(2);
    expect(health["filtered"]).toMatchObject({ without_time: 1 });
    expect(step.summary).toContain("1 rating without a time that can be read");
    expect(step.summary).toMatch(/\d+ ratings too old to count/);
    expect(step.summary).toContain(`ratings since: the previous run (${WEEK_1_UNTIL})`);
    expect(step.summary).toContain(
      "Only ratings made after 2024-07-02 06:00 UTC count: those that the previous run did not see.",
    );
    expect(step.summary).not.toContain("Ratings of every age count");
  });

  test("still remembers the newest rating of the whole query", async () => {
    await job.week();
    changeDatabase(job.workspace, NEW_RATINGS);
    const step = await job.week({ since: "previous-run" });
    expect(job.inRun(step, "tags/model_monitor.data_until")).toBe("2024-07-09T12:00:00.000Z");
  });

  test("lets all ratings count in the first run, and says so", async () => {
    const all = await job.week({ experiment: "other" });
    const step = await job.week({ since: "previous-run" });
    expect(step.outputs.get("test-mrr")).toBe(all.outputs.get("test-mrr"));
    expect(step.summary).toContain("There is no previous run to start from: ratings of every age count");
    expect(step.summary).toContain("ratings since: the previous run (none yet: all)");
  });

  test("does not compare the first run over new ratings with the one over all of them, and the next with it", async () => {
    await job.week({ since: "previous-run" });
    changeDatabase(job.workspace, NEW_RATINGS);
    const second = await job.week({ since: "previous-run" });
    expect(reasonOf(second, "relative-drop")).toBe("different-since");
    changeDatabase(
      job.workspace,
      "UPDATE ratings SET timestamp = '2024-07-15 10:00:00' WHERE username = 'viewer02'",
    );
    const third = await job.week({ since: "previous-run", "max-mrr-drop": "100%" });
    expect(reasonOf(third, "relative-drop")).toBe("within-limit");
    expect(third.outputs.get("previous-run-id")).toBe(second.outputs.get("run-id"));
  });

  test("looks at the same ratings again when the job is run again", async () => {
    await job.week();
    changeDatabase(job.workspace, NEW_RATINGS);
    const attempts = [
      await job.week({ since: "previous-run" }, { GITHUB_RUN_ID: "500", GITHUB_RUN_ATTEMPT: "1" }),
      await job.week({ since: "previous-run" }, { GITHUB_RUN_ID: "500", GITHUB_RUN_ATTEMPT: "2" }),
    ];
    expect(attempts.map((step) => job.inRun(step, "params/model_monitor.newer_than"))).toEqual([
      WEEK_1_UNTIL,
      WEEK_1_UNTIL,
    ]);
    expect(attempts[1]!.outputs.get("test-mrr")).toBe(attempts[0]!.outputs.get("test-mrr"));
  });

  test("passes over a failed run and a run that was deleted in MLflow", async () => {
    await job.week();
    changeDatabase(job.workspace, NEW_RATINGS);
    rewrite(join(job.runFolder(await job.week()), "meta.yaml"), /^status: 3$/m, "status: 4");
    rewrite(
      join(job.runFolder(await job.week()), "meta.yaml"),
      /^lifecycle_stage: .*$/m,
      'lifecycle_stage: "deleted"',
    );
    expect(job.inRun(await job.week({ since: "previous-run" }), "params/model_monitor.newer_than")).toBe(
      WEEK_1_UNTIL,
    );
  });

  test("starts where a run started that did not say what it saw", async () => {
    const first = await job.week();
    rmSync(join(job.runFolder(first), "tags/model_monitor.data_until"));
    const [, start] = /^start_time: (\d+)$/m.exec(job.inRun(first, "meta.yaml"))!;
    changeDatabase(
      job.workspace,
      `UPDATE ratings SET timestamp = ${Number(start) + 1} WHERE username = 'viewer02' AND movie = (SELECT max(movie) FROM ratings WHERE username = 'viewer02')`,
    );
    const step = await job.week({ since: "previous-run" });
    expect(evidenceOf(job, step).settings["newer_than"]).toBe(Number(start));
    expect(evaluatedRatings(job, step)).toBe(1);
  });

  test("is no-data when nothing is newer, says since when, and leaves the history as it is", async () => {
    await job.week();
    const step = await job.week({ since: "previous-run" });
    expect([step.exitCode, step.outputs.get("status"), step.outputs.get("run-id")]).toEqual([
      0,
      "no-data",
      "",
    ]);
    expect(step.log).toMatch(/^::warning.*Nothing new since 2024-07-02 06:00 UTC/m);
    expect(step.summary).toMatch(/\d+ ratings too old to count/);
    changeDatabase(job.workspace, NEW_RATINGS);
    expect(evaluatedRatings(job, await job.week({ since: "previous-run" }))).toBe(4);
  });

  test("stops at a damaged history before the database is looked at", async () => {
    const first = await job.week();
    writeFileSync(join(job.runFolder(first), "metrics/test_mrr"), "");
    rmSync(join(job.workspace, "user_data.db"));
    const step = await job.week({ since: "previous-run" });
    expect([step.exitCode, step.outputs.get("status")]).toEqual([1, "error"]);
    expect(step.summary).toContain("the history is damaged");
  });
});
