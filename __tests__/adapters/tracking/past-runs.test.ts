import { describe, expect, test } from "@jest/globals";
import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { HistoryError } from "../../../src/core/errors.ts";
import {
  aRunRecord,
  copyOfRealStore,
  EXPERIMENT,
  experimentIdIn,
  FOREIGN_EXPERIMENT_ID,
  FOREIGN_RUN_ID,
  foreignStore,
  newFolder,
  NOW,
  openStore,
  pastRunsOf,
  readTree,
  writeTree,
} from "../../support/mlflow-store.ts";

const FOREIGN_PATH = `mlruns/${FOREIGN_EXPERIMENT_ID}/${FOREIGN_RUN_ID}`;
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

async function ourRun() {
  const workspace = newFolder();
  const store = openStore(workspace);
  const { runId, experimentId } = await store.publish(EXPERIMENT, aRunRecord());
  return { workspace, store, experimentId, run: join(workspace, "mlruns", experimentId, runId) };
}

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

describe("a damaged run of our own", () => {
  const DAMAGE: readonly (readonly [string, (run: string) => void, string])[] = [
    ["an empty meta.yaml", (run) => truncateSync(join(run, "meta.yaml")), "meta.yaml: is empty"],
    [
      "a cut meta.yaml",
      (run) => truncateSync(join(run, "meta.yaml"), 40),
      "meta.yaml: is not a YAML mapping",
    ],
    [
      "a huge meta.yaml",
      (run) => truncateSync(join(run, "meta.yaml"), 70_000),
      "meta.yaml: holds 70000 bytes",
    ],
    ["an empty metric", (run) => truncateSync(join(run, "metrics/test_mrr")), "metrics/test_mrr: is empty"],
    [
      "a merge conflict",
      (run) => writeFileSync(join(run, "metrics/test_mrr"), "<<<<<<< HEAD\n"),
      "line 1 is",
    ],
    ["no metrics", (run) => rmSync(join(run, "metrics"), { recursive: true }), "metrics: holds no metric"],
    ["a stray file", (run) => writeFileSync(join(run, "metrics/.gitkeep"), ""), "metrics/.gitkeep: is empty"],
    [
      "a tag that is no text",
      (run) => writeFileSync(join(run, "tags/t"), Buffer.of(255)),
      "tags/t: is not UTF-8",
    ],
    [
      "a link",
      (run) => symlinkSync("/etc/hostname", join(run, "params/x")),
      "params/x: is neither a file nor",
    ],
    [
      "a hostile name",
      (run) => writeFileSync(join(run, "metrics/\u001B[2J\n::x::"), ""),
      String.raw`\u001b[2J\u000a`,
    ],
  ];

  test.each(DAMAGE)("(%s) is a damaged history that names the file", async (_, damage, found) => {
    const { store, experimentId, run } = await ourRun();
    damage(run);
    const reading = pastRunsOf(store, experimentId);
    await expect(reading).rejects.toThrow(HistoryError);
    await expect(reading).rejects.toThrow("the history is damaged: ");
    await expect(reading).rejects.toThrow(found);
  });

  test.each(DAMAGE)("(%s) stops the next run before anything is written", async (_, damage) => {
    const { workspace, store, run } = await ourRun();
    damage(run);
    const before = readTree(workspace);
    await expect(store.publish(EXPERIMENT, aRunRecord())).rejects.toThrow(HistoryError);
    expect(readTree(workspace)).toEqual(before);
  });

  test("is known by its params alone", async () => {
    const { store, experimentId, run } = await ourRun();
    rmSync(join(run, "tags"), { recursive: true });
    truncateSync(join(run, "meta.yaml"));
    await expect(pastRunsOf(store, experimentId)).rejects.toThrow(HistoryError);
  });

  test("is passed over like any other without its meta.yaml, as MLflow does: it was never published whole", async () => {
    const { store, experimentId, run } = await ourRun();
    rmSync(join(run, "meta.yaml"));
    expect(await pastRunsOf(store, experimentId)).toEqual([]);
  });
});

describe("a foreign run that cannot be read", () => {
  test("does not stop ours, is never touched, and is told about once", async () => {
    const workspace = newFolder();
    writeTree(workspace, { ...foreignStore(), [`${FOREIGN_PATH}/meta.yaml`]: "" });
    const before = readTree(join(workspace, FOREIGN_PATH));
    const store = openStore(workspace);
    const { experimentId, runId } = await store.publish(EXPERIMENT, aRunRecord());
    expect((await pastRunsOf(store, experimentId)).map((run) => run.runId)).toEqual([runId]);
    const path = `${FOREIGN_EXPERIMENT_ID}/${FOREIGN_RUN_ID}/meta.yaml`;
    expect(store.skippedRuns).toEqual([{ path, reason: "is empty" }]);
    expect(readTree(join(workspace, FOREIGN_PATH))).toEqual(before);
  });

  test.each([
    [
      "a pipe for its meta.yaml, which nobody writes to",
      (run: string) => {
        rmSync(join(run, "meta.yaml"));
        execFileSync("mkfifo", [join(run, "meta.yaml")]);
      },
    ],
    ["a link to a file elsewhere", (run: string) => symlinkSync("/etc/hostname", join(run, "params/x"))],
    [
      "a link for its meta.yaml",
      (run: string) => {
        renameSync(join(run, "meta.yaml"), join(run, "other.yaml"));
        symlinkSync(join(run, "other.yaml"), join(run, "meta.yaml"));
      },
    ],
    [
      "a directory for its meta.yaml",
      (run: string) => {
        rmSync(join(run, "meta.yaml"));
        mkdirSync(join(run, "meta.yaml"));
      },
    ],
    ["a metric of more than 64 MiB", (run: string) => truncateSync(join(run, "metrics/m"), 2 ** 26 + 1)],
    [
      "a file where params belong",
      (run: string) => {
        rmSync(join(run, "params"), { recursive: true });
        writeFileSync(join(run, "params"), "");
      },
    ],
  ])("because it has %s is passed over", async (_, damage) => {
    const workspace = newFolder();
    writeTree(workspace, foreignStore());
    damage(join(workspace, FOREIGN_PATH));
    const store = openStore(workspace);
    expect(await pastRunsOf(store, FOREIGN_EXPERIMENT_ID)).toEqual([]);
    expect(store.skippedRuns).toHaveLength(1);
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
