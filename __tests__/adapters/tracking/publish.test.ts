import { existsSync, readdirSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { ConfigError } from "../../../src/core/errors.ts";
import { datasetFile } from "../../../src/formats/mlflow/dataset-files.ts";
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
  openStore,
  pastRunsOf,
  readTree,
  writeTree,
  EXPERIMENT_ID,
  otherMeta,
} from "../../support/mlflow-store.ts";

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
    writeTree(workspace, { "mlruns/11/meta.yaml": otherMeta("11", EXPERIMENT) });
    await openStore(workspace).publish(EXPERIMENT, aRunRecord());
    expect(readTree(join(workspace, "mlruns"))).toMatchObject({
      ".trash": null,
      "0/meta.yaml": expect.stringContaining('name: "Default"'),
    });
  });

  test("but does not bring back a Default experiment that was deleted", async () => {
    const workspace = newFolder();
    writeTree(workspace, {
      "mlruns/.trash/0/meta.yaml": otherMeta("0", "Default").replace("active", "deleted"),
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
