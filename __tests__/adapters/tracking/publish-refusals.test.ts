import { readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { ConfigError, HistoryError } from "../../../src/core/errors.ts";
import {
  aRunRecord,
  EXPERIMENT,
  FOREIGN_EXPERIMENT_ID,
  foreignStore,
  newFolder,
  openStore,
  pastRunsOf,
  readTree,
  writeTree,
  EXPERIMENT_ID,
  otherMeta,
} from "../../support/mlflow-store.ts";

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
      "mlruns/0/meta.yaml": otherMeta("0", "Default"),
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
