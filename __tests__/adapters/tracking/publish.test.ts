import { describe, expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import {
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ConfigError, HistoryError } from "../../../src/core/errors.ts";
import { datasetFile } from "../../../src/formats/mlflow/dataset-files.ts";
import { temporaryName } from "../../../src/adapters/unfinished.ts";
import {
  aRunInput,
  aRunRecord,
  copyOfRealStore,
  EXPERIMENT,
  experimentIdIn,
  FOREIGN_EXPERIMENT_ID,
  FOREIGN_RUN_ID,
  foreignStore,
  newFolder,
  NOW,
  ofEndedProcess,
  openStore,
  pastRunsOf,
  readTree,
  writeTree,
} from "../../support/mlflow-store.ts";

/** Derived from the name of the experiment. */
const EXPERIMENT_ID = "248907177784349337";
const OTHER_META = (id: string, name: string, more = "") =>
  `artifact_location: x\nexperiment_id: '${id}'\nlifecycle_stage: active\nname: ${name}\n${more}`;

describe("the first run", () => {
  test("creates the store as MLflow lays it out, and nothing else", async () => {
    const workspace = newFolder();
    const { runId, experimentId } = await openStore(workspace).publish(EXPERIMENT, aRunRecord());
    expect(experimentId).toBe(EXPERIMENT_ID);
    expect(runId).toMatch(/^[0-9a-f]{32}$/);
    expect(Object.keys(readTree(workspace)).sort()).toEqual(
      [
        ".trash",
        "0/meta.yaml",
        `${EXPERIMENT_ID}/${runId}/artifacts/evidence.json`,
        `${EXPERIMENT_ID}/${runId}/meta.yaml`,
        `${EXPERIMENT_ID}/${runId}/metrics/test_mrr`,
        `${EXPERIMENT_ID}/${runId}/params/model_monitor.query`,
        `${EXPERIMENT_ID}/${runId}/tags/mlflow.runName`,
        `${EXPERIMENT_ID}/${runId}/tags/model_monitor.event`,
        `${EXPERIMENT_ID}/meta.yaml`,
      ].map((path) => join("mlruns", path)),
    );
  });

  test("is found again with what it holds", async () => {
    const store = openStore(newFolder());
    const { runId, experimentId } = await store.publish(EXPERIMENT, aRunRecord());
    expect(await pastRunsOf(store, experimentId)).toEqual([
      {
        runId,
        startTime: NOW,
        metrics: new Map([["test_mrr", 0.25]]),
        params: new Map([["model_monitor.query", "sha256:q"]]),
        tags: new Map([
          ["model_monitor.event", "schedule"],
          ["mlflow.runName", "periodic_evaluation"],
        ]),
      },
    ]);
  });

  test("has artifact locations relative to the directory that contains the store, by its real name", async () => {
    const workspace = newFolder();
    const { runId } = await openStore(workspace, {}, "history/runs").publish(EXPERIMENT, aRunRecord());
    const meta = (path: string) =>
      readFileSync(join(workspace, "history/runs", EXPERIMENT_ID, path, "meta.yaml"), "utf8");
    expect(meta("")).toContain(`artifact_location: "runs/${EXPERIMENT_ID}"\n`);
    expect(meta(runId)).toContain(`artifact_uri: "runs/${EXPERIMENT_ID}/${runId}/artifacts"\n`);
  });

  test("of MLflow's own first experiment goes there", async () => {
    const workspace = newFolder();
    const { experimentId } = await openStore(workspace).publish("Default", aRunRecord());
    expect(experimentId).toBe("0");
    expect(readdirSync(join(workspace, "mlruns")).sort()).toEqual([".trash", "0"]);
  });

  test.each(["a: b # c", 'o\'dd "name"', "line\nbreak", "🎉", "../../x", "x".repeat(500)])(
    "may belong to an experiment of any name: %j",
    async (name) => {
      const store = openStore(newFolder());
      const first = await store.publish(name, aRunRecord());
      const second = await store.publish(name, aRunRecord());
      expect(second.experimentId).toBe(first.experimentId);
    },
  );

  test("is refused for an experiment without a name, before anything is created", async () => {
    const workspace = newFolder();
    await expect(openStore(workspace).publish("", aRunRecord())).rejects.toThrow(ConfigError);
    expect(readdirSync(workspace)).toEqual([]);
  });
});

describe("an experiment that exists", () => {
  test.each(["2.22", "3.6", "3.11"])(
    "written by MLflow %s gets the run, and its meta.yaml stays as it is",
    async (version) => {
      const workspace = copyOfRealStore(version);
      const id = experimentIdIn(workspace, EXPERIMENT);
      const meta = () => readFileSync(join(workspace, "mlruns", id, "meta.yaml"), "utf8");
      const before = meta();
      expect((await openStore(workspace).publish(EXPERIMENT, aRunRecord())).experimentId).toBe(id);
      expect(meta()).toBe(before);
    },
  );

  test.each([
    ["the one created last", "creation_time: 1", "creation_time: 2", "22"],
    ["one with a time before one without", "creation_time: 1", "", "11"],
    ["of the same age the one with the smaller id", "creation_time: 1", "creation_time: 1", "11"],
  ])("twice is the one that MLflow shows: %s", async (_, one, other, id) => {
    const workspace = newFolder();
    writeTree(workspace, {
      "mlruns/11/meta.yaml": OTHER_META("11", EXPERIMENT, one),
      "mlruns/22/meta.yaml": OTHER_META("22", EXPERIMENT, other),
    });
    expect((await openStore(workspace).publish(EXPERIMENT, aRunRecord())).experimentId).toBe(id);
  });

  test("under our id but renamed by a person is left alone", async () => {
    const workspace = newFolder();
    writeTree(workspace, { [`mlruns/${EXPERIMENT_ID}/meta.yaml`]: OTHER_META(EXPERIMENT_ID, "renamed") });
    const { experimentId } = await openStore(workspace).publish(EXPERIMENT, aRunRecord());
    expect(experimentId).toMatch(/^[1-9]\d{17}$/);
    expect(experimentId).not.toBe(EXPERIMENT_ID);
  });

  test.each([
    ["in .trash", "mlruns/.trash/11", "deleted"],
    ["in its place", "mlruns/11", "deleted"],
    ["in .trash, where an interrupted deletion left it active", "mlruns/.trash/11", "active"],
  ])("but was deleted, %s, stops the run with the way to restore it", async (_, directory, stage) => {
    const workspace = newFolder();
    writeTree(workspace, {
      [`${directory}/meta.yaml`]: OTHER_META("11", EXPERIMENT).replace("active", stage),
    });
    const before = readTree(workspace);
    const publishing = openStore(workspace).publish(EXPERIMENT, aRunRecord());
    await expect(publishing).rejects.toThrow('the experiment "evaluation_runs" was deleted in MLflow');
    await expect(publishing).rejects.toMatchObject({
      hint: expect.stringContaining("restore --experiment-id 11"),
    });
    expect(readTree(workspace)).toEqual(before);
  });

  test("counts before a deleted one of the same name", async () => {
    const workspace = newFolder();
    writeTree(workspace, {
      "mlruns/.trash/11/meta.yaml": OTHER_META("11", EXPERIMENT).replace("active", "deleted"),
      "mlruns/22/meta.yaml": OTHER_META("22", EXPERIMENT),
    });
    expect((await openStore(workspace).publish(EXPERIMENT, aRunRecord())).experimentId).toBe("22");
  });
});

describe("publishing completes a store that came through git or an artifact", () => {
  test("with the empty directories of runs, without which MLflow does not find them", async () => {
    const workspace = copyOfRealStore("3.11");
    const id = experimentIdIn(workspace, EXPERIMENT);
    await openStore(workspace).publish(EXPERIMENT, aRunRecord());
    const runs = readdirSync(join(workspace, "mlruns", id)).filter((name) => /^[0-9a-f]{32}$/.test(name));
    const missing = runs.flatMap((run) =>
      ["metrics", "params", "artifacts"].filter(
        (name) => !existsSync(join(workspace, "mlruns", id, run, name)),
      ),
    );
    expect([runs.length, missing]).toEqual([7, []]);
  });

  test("with .trash and the Default experiment", async () => {
    const workspace = newFolder();
    writeTree(workspace, { "mlruns/11/meta.yaml": OTHER_META("11", EXPERIMENT) });
    await openStore(workspace).publish(EXPERIMENT, aRunRecord());
    expect(readTree(join(workspace, "mlruns"))).toMatchObject({
      ".trash": null,
      "0/meta.yaml": expect.stringContaining('name: "Default"'),
    });
  });

  test("but does not bring back a Default experiment that was deleted", async () => {
    const workspace = newFolder();
    writeTree(workspace, {
      "mlruns/.trash/0/meta.yaml": OTHER_META("0", "Default").replace("active", "deleted"),
    });
    await openStore(workspace).publish(EXPERIMENT, aRunRecord());
    expect(existsSync(join(workspace, "mlruns", "0"))).toBe(false);
  });

  test("even where a foreign run has a file in the way", async () => {
    const workspace = newFolder();
    writeTree(workspace, foreignStore());
    const run = join(workspace, "mlruns", FOREIGN_EXPERIMENT_ID, FOREIGN_RUN_ID);
    rmSync(join(run, "params"), { recursive: true });
    symlinkSync(join(workspace, "nowhere"), join(run, "params"));
    await expect(openStore(workspace).publish(EXPERIMENT, aRunRecord())).resolves.toBeDefined();
  });
});

describe("a mlflow.db beside the store", () => {
  /** What MLflow ≥ 3.7 leaves there: artifacts, and no meta.yaml. */
  const ARTIFACTS_ONLY = { "mlflow.db": "", "mlruns/1/abc/artifacts/report.json": "{}" };

  test.each([
    ["without a store", { "mlflow.db": "" }],
    ["with its artifacts in the store", ARTIFACTS_ONLY],
  ])("%s: nothing is created until the user names the directory", async (_, files) => {
    const workspace = newFolder();
    writeTree(workspace, files);
    const publishing = openStore(workspace).publish(EXPERIMENT, aRunRecord());
    await expect(publishing).rejects.toThrow(ConfigError);
    await expect(publishing).rejects.toThrow("mlflow.db lies beside mlruns/, which holds no experiment");
    expect(readTree(workspace)).toEqual(files);
  });

  test("is no obstacle when the directory was named", async () => {
    const workspace = newFolder();
    writeTree(workspace, ARTIFACTS_ONLY);
    await openStore(workspace, { explicit: true }).publish(EXPERIMENT, aRunRecord());
    expect(readTree(workspace)).toMatchObject(ARTIFACTS_ONLY);
  });

  test("is no obstacle when the store has an experiment", async () => {
    const workspace = newFolder();
    writeTree(workspace, { ...foreignStore(), "mlflow.db": "" });
    expect((await openStore(workspace).publish(EXPERIMENT, aRunRecord())).experimentId).toBe(
      FOREIGN_EXPERIMENT_ID,
    );
  });
});

describe("what a run read", () => {
  const inputs = [aRunInput(), aRunInput({ name: "model.pt", context: "model" })];

  test("is kept once for the runs of the experiment, and each run refers to it", async () => {
    const workspace = newFolder();
    const first = await openStore(workspace).publish(EXPERIMENT, aRunRecord({ inputs }));
    const datasets = () => readTree(join(workspace, "mlruns", EXPERIMENT_ID, "datasets"));
    const before = datasets();
    const second = await openStore(workspace).publish(EXPERIMENT, aRunRecord({ inputs }));
    expect(datasets()).toEqual(before);
    const ids = Object.keys(before).map((path) => path.replace("/meta.yaml", ""));
    expect(ids).toHaveLength(2);
    for (const { runId } of [first, second]) {
      const ties = Object.values(readTree(join(workspace, "mlruns", EXPERIMENT_ID, runId, "inputs")));
      const sources = ties.map((text) => /source_id: "(?<id>.*)"/.exec(text ?? "")?.groups?.["id"]);
      expect(new Set(sources)).toEqual(new Set(ids));
    }
  });

  test("is the same in two stores, so that copies of a history can be merged", async () => {
    const trees = [];
    for (const workspace of [newFolder(), newFolder()]) {
      await openStore(workspace).publish(EXPERIMENT, aRunRecord({ inputs }));
      trees.push(readTree(join(workspace, "mlruns", EXPERIMENT_ID, "datasets")));
    }
    expect(trees[0]).toEqual(trees[1]);
  });

  test("is left as it is where MLflow wrote it first", async () => {
    const workspace = newFolder();
    await openStore(workspace).publish(EXPERIMENT, aRunRecord());
    const file = `mlruns/${EXPERIMENT_ID}/${datasetFile(inputs[0]!).directory}/meta.yaml`;
    writeTree(workspace, { [file]: "name: user_data.db\n" });
    await openStore(workspace).publish(EXPERIMENT, aRunRecord({ inputs }));
    expect(readFileSync(join(workspace, file), "utf8")).toBe("name: user_data.db\n");
  });

  test("completes a directory that was left without its file", async () => {
    const workspace = newFolder();
    await openStore(workspace).publish(EXPERIMENT, aRunRecord());
    const { directory, meta } = datasetFile(inputs[0]!);
    writeTree(workspace, { [`mlruns/${EXPERIMENT_ID}/${directory}`]: null });
    await openStore(workspace).publish(EXPERIMENT, aRunRecord({ inputs }));
    const file = join(workspace, "mlruns", EXPERIMENT_ID, directory, "meta.yaml");
    expect(readFileSync(file, "utf8")).toBe(meta);
  });

  test("is there for all jobs that publish it at the same time", async () => {
    const workspace = newFolder();
    await Promise.all(
      Array.from(
        { length: 8 },
        async () => await openStore(workspace).publish(EXPERIMENT, aRunRecord({ inputs })),
      ),
    );
    const datasets = readdirSync(join(workspace, "mlruns", EXPERIMENT_ID, "datasets"));
    expect(datasets).toHaveLength(2);
    expect(readdirSync(workspace)).toEqual(["mlruns"]);
  });
});

describe("jobs that publish at the same time", () => {
  test("all have their run, in one experiment", async () => {
    const workspace = newFolder();
    const published = await Promise.all(
      Array.from({ length: 8 }, (_, job) =>
        openStore(workspace).publish(EXPERIMENT, aRunRecord({ startTime: NOW + job })),
      ),
    );
    const runs = await pastRunsOf(openStore(workspace), EXPERIMENT_ID);
    expect(runs.map(({ runId }) => runId)).toEqual(published.map(({ runId }) => runId).toReversed());
    expect(readdirSync(workspace)).toEqual(["mlruns"]);
    expect(readdirSync(join(workspace, "mlruns")).sort()).toEqual([".trash", "0", EXPERIMENT_ID]);
  });

  test("never see half a run of another", async () => {
    const workspace = newFolder();
    const artifacts = new Map(Array.from({ length: 200 }, (_, index) => [`a/${index}.txt`, "x"]));
    const store = openStore(workspace);
    const { experimentId } = await store.publish(EXPERIMENT, aRunRecord());
    const progress = { isDone: false };
    const publishing = store.publish(EXPERIMENT, aRunRecord({ artifacts })).finally(() => {
      progress.isDone = true;
    });
    const experiment = join(workspace, "mlruns", experimentId);
    const seen = new Set<string>();
    while (!progress.isDone) {
      for (const entry of readdirSync(experiment, { withFileTypes: true }))
        if (entry.isDirectory())
          seen.add(`${entry.name}: ${String(readdirSync(join(experiment, entry.name)))}`);
      await sleep(0);
    }
    const { runId } = await publishing;
    const ofNewRun = [...seen].filter((text) => text.startsWith(runId));
    expect(ofNewRun.filter((text) => !text.includes("meta.yaml"))).toEqual([]);
  });
});

describe("a job that is killed while it publishes", () => {
  test("leaves no run, and a store that works", async () => {
    const workspace = newFolder();
    await openStore(workspace).publish(EXPERIMENT, aRunRecord());
    await killWhilePublishing(workspace);
    const staging = readdirSync(workspace).filter((name) => name.startsWith(".mlruns-staging-"));
    expect(staging).toHaveLength(1);
    expect(await pastRunsOf(openStore(workspace), EXPERIMENT_ID)).toHaveLength(1);

    await openStore(workspace).publish(EXPERIMENT, aRunRecord());
    expect(readdirSync(workspace)).toEqual(["mlruns"]);
    expect(await pastRunsOf(openStore(workspace), EXPERIMENT_ID)).toHaveLength(2);
  });
});

/** Publishes a run of very many files in a process of its own, and kills it as soon as the first are on the disk. */
async function killWhilePublishing(workspace: string): Promise<void> {
  const tracking = join(import.meta.dirname, "../../../src/adapters/tracking/index.ts");
  const program = `
    import { openTracking } from ${JSON.stringify(tracking)};
    const artifacts = new Map(Array.from({ length: 200_000 }, (_, index) => [String(index), "x"]));
    const run = { name: "n", startTime: 1, endTime: 1, userId: "", metrics: new Map([["m", 1]]),
      params: new Map([["p", ""]]), tags: new Map(), artifacts, step: 1, inputs: [] };
    const options = { workspace: ${JSON.stringify(workspace)}, explicit: false, now: Date.now };
    await openTracking("mlruns", options).publish(${JSON.stringify(EXPERIMENT)}, run);`;
  const child = spawn(process.execPath, ["--no-warnings", "--input-type=module", "--eval", program], {
    stdio: "ignore",
  });
  const ended = new Promise((resolve) => child.on("close", resolve));
  while (child.exitCode === null && !hasStagedArtifacts(workspace)) await sleep(2);
  child.kill("SIGKILL");
  await ended;
}

function hasStagedArtifacts(workspace: string): boolean {
  const staging = readdirSync(workspace).find((name) => name.startsWith(".mlruns-staging-"));
  return (
    staging !== undefined &&
    Object.keys(readTree(join(workspace, staging))).some((path) => path.includes("artifacts"))
  );
}

describe("temporary files of killed jobs", () => {
  test("are removed from runs and experiments with the next run, and only those", async () => {
    const workspace = newFolder();
    const store = openStore(workspace, { now: Date.now });
    const { runId } = await store.publish(EXPERIMENT, aRunRecord());
    const [gone, live] = [ofEndedProcess(temporaryName()), temporaryName()];
    const [experiment, run] = [`mlruns/${EXPERIMENT_ID}`, `mlruns/${EXPERIMENT_ID}/${runId}`];
    const before = Object.keys(readTree(join(workspace, run)));
    for (const folder of [experiment, run])
      writeTree(workspace, { [`${folder}/${gone}`]: "half", [`${folder}/${live}`]: "half" });
    await store.publish(EXPERIMENT, aRunRecord());
    expect(Object.keys(readTree(join(workspace, run))).sort()).toEqual([...before, live].sort());
    expect(existsSync(join(workspace, experiment, gone))).toBe(false);
    expect(existsSync(join(workspace, experiment, live))).toBe(true);
  });
});

describe("a directory that cannot be used", () => {
  test.each([
    ["a file", (workspace: string) => writeFileSync(join(workspace, "mlruns"), ""), "is not a directory"],
    [
      "a dangling link",
      (workspace: string) => symlinkSync(join(workspace, "nowhere"), join(workspace, "mlruns")),
      "mlruns/: is a link to a place that does not exist",
    ],
    [
      "a store whose .trash is a file",
      (workspace: string) => writeTree(workspace, { "mlruns/.trash": "" }),
      "is not a directory",
    ],
  ])("%s is an error, not a first run", async (_, arrange, found) => {
    const workspace = newFolder();
    arrange(workspace);
    const publishing = openStore(workspace).publish(EXPERIMENT, aRunRecord());
    await expect(publishing).rejects.toThrow(HistoryError);
    await expect(publishing).rejects.toThrow(found);
    expect(readdirSync(workspace)).toEqual(["mlruns"]);
  });

  test("because a file is where its parent should be is an error", async () => {
    const workspace = newFolder();
    writeTree(workspace, { data: "a file" });
    const publishing = openStore(workspace, {}, "data/mlruns").publish(EXPERIMENT, aRunRecord());
    await expect(publishing).rejects.toThrow("data/mlruns/: cannot be read or written (ENOTDIR)");
  });

  test("may itself be a link: runs are built beside the real directory, on its file system", async () => {
    const [workspace, elsewhere] = [newFolder(), newFolder()];
    const stale = ".mlruns-staging-01234567-89ab-cdef-0123-456789abcdef";
    writeTree(elsewhere, { "data/README": "", [`${stale}/x`]: "" });
    utimesSync(join(elsewhere, stale), 0, 0);
    symlinkSync(join(elsewhere, "data"), join(workspace, "mlruns"));
    const store = openStore(workspace);
    const { experimentId } = await store.publish(EXPERIMENT, aRunRecord());
    expect(await pastRunsOf(store, experimentId)).toHaveLength(1);
    expect(readdirSync(elsewhere)).toEqual(["data"]);
  });

  test("stops a run whose place is taken by a file, and leaves nothing", async () => {
    const workspace = newFolder();
    writeTree(workspace, {
      [`mlruns/${EXPERIMENT_ID}`]: "a file",
      "mlruns/0/meta.yaml": OTHER_META("0", "Default"),
    });
    const publishing = openStore(workspace).publish(EXPERIMENT, aRunRecord());
    await expect(publishing).rejects.toThrow(`mlruns/${EXPERIMENT_ID}: is not a directory`);
    expect(readdirSync(workspace)).toEqual(["mlruns"]);
    expect(readFileSync(join(workspace, "mlruns", EXPERIMENT_ID), "utf8")).toBe("a file");
  });

  test("does not stop later publishing for a record that was refused", async () => {
    const store = openStore(newFolder());
    const refused = store.publish(EXPERIMENT, aRunRecord({ metrics: new Map([["m", Number.NaN]]) }));
    await expect(refused).rejects.toThrow("a metric must be a finite number");
    const { experimentId } = await store.publish(EXPERIMENT, aRunRecord());
    expect(await pastRunsOf(store, experimentId)).toHaveLength(1);
  });
});
