import { existsSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import {
  evaluatedRatings,
  evidenceOf,
  NEW_RATINGS,
  numbers,
  QUERY,
  reasonOf,
} from "../support/filtered-evidence.ts";
import { changeDatabase } from "../support/repository.ts";
import { weeklyJob } from "../support/weekly-job.ts";

const job = weeklyJob({ "retrain-trigger": "none" });

describe("min-rating", () => {
  test("gives the numbers of the query that selects those ratings, over the users of all of them", async () => {
    const all = await job.week();
    const filtered = await job.week({ "min-rating": "4" });
    const selected = await job.week({
      "ratings-query": `${QUERY} AND typeof(r.rating) <> 'text' AND r.rating >= 4`,
    });
    expect(filtered.outputs.get("test-mrr")).toBe(selected.outputs.get("test-mrr"));
    expect(filtered.outputs.get("test-mrr")).not.toBe(all.outputs.get("test-mrr"));
    expect(evaluatedRatings(job, filtered)).toBe(evaluatedRatings(job, selected));
    expect(numbers(filtered)).toEqual(numbers(all));
  });

  test("counts what it left out, after the ratings that the maps drop, wherever one reads of it", async () => {
    const all = evidenceOf(job, await job.week());
    const step = await job.week({ "min-rating": "4" });
    const { health, settings, metrics } = evidenceOf(job, step);
    const below = all.metrics["evaluated_ratings"]! - metrics["evaluated_ratings"]!;
    expect(below).toBeGreaterThan(0);
    expect(health["filtered"]).toEqual({ below_min_rating: below, without_time: 0, too_old: 0 });
    expect(health["dropped"]).toEqual(all.health["dropped"]);
    expect(settings["min_rating"]).toBe(4);
    expect(step.summary).toMatch(
      new RegExp(`Left out: .*; ${below} ratings below the minimum or not a number`),
    );
    expect(step.summary).toContain("Only ratings of at least 4 count as relevant.");
  });

  test("that no rating reaches is no-data with that reason, and logs nothing", async () => {
    const step = await job.week({ "min-rating": "6" });
    expect([step.exitCode, step.outputs.get("status")]).toEqual([0, "no-data"]);
    expect(step.summary).toContain("that the model knows is at least 6.");
    expect(existsSync(join(job.workspace, "mlruns"))).toBe(false);
  });

  test("that differs from the previous run's makes the ranking incomparable, and the users not", async () => {
    await job.week();
    const step = await job.week({ "min-rating": "4" });
    expect(reasonOf(step, "relative-drop")).toBe("different-min-rating");
    expect(reasonOf(step, "user-growth")).toBe("within-limit");
  });
});

describe("since: a time", () => {
  test.each(["2024-07-09", "2024-07-09T10:59:59Z", "2024-07-09 12:59:59.999+02:00"])(
    "lets only what is newer than %s count",
    async (since) => {
      changeDatabase(job.workspace, NEW_RATINGS);
      const step = await job.week({ since });
      expect(evaluatedRatings(job, step)).toBe(2);
      expect(step.summary).toContain("Only ratings made after 2024-07-09");
    },
  );

  test("is strict: a rating of that very moment is too old", async () => {
    changeDatabase(job.workspace, NEW_RATINGS);
    const step = await job.week({ since: "2024-07-09T12:00:00Z" });
    expect(step.outputs.get("status")).toBe("no-data");
    expect(step.summary).toContain("Nothing new since 2024-07-09 12:00 UTC");
  });

  test("is another period than that of a run over all ratings: the ranking is not compared, the users are", async () => {
    await job.week();
    const step = await job.week({ since: "2024-06-05" });
    expect(reasonOf(step, "relative-drop")).toBe("different-since");
    expect(reasonOf(step, "user-growth")).toBe("within-limit");
  });

  test("that moved is no repetition of the same measurement", async () => {
    await job.week({ since: "2024-06-04" });
    const moved = await job.week({ since: "2024-06-05", "max-mrr-drop": "100%" });
    expect(reasonOf(moved, "relative-drop")).toBe("within-limit");
    expect(reasonOf(await job.week({ since: "2024-06-05" }), "relative-drop")).toBe("same-measurement");
  });
});

describe("a database without times", () => {
  test("is an error that names the column, already in the first run", async () => {
    changeDatabase(job.workspace, "ALTER TABLE ratings RENAME COLUMN timestamp TO rated_at");
    const step = await job.week({ since: "previous-run" });
    expect([step.exitCode, step.outputs.get("status")]).toEqual([1, "error"]);
    expect(step.summary).toContain("has no column");
    expect(step.summary).toContain("timestamp");
    expect(existsSync(join(job.workspace, "mlruns"))).toBe(false);
  });

  test("is an error that names the query when it returns three columns", async () => {
    const step = await job.week({ since: "2024-06-01", "ratings-query": QUERY.replace(", r.timestamp", "") });
    expect(step.summary).toContain("ratings-query");
    expect(step.outputs.get("status")).toBe("error");
  });

  test("with times that nobody can read is no-data that says how to write them", async () => {
    changeDatabase(job.workspace, "UPDATE ratings SET timestamp = 'last Tuesday'");
    const step = await job.week({ since: "2024-06-01" });
    expect(step.outputs.get("status")).toBe("no-data");
    expect(step.summary).toContain("that could count has a time that can be read.");
  });
});
