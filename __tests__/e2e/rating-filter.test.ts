import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { runStep, type StepResult } from "../support/action.ts";
import { aRepository, changeDatabase } from "../support/repository.ts";

const QUERY =
  "SELECT r.username, r.movie, r.rating, r.timestamp FROM ratings r JOIN initial_ratings i ON r.username = i.username WHERE i.done = 1";
/** The newest rating of the repository's database. */
const WEEK_1_UNTIL = "2024-07-02T06:00:00.000Z";
const NEW_RATINGS = `
  INSERT OR REPLACE INTO ratings (username, movie, rating, timestamp) VALUES
    ('viewer00', 'Citizen Kane', 5, '2024-07-08 10:00:00'),
    ('viewer00', 'Goodfellas', 2, '2024-07-08 10:05:00'),
    ('viewer02', 'Brazil', 4, '2024-07-09 11:00:00'),
    ('viewer04', 'Brazil', 'good', '2024-07-09 12:00:00'),
    ('viewer06', 'Amélie', 4, '2024-07-02 06:00:00'),
    ('viewer08', 'Amélie', 4, 'last Tuesday');`;

let workspace: string;
let runNumber = 0;

beforeEach(() => {
  workspace = aRepository();
});

afterEach(() => rmSync(workspace, { recursive: true }));

/** The next weekly run in the same repository; nothing is ever dispatched. */
async function week(
  inputs: Record<string, string> = {},
  environment: Record<string, string> = {},
): Promise<StepResult> {
  runNumber += 1;
  return await runStep({
    workspace,
    inputs: { "retrain-trigger": "none", ...inputs },
    environment: { GITHUB_RUN_ID: String(runNumber), ...environment },
  });
}

function runFolder(step: StepResult): string {
  return join(workspace, "mlruns", step.outputs.get("experiment-id")!, step.outputs.get("run-id")!);
}

function inRun(step: StepResult, path: string): string {
  return readFileSync(join(runFolder(step), path), "utf8");
}

interface Written {
  readonly metrics: Readonly<Record<string, number>>;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly health: Readonly<Record<string, unknown>>;
}

/** What evidence.json says; report.json says the same below `measurement`. */
function evidenceOf(step: StepResult): Written {
  const evidence: Written = JSON.parse(inRun(step, "artifacts/evidence.json"));
  const report: { measurement: Written } = JSON.parse(inRun(step, "artifacts/report.json"));
  expect([report.measurement.settings, report.measurement.health]).toEqual([
    evidence.settings,
    evidence.health,
  ]);
  return evidence;
}

function evaluatedRatings(step: StepResult): number {
  return evidenceOf(step).metrics["evaluated_ratings"]!;
}

function reasonOf(step: StepResult, rule: string): string {
  const findings: { rule: string; reason: string }[] = JSON.parse(step.outputs.get("findings")!);
  return findings.find((finding) => finding.rule === rule)!.reason;
}

function numbers(step: StepResult): readonly (string | undefined)[] {
  return ["num-users", "num-ratings", "avg-ratings-per-user"].map((name) => step.outputs.get(name));
}

function rewrite(file: string, pattern: RegExp, replacement: string): void {
  writeFileSync(file, readFileSync(file, "utf8").replace(pattern, replacement));
}

describe("min-rating", () => {
  test("gives the numbers of the query that selects those ratings, over the users of all of them", async () => {
    const all = await week();
    const filtered = await week({ "min-rating": "4" });
    const selected = await week({
      "ratings-query": `${QUERY} AND typeof(r.rating) <> 'text' AND r.rating >= 4`,
    });
    expect(filtered.outputs.get("test-mrr")).toBe(selected.outputs.get("test-mrr"));
    expect(filtered.outputs.get("test-mrr")).not.toBe(all.outputs.get("test-mrr"));
    expect(evaluatedRatings(filtered)).toBe(evaluatedRatings(selected));
    expect(numbers(filtered)).toEqual(numbers(all));
  });

  test("counts what it left out, after the ratings that the maps drop, wherever one reads of it", async () => {
    const all = evidenceOf(await week());
    const step = await week({ "min-rating": "4" });
    const { health, settings, metrics } = evidenceOf(step);
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
    const step = await week({ "min-rating": "6" });
    expect([step.exitCode, step.outputs.get("status")]).toEqual([0, "no-data"]);
    expect(step.summary).toContain("that the model knows is at least 6.");
    expect(existsSync(join(workspace, "mlruns"))).toBe(false);
  });

  test("that differs from the previous run's makes the ranking incomparable, and the users not", async () => {
    await week();
    const step = await week({ "min-rating": "4" });
    expect(reasonOf(step, "relative-drop")).toBe("different-min-rating");
    expect(reasonOf(step, "user-growth")).toBe("within-limit");
  });
});

describe("since: previous-run", () => {
  test("evaluates only the ratings that are newer than all that the previous run saw", async () => {
    const first = await week();
    expect(inRun(first, "tags/model_monitor.data_until")).toBe(WEEK_1_UNTIL);
    changeDatabase(workspace, NEW_RATINGS);
    const all = await week();
    rmSync(runFolder(all), { recursive: true });
    const second = await week({ since: "previous-run" });
    const selected = await week({ "ratings-query": `${QUERY} AND r.timestamp GLOB '2024-07-0[89]*'` });
    expect(evaluatedRatings(second)).toBe(4);
    expect(second.outputs.get("test-mrr")).toBe(selected.outputs.get("test-mrr"));
    expect(numbers(second)).toEqual(numbers(all));
  });

  test("says what it used and what it left out, wherever one reads of it", async () => {
    await week();
    changeDatabase(workspace, NEW_RATINGS);
    const step = await week({ since: "previous-run", "min-rating": "3" });
    const { settings, health, metrics } = evidenceOf(step);
    expect(settings).toMatchObject({
      since: "previous-run",
      newer_than: Date.parse(WEEK_1_UNTIL),
      min_rating: 3,
    });
    expect([
      inRun(step, "params/model_monitor.since"),
      inRun(step, "params/model_monitor.newer_than"),
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
    await week();
    changeDatabase(workspace, NEW_RATINGS);
    const step = await week({ since: "previous-run" });
    expect(inRun(step, "tags/model_monitor.data_until")).toBe("2024-07-09T12:00:00.000Z");
  });

  test("lets all ratings count in the first run, and says so", async () => {
    const all = await week({ experiment: "other" });
    const step = await week({ since: "previous-run" });
    expect(step.outputs.get("test-mrr")).toBe(all.outputs.get("test-mrr"));
    expect(step.summary).toContain("There is no previous run to start from: ratings of every age count");
    expect(step.summary).toContain("ratings since: the previous run (none yet: all)");
  });

  test("does not compare the first run over new ratings with the one over all of them, and the next with it", async () => {
    await week({ since: "previous-run" });
    changeDatabase(workspace, NEW_RATINGS);
    const second = await week({ since: "previous-run" });
    expect(reasonOf(second, "relative-drop")).toBe("different-since");
    changeDatabase(
      workspace,
      "UPDATE ratings SET timestamp = '2024-07-15 10:00:00' WHERE username = 'viewer02'",
    );
    const third = await week({ since: "previous-run", "max-mrr-drop": "100%" });
    expect(reasonOf(third, "relative-drop")).toBe("within-limit");
    expect(third.outputs.get("previous-run-id")).toBe(second.outputs.get("run-id"));
  });

  test("looks at the same ratings again when the job is run again", async () => {
    await week();
    changeDatabase(workspace, NEW_RATINGS);
    const attempts = [
      await week({ since: "previous-run" }, { GITHUB_RUN_ID: "500", GITHUB_RUN_ATTEMPT: "1" }),
      await week({ since: "previous-run" }, { GITHUB_RUN_ID: "500", GITHUB_RUN_ATTEMPT: "2" }),
    ];
    expect(attempts.map((step) => inRun(step, "params/model_monitor.newer_than"))).toEqual([
      WEEK_1_UNTIL,
      WEEK_1_UNTIL,
    ]);
    expect(attempts[1]!.outputs.get("test-mrr")).toBe(attempts[0]!.outputs.get("test-mrr"));
  });

  test("passes over a failed run and a run that was deleted in MLflow", async () => {
    await week();
    changeDatabase(workspace, NEW_RATINGS);
    rewrite(join(runFolder(await week()), "meta.yaml"), /^status: 3$/m, "status: 4");
    rewrite(
      join(runFolder(await week()), "meta.yaml"),
      /^lifecycle_stage: .*$/m,
      'lifecycle_stage: "deleted"',
    );
    expect(inRun(await week({ since: "previous-run" }), "params/model_monitor.newer_than")).toBe(
      WEEK_1_UNTIL,
    );
  });

  test("starts where a run started that did not say what it saw", async () => {
    const first = await week();
    rmSync(join(runFolder(first), "tags/model_monitor.data_until"));
    const [, start] = /^start_time: (\d+)$/m.exec(inRun(first, "meta.yaml"))!;
    changeDatabase(
      workspace,
      `UPDATE ratings SET timestamp = ${Number(start) + 1} WHERE username = 'viewer02' AND movie = (SELECT max(movie) FROM ratings WHERE username = 'viewer02')`,
    );
    const step = await week({ since: "previous-run" });
    expect(evidenceOf(step).settings["newer_than"]).toBe(Number(start));
    expect(evaluatedRatings(step)).toBe(1);
  });

  test("is no-data when nothing is newer, says since when, and leaves the history as it is", async () => {
    await week();
    const step = await week({ since: "previous-run" });
    expect([step.exitCode, step.outputs.get("status"), step.outputs.get("run-id")]).toEqual([
      0,
      "no-data",
      "",
    ]);
    expect(step.log).toMatch(/^::warning.*Nothing new since 2024-07-02 06:00 UTC/m);
    expect(step.summary).toMatch(/\d+ ratings too old to count/);
    changeDatabase(workspace, NEW_RATINGS);
    expect(evaluatedRatings(await week({ since: "previous-run" }))).toBe(4);
  });

  test("stops at a damaged history before the database is looked at", async () => {
    const first = await week();
    writeFileSync(join(runFolder(first), "metrics/test_mrr"), "");
    rmSync(join(workspace, "user_data.db"));
    const step = await week({ since: "previous-run" });
    expect([step.exitCode, step.outputs.get("status")]).toEqual([1, "error"]);
    expect(step.summary).toContain("the history is damaged");
  });
});

describe("since: a time", () => {
  test.each(["2024-07-09", "2024-07-09T10:59:59Z", "2024-07-09 12:59:59.999+02:00"])(
    "lets only what is newer than %s count",
    async (since) => {
      changeDatabase(workspace, NEW_RATINGS);
      const step = await week({ since });
      expect(evaluatedRatings(step)).toBe(2);
      expect(step.summary).toContain("Only ratings made after 2024-07-09");
    },
  );

  test("is strict: a rating of that very moment is too old", async () => {
    changeDatabase(workspace, NEW_RATINGS);
    const step = await week({ since: "2024-07-09T12:00:00Z" });
    expect(step.outputs.get("status")).toBe("no-data");
    expect(step.summary).toContain("Nothing new since 2024-07-09 12:00 UTC");
  });

  test("is another period than that of a run over all ratings: the ranking is not compared, the users are", async () => {
    await week();
    const step = await week({ since: "2024-06-05" });
    expect(reasonOf(step, "relative-drop")).toBe("different-since");
    expect(reasonOf(step, "user-growth")).toBe("within-limit");
  });

  test("that moved is no repetition of the same measurement", async () => {
    await week({ since: "2024-06-04" });
    const moved = await week({ since: "2024-06-05", "max-mrr-drop": "100%" });
    expect(reasonOf(moved, "relative-drop")).toBe("within-limit");
    expect(reasonOf(await week({ since: "2024-06-05" }), "relative-drop")).toBe("same-measurement");
  });
});

describe("a database without times", () => {
  test("is an error that names the column, already in the first run", async () => {
    changeDatabase(workspace, "ALTER TABLE ratings RENAME COLUMN timestamp TO rated_at");
    const step = await week({ since: "previous-run" });
    expect([step.exitCode, step.outputs.get("status")]).toEqual([1, "error"]);
    expect(step.summary).toContain("has no column");
    expect(step.summary).toContain("timestamp");
    expect(existsSync(join(workspace, "mlruns"))).toBe(false);
  });

  test("is an error that names the query when it returns three columns", async () => {
    const step = await week({ since: "2024-06-01", "ratings-query": QUERY.replace(", r.timestamp", "") });
    expect(step.summary).toContain("ratings-query");
    expect(step.outputs.get("status")).toBe("error");
  });

  test("with times that nobody can read is no-data that says how to write them", async () => {
    changeDatabase(workspace, "UPDATE ratings SET timestamp = 'last Tuesday'");
    const step = await week({ since: "2024-06-01" });
    expect(step.outputs.get("status")).toBe("no-data");
    expect(step.summary).toContain("that could count has a time that can be read.");
  });
});
