import { cpSync, readFileSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { HistoryError } from "../../../src/core/errors.ts";
import {
  READ,
  PASSED_OVER,
  NO_PAST_RUN,
  FOUND,
  DAMAGED,
  RUN_PATH,
  workspaceWith,
  type Change,
  meta,
} from "../../support/malformed-stores.ts";
import {
  aRunRecord,
  EXPERIMENT,
  FOREIGN_EXPERIMENT_ID,
  FOREIGN_RUN_ID,
  openStore,
  pastRunsOf,
  readTree,
} from "../../support/mlflow-store.ts";

/** Their tests are written out below. */
const APART = ["all_digit_run_id_unquoted", "no_metrics_dir", "symlink_run"];

async function readRun(change: Change) {
  const store = openStore(workspaceWith(RUN_PATH, change));
  const runs = await pastRunsOf(store, FOREIGN_EXPERIMENT_ID);
  return { runs, skipped: store.skippedRuns };
}

test("every recorded mutation is tried here", () => {
  const table = join(import.meta.dirname, "../../fixtures/mlflow-stores/malformed.tsv");
  const recorded = readFileSync(table, "utf8").trim().split("\n").slice(1);
  const tried = [READ, PASSED_OVER, NO_PAST_RUN, FOUND, DAMAGED].flatMap((cases) => Object.keys(cases));
  expect([...tried, ...APART].sort()).toEqual(
    recorded.map((line) => line.slice(0, line.indexOf("\t"))).sort(),
  );
});

describe("a foreign run is read", () => {
  test.each(Object.entries(READ))("%s", async (_, [change, value = 0.5]) => {
    const { runs, skipped } = await readRun(change);
    expect(skipped).toEqual([]);
    expect(runs).toMatchObject([{ runId: FOREIGN_RUN_ID, startTime: 1_760_000_000_000 }]);
    expect(runs[0]?.metrics.get("m")).toBe(value);
  });

  test("no_metrics_dir: it has no metrics", async () => {
    const { runs } = await readRun({ metrics: undefined });
    expect(runs[0]?.metrics).toEqual(new Map());
  });

  test("all_digit_run_id_unquoted", async () => {
    const digits = "12345678901234567890123456789012";
    const workspace = workspaceWith(RUN_PATH, meta(new RegExp(FOREIGN_RUN_ID, "g"), digits));
    renameSync(join(workspace, RUN_PATH), join(workspace, RUN_PATH, "..", digits));
    const runs = await pastRunsOf(openStore(workspace), FOREIGN_EXPERIMENT_ID);
    expect(runs.map(({ runId }) => runId)).toEqual([digits]);
  });
});

describe("a foreign run is passed over and told about", () => {
  test.each(Object.entries(PASSED_OVER))("%s", async (_, [change, file, reason]) => {
    const { runs, skipped } = await readRun(change);
    expect(runs).toEqual([]);
    expect(skipped).toEqual([
      { path: `${FOREIGN_EXPERIMENT_ID}/${FOREIGN_RUN_ID}/${file}`, reason: expect.stringContaining(reason) },
    ]);
  });

  test("symlink_run", async () => {
    const workspace = workspaceWith(RUN_PATH, {});
    cpSync(join(workspace, RUN_PATH), join(workspace, "elsewhere"), { recursive: true });
    rmSync(join(workspace, RUN_PATH), { recursive: true });
    symlinkSync(join(workspace, "elsewhere"), join(workspace, RUN_PATH));
    const store = openStore(workspace);
    expect(await pastRunsOf(store, FOREIGN_EXPERIMENT_ID)).toEqual([]);
    const path = `${FOREIGN_EXPERIMENT_ID}/${FOREIGN_RUN_ID}`;
    expect(store.skippedRuns).toEqual([{ path, reason: "is a symbolic link and is not followed" }]);
  });
});

describe("a foreign run that is passed over, or that MLflow stops at, stops no run of ours and stays as it is", () => {
  const changes = Object.entries({ ...READ, ...PASSED_OVER }).map(
    ([name, [change]]) => [name, change] as const,
  );

  test.each([...changes, ...Object.entries(NO_PAST_RUN)])("%s", async (_, change) => {
    const workspace = workspaceWith(RUN_PATH, change);
    const before = filesOf(workspace);
    const store = openStore(workspace);
    const { runId, experimentId } = await store.publish(EXPERIMENT, aRunRecord());
    expect(experimentId).toBe(FOREIGN_EXPERIMENT_ID);
    expect((await pastRunsOf(store, experimentId))[0]?.runId).toBe(runId);
    expect(filesOf(workspace)).toEqual(before);
  });
});

/** The foreign run's files; the directories that publishing creates again are no change of it. */
function filesOf(workspace: string) {
  return Object.entries(readTree(join(workspace, RUN_PATH))).filter(([, content]) => content !== null);
}

describe("of a run of ours it is a damaged history, told before anything is written", () => {
  test.each(Object.entries(PASSED_OVER))("%s", async (_, [change, file, reason]) => {
    const workspace = workspaceWith(RUN_PATH, { ...change, "tags/model_monitor.event": "schedule" });
    const before = readTree(workspace);
    const publishing = openStore(workspace).publish(EXPERIMENT, aRunRecord());
    await expect(publishing).rejects.toThrow(HistoryError);
    await expect(publishing).rejects.toThrow(`${FOREIGN_RUN_ID}/${file}: `);
    await expect(publishing).rejects.toThrow(reason);
    expect(readTree(workspace)).toEqual(before);
  });
});

describe("no past run, and nothing to tell", () => {
  test.each(Object.entries(NO_PAST_RUN))("%s", async (_, change) => {
    expect(await readRun(change)).toEqual({ runs: [], skipped: [] });
  });
});

describe("the experiment is found", () => {
  test.each(Object.entries(FOUND))("%s", async (_, change) => {
    const workspace = workspaceWith("mlruns", change);
    expect(await openStore(workspace).newestStart(EXPERIMENT)).toBe(1_760_000_000_000);
  });

  test("whatever is wrong with another one, which is told about", async () => {
    const store = openStore(workspaceWith("mlruns", { "22/meta.yaml": "" }));
    expect(await store.newestStart(EXPERIMENT)).toBe(1_760_000_000_000);
    expect(store.skippedRuns).toEqual([{ path: "22/meta.yaml", reason: "is empty" }]);
  });
});

describe("an experiment that cannot be told by its name is a damaged history", () => {
  test.each(Object.entries(DAMAGED))("%s", async (_, [change, found]) => {
    const reading = openStore(workspaceWith("mlruns", change)).newestStart(EXPERIMENT);
    await expect(reading).rejects.toThrow(HistoryError);
    await expect(reading).rejects.toThrow(`mlruns/${FOREIGN_EXPERIMENT_ID}/meta.yaml: ${found}`);
  });

  test("also when it is a link", async () => {
    const workspace = workspaceWith("mlruns", {});
    const experiment = join(workspace, "mlruns", FOREIGN_EXPERIMENT_ID);
    renameSync(experiment, join(workspace, "elsewhere"));
    symlinkSync(join(workspace, "elsewhere"), experiment);
    const reading = openStore(workspace).newestStart(EXPERIMENT);
    await expect(reading).rejects.toThrow(`mlruns/${FOREIGN_EXPERIMENT_ID}: is not a directory`);
  });
});
