import { renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import {
  aRunRecord,
  copyOfRealStore,
  EXPERIMENT,
  experimentIdIn,
  newFolder,
  NOW,
  openStore,
  pastRunsOf,
} from "../../support/mlflow-store.ts";

const START = 1_760_000_000_000;

describe.each(["2.22", "3.6", "3.11"])("a store written by MLflow %s", (version) => {
  async function read() {
    const workspace = copyOfRealStore(version);
    const store = openStore(workspace);
    return { store, runs: await pastRunsOf(store, experimentIdIn(workspace, EXPERIMENT)) };
  }

  test("has two finished runs, newest first; deleted, failed and running ones are none", async () => {
    const { runs, store } = await read();
    expect(runs.map(({ tags }) => tags.get("mlflow.runName"))).toEqual(["als-fluent", "als-main"]);
    expect(store.skippedRuns).toEqual([]);
  });

  test("gives the value of the last step", async () => {
    const { runs } = await read();
    expect(runs.map(({ metrics }) => metrics.get("test_mrr"))).toEqual([0.35, 0.32]);
  });

  test("gives every metric, param and tag as it was logged", async () => {
    const [, main] = (await read()).runs;
    expect(main?.startTime).toBe(START);
    expect(main?.metrics.get("loss/final")).toBe(1e-7);
    expect(Object.fromEntries(main!.params)).toEqual({
      empty: "",
      factors: "64",
      note: "first line\nsecond line",
      regularization: "0.01",
      unicode: "données ✓",
    });
    expect(Object.fromEntries(main!.tags)).toEqual({
      dataset: "ml-100k",
      git_ref: "refs/heads/main",
      "mlflow.runName": "als-main",
      model_type: "als",
    });
  });

  test("tells when the newest run started, by the experiment's name", async () => {
    const { store, runs } = await read();
    expect(await store.newestStart(EXPERIMENT)).toBe(runs[0]?.startTime);
  });

  test("finds the experiment by its name, and none by another", async () => {
    const workspace = copyOfRealStore(version);
    const store = openStore(workspace);
    expect(await store.findExperiment(EXPERIMENT)).toBe(experimentIdIn(workspace, EXPERIMENT));
    expect(await store.findExperiment("another")).toBeNull();
  });
});

test("a metric logged on a data set by MLflow 3 is read", async () => {
  const workspace = copyOfRealStore("3.11");
  const [newest] = await pastRunsOf(openStore(workspace), experimentIdIn(workspace, EXPERIMENT));
  expect(newest?.metrics.get("mrr_on_dataset")).toBe(0.5);
});

describe("past runs", () => {
  test("come newest first, of the same moment by run id", async () => {
    const store = openStore(newFolder());
    const starts = [NOW, NOW - 1, NOW, NOW + 1, NOW];
    const published = [];
    for (const startTime of starts)
      published.push(await store.publish(EXPERIMENT, aRunRecord({ startTime })));
    const ids = published.map(({ runId }) => runId);
    const runs = await pastRunsOf(store, published[0]!.experimentId);
    const ofNow = [ids[0]!, ids[2]!, ids[4]!].sort();
    expect(runs.map(({ runId }) => runId)).toEqual([ids[3], ...ofNow, ids[1]]);
  });

  test("are read one at a time: damage behind the last one asked for is not met", async () => {
    const workspace = newFolder();
    const store = openStore(workspace);
    const old = await store.publish(EXPERIMENT, aRunRecord({ startTime: NOW - 1 }));
    const { runId, experimentId } = await store.publish(EXPERIMENT, aRunRecord());
    writeFileSync(join(workspace, "mlruns", experimentId, old.runId, "metrics", "test_mrr"), "");
    for await (const run of store.pastRuns(experimentId)) {
      expect(run.runId).toBe(runId);
      break;
    }
  });

  test("of an experiment that is not there are none", async () => {
    expect(await pastRunsOf(openStore(newFolder()), "7")).toEqual([]);
  });

  test("are refused for an id that no store gave", () => {
    expect(() => openStore(newFolder()).pastRuns("../7")).toThrow("is not an id of MLflow");
  });
});

async function twoRuns() {
  const workspace = newFolder();
  const store = openStore(workspace);
  const first = await store.publish(EXPERIMENT, aRunRecord());
  // Every run of ours is read before another one is written.
  const second = await store.publish(EXPERIMENT, aRunRecord({ startTime: NOW + 1 }));
  return { workspace, store, first, second };
}

describe("runs that were read before", () => {
  test("are told from memory", async () => {
    const { workspace, store, first } = await twoRuns();
    const metric = join(workspace, "mlruns", first.experimentId, first.runId, "metrics/test_mrr");
    // Nothing that publishes writes into a file that is there: only so can be seen that it is not read again.
    writeFileSync(metric, "1 0.75 0\n");
    const values = async (reader: typeof store) =>
      (await pastRunsOf(reader, first.experimentId)).map(({ metrics }) => metrics.get("test_mrr"));
    expect(await values(store)).toEqual([0.25, 0.25]);
    expect(await values(openStore(workspace))).toEqual([0.25, 0.75]);
  });

  test("are read again when another job added to them", async () => {
    const { workspace, store, first } = await twoRuns();
    await openStore(workspace).amend(first, { tags: new Map([["model_monitor.dispatch", "sent"]]) });
    const [, older] = await pastRunsOf(store, first.experimentId);
    expect(older!.tags.get("model_monitor.dispatch")).toBe("sent");
  });

  test("are read again when a file of theirs was replaced, and damage is found", async () => {
    const { workspace, store, first } = await twoRuns();
    const run = join(workspace, "mlruns", first.experimentId, first.runId);
    writeFileSync(join(run, "new"), "nothing that is a metric");
    renameSync(join(run, "new"), join(run, "metrics/test_mrr"));
    await expect(pastRunsOf(store, first.experimentId)).rejects.toThrow("metrics/test_mrr");
  });
});

test("a run whose tags were changed after it was checked is read with the new ones", async () => {
  const store = openStore(newFolder());
  const first = await store.publish("evaluation_runs", aRunRecord());
  // Publishing checks, and remembers, every run that is there.
  await store.publish("evaluation_runs", aRunRecord());
  await store.amend(first, { tags: new Map([["model_monitor.suspect", "true"]]) });
  const runs = await pastRunsOf(store, first.experimentId);
  expect(runs.find(({ runId }) => runId === first.runId)!.tags.get("model_monitor.suspect")).toBe("true");
});
