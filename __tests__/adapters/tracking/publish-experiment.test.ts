import { readFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import {
  aRunRecord,
  copyOfRealStore,
  EXPERIMENT,
  experimentIdIn,
  newFolder,
  openStore,
  readTree,
  writeTree,
  EXPERIMENT_ID,
  otherMeta,
} from "../../support/mlflow-store.ts";

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
      "mlruns/11/meta.yaml": otherMeta("11", EXPERIMENT, one),
      "mlruns/22/meta.yaml": otherMeta("22", EXPERIMENT, other),
    });
    expect((await openStore(workspace).publish(EXPERIMENT, aRunRecord())).experimentId).toBe(id);
  });

  test("under our id but renamed by a person is left alone", async () => {
    const workspace = newFolder();
    writeTree(workspace, { [`mlruns/${EXPERIMENT_ID}/meta.yaml`]: otherMeta(EXPERIMENT_ID, "renamed") });
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
      [`${directory}/meta.yaml`]: otherMeta("11", EXPERIMENT).replace("active", stage),
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
      "mlruns/.trash/11/meta.yaml": otherMeta("11", EXPERIMENT).replace("active", "deleted"),
      "mlruns/22/meta.yaml": otherMeta("22", EXPERIMENT),
    });
    expect((await openStore(workspace).publish(EXPERIMENT, aRunRecord())).experimentId).toBe("22");
  });
});
