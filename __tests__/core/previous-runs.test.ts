import { describe, expect, test } from "@jest/globals";
import type { Measurement, Origin } from "../../src/core/measurement.ts";
import { PreviousRunSearch } from "../../src/core/previous-runs.ts";
import { PARAMS, TAGS } from "../../src/core/run-labels.ts";
import type { PastRun } from "../../src/core/run.ts";
import { aPastRun } from "../support/evidence.ts";

const SETTINGS = new Map<string, string>([
  [PARAMS.query, "sha256:q"],
  [PARAMS.idMapping, "mapped"],
  [PARAMS.trainMask, "false"],
  [PARAMS.minRating, "none"],
  [PARAMS.since, "all"],
  [PARAMS.modelDigest, "sha256:m"],
  [PARAMS.databaseDigest, "sha256:d"],
]);
const METRICS: ReadonlyMap<string, number> = new Map([
  ["test_mrr", 0.1],
  ["num_users", 4],
  ["recall_at_10", 0.2],
]);
const NOW = 1_770_000_000_000;
const ORIGIN = { runId: "77", job: "evaluate", matrix: "" } as Origin;
const OTHER_DATA = [PARAMS.databaseDigest, "sha256:earlier"] as const;

/** Searches test_mrr and num_users among the runs, newest first. */
function search(runs: readonly PastRun[], origin: Origin | null = ORIGIN) {
  const measurement = { startedAt: NOW, origin, metrics: METRICS } as Measurement;
  const previous = new PreviousRunSearch(measurement, SETTINGS, ["test_mrr", "num_users"]);
  for (const run of runs) previous.offer(run);
  return previous;
}

/** A run of ours an hour before, with settings and tags overridden. */
function ourRun(
  metrics: Record<string, number>,
  params: readonly (readonly [string, string])[] = [OTHER_DATA],
  overrides: Partial<PastRun> = {},
): PastRun {
  return aPastRun(metrics, {
    startTime: NOW - 3_600_000,
    params: new Map([...SETTINGS, ...params]),
    ...overrides,
  });
}

describe("the previous run", () => {
  test("is found per metric: the newest run that has it", () => {
    const newest = ourRun({ num_users: 5 }, [OTHER_DATA], { runId: "b" });
    const older = ourRun({ num_users: 4, test_mrr: 0.1 }, [OTHER_DATA], { runId: "a" });
    const { found, isComplete } = search([newest, older]);
    expect([found.get("num_users")?.run.runId, found.get("test_mrr")?.run.runId]).toEqual(["b", "a"]);
    expect(isComplete).toBe(true);
  });

  test("brings along the other metrics of the runs that were read, and needs no run that has them", () => {
    const { found, isComplete } = search([ourRun({ num_users: 5, test_mrr: 0.1, recall_at_10: 0.3 })]);
    expect(found.get("recall_at_10")?.value).toBe(0.3);
    expect(isComplete).toBe(true);
    expect(search([ourRun({ num_users: 5, test_mrr: 0.1 })]).isComplete).toBe(true);
  });

  test("started before this one: a run of the same moment or later is passed over", () => {
    const { found } = search([
      ourRun({ test_mrr: 0.1 }, [], { startTime: NOW }),
      ourRun({ test_mrr: 0.2 }, [], { startTime: NOW + 1 }),
    ]);
    expect(found.size).toBe(0);
  });

  test.each([
    ["an earlier attempt of the same job", { run: "77", job: "evaluate", matrix: "" }, false],
    ["another job of the same workflow run", { run: "77", job: "other", matrix: "" }, true],
    ["the same job with another matrix key", { run: "77", job: "evaluate", matrix: '{"m":1}' }, true],
    ["another workflow run", { run: "78", job: "evaluate", matrix: "" }, true],
  ])("%s: %o counts: %s", (_, { run, job, matrix }, counts) => {
    const tags = new Map([
      [TAGS.githubRunId, run],
      [TAGS.githubJob, job],
      [TAGS.matrix, matrix],
    ]);
    expect(search([ourRun({ test_mrr: 0.1 }, [OTHER_DATA], { tags })]).found.has("test_mrr")).toBe(counts);
  });

  test("on the command line every earlier run counts", () => {
    expect(search([ourRun({ test_mrr: 0.1 })], null).found.has("test_mrr")).toBe(true);
  });

  test("is not the first one when only an earlier attempt of the same job is there", () => {
    const tags = new Map([
      [TAGS.githubRunId, "77"],
      [TAGS.githubJob, "evaluate"],
    ]);
    expect(search([ourRun({ test_mrr: 0.1 }, [OTHER_DATA], { tags })]).sawEarlierRun).toBe(true);
    expect(search([]).sawEarlierRun).toBe(false);
  });

  test("a run that logged NaN is passed over for that metric", () => {
    const runs = [ourRun({ test_mrr: Number.NaN }), ourRun({ test_mrr: 0.3 })];
    expect(search(runs).found.get("test_mrr")?.value).toBe(0.3);
  });

  test.each([
    [PARAMS.query, "different-query", "different-query"],
    [PARAMS.idMapping, "different-id-mapping", "comparable"],
    [PARAMS.trainMask, "different-train-mask", "comparable"],
    [PARAMS.minRating, "different-min-rating", "comparable"],
    [PARAMS.since, "different-since", "comparable"],
  ])("another %s: test_mrr is %s, num_users is %s", (param, forMrr, forUsers) => {
    const { found } = search([
      ourRun({ test_mrr: 0.1, num_users: 4 }, [OTHER_DATA, [param, "something else"]]),
    ]);
    expect(found.get("test_mrr")?.comparability).toBe(forMrr);
    expect(found.get("num_users")?.comparability).toBe(forUsers);
  });

  test("does not look behind a run with other settings for one that fits", () => {
    const other = ourRun({ test_mrr: 0.1 }, [[PARAMS.trainMask, "true"]], { runId: "newest" });
    expect(search([other, ourRun({ test_mrr: 0.2 })]).found.get("test_mrr")?.run.runId).toBe("newest");
  });

  test("written by somebody else is compared, its settings being unknown", () => {
    const foreign = aPastRun({ test_mrr: 0.1 }, { startTime: NOW - 1 });
    expect(search([foreign]).found.get("test_mrr")?.comparability).toBe("settings-unknown");
  });

  test("of the same model, database and settings is the same measurement", () => {
    expect(search([ourRun({ test_mrr: 0.1 }, [])]).found.get("test_mrr")?.comparability).toBe(
      "same-measurement",
    );
  });

  test("over another period of the same data is not the same measurement", () => {
    const other = ourRun({ test_mrr: 0.1 }, [[PARAMS.newerThan, "2026-01-01T00:00:00.000Z"]]);
    expect(search([other]).found.get("test_mrr")?.comparability).toBe("comparable");
  });

  test("of another model is comparable", () => {
    const other = ourRun({ test_mrr: 0.1 }, [[PARAMS.modelDigest, "sha256:new"]]);
    expect(search([other]).found.get("test_mrr")?.comparability).toBe("comparable");
  });
});
