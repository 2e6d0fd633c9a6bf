import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

import { describe, expect, test } from "@jest/globals";

import {
  aDatabase,
  change,
  foreignRun,
  openDatabaseStore,
  rowsOf,
  anExperiment,
} from "../../support/mlflow-database.ts";
import { aRunRecord, EXPERIMENT, pastRunsOf } from "../../support/mlflow-store.ts";

const FOREIGN = "e74a46301c0b40a19ef85c5b325a15c1";

describe("past runs of a database", () => {
  test("are those that finished and were not deleted, newest first", async () => {
    const workspace = aDatabase();
    change(
      workspace,
      anExperiment("7", EXPERIMENT) +
        foreignRun("b".repeat(32), "7", 2) +
        foreignRun("a".repeat(32), "7", 2) +
        foreignRun("c".repeat(32), "7", 3) +
        foreignRun("d".repeat(32), "7", 4) +
        foreignRun("e".repeat(32), "7", 5) +
        `UPDATE runs SET status = 'FAILED' WHERE start_time = 4; UPDATE runs SET lifecycle_stage = 'deleted' WHERE start_time = 5;`,
    );
    const runs = await pastRunsOf(openDatabaseStore(workspace), "7");
    expect(runs.map(({ runId }) => runId[0])).toEqual(["c", "a", "b"]);
  });

  test("have NaN and infinity back as numbers", async () => {
    const workspace = aDatabase();
    change(
      workspace,
      anExperiment("7", EXPERIMENT) +
        foreignRun(FOREIGN, "7") +
        `INSERT INTO latest_metrics (key, value, timestamp, step, is_nan, run_uuid) VALUES
          ('nan', 0, 1, 0, 1, '${FOREIGN}'), ('inf', -1.7976931348623157e308, 1, 0, 0, '${FOREIGN}')`,
    );
    const [run] = await pastRunsOf(openDatabaseStore(workspace), "7");
    expect(run!.metrics).toEqual(
      new Map([
        ["test_mrr", 0.5],
        ["nan", Number.NaN],
        ["inf", -Infinity],
      ]),
    );
  });

  test.each([
    [
      "a value that is text",
      "UPDATE latest_metrics SET value = 'x'",
      "a metric is not a number under a name",
    ],
    [
      "a name that is a blob",
      "UPDATE latest_metrics SET key = x'00'",
      "a metric is not a number under a name",
    ],
    ["no start", "UPDATE runs SET start_time = NULL", "start_time must be milliseconds since 1970"],
    [
      "a start that is text",
      "UPDATE runs SET start_time = 'x'",
      "start_time must be milliseconds since 1970",
    ],
    [
      "too much text",
      `INSERT INTO tags (key, value, run_uuid) VALUES ('a', zeroblob(70000000), '${FOREIGN}')`,
      "holds 70000012 bytes; at most 67108864 are read",
    ],
  ])("of others with %s are passed over and reported", async (_, damage, reason) => {
    const workspace = aDatabase();
    change(workspace, anExperiment("7", EXPERIMENT) + foreignRun(FOREIGN, "7") + damage);
    const store = openDatabaseStore(workspace);
    expect(await pastRunsOf(store, "7")).toEqual([]);
    expect(store.skippedRuns).toEqual([{ path: `run ${FOREIGN}`, reason }]);
  });

  test.each([
    ["a value that is text", "UPDATE latest_metrics SET value = 'x'"],
    ["no metric", "DELETE FROM latest_metrics"],
    ["no start", "UPDATE runs SET start_time = NULL"],
  ])("of ours with %s are a damaged history, and nothing is added to it", async (_, damage) => {
    const workspace = aDatabase();
    const store = openDatabaseStore(workspace);
    const { experimentId, runId } = await store.publish(EXPERIMENT, aRunRecord());
    change(workspace, damage);
    const message = `the history is damaged: sqlite:///mlflow.db: run ${runId}`;
    await expect(pastRunsOf(store, experimentId)).rejects.toThrow(message);
    await expect(store.publish(EXPERIMENT, aRunRecord())).rejects.toThrow(message);
    expect(rowsOf(workspace, "SELECT run_uuid FROM runs")).toHaveLength(1);
  });
});

test("a killed writer's journal is rolled back, and its run is not there", async () => {
  const workspace = aDatabase();
  const store = openDatabaseStore(workspace);
  const { experimentId } = await store.publish(EXPERIMENT, aRunRecord());
  const database = new DatabaseSync(join(workspace, "mlflow.db"));
  database.exec("PRAGMA journal_mode = WAL");
  database.exec(`BEGIN; ${foreignRun(FOREIGN, experimentId)}`);
  expect(await pastRunsOf(store, experimentId)).toHaveLength(1);
  database.close();
  expect(await pastRunsOf(store, experimentId)).toHaveLength(1);
});
