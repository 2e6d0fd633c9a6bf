import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { describe, expect, test } from "@jest/globals";

import { temporaryName } from "../../../src/adapters/unfinished.ts";
import {
  aRunRecord,
  EXPERIMENT,
  newFolder,
  NOW,
  ofEndedProcess,
  openStore,
  pastRunsOf,
  readTree,
  writeTree,
  EXPERIMENT_ID,
} from "../../support/mlflow-store.ts";

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
