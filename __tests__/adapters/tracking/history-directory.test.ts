import { readFileSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { HistoryDirectory } from "../../../src/adapters/tracking/history-directory.ts";
import { openTracking, trackingDirectory } from "../../../src/adapters/tracking/index.ts";
import { HistoryError } from "../../../src/core/errors.ts";
import { changesBetween, type Change } from "../../../src/formats/history/changes.ts";
import { readCopy, treeOf, type HistoryCopy } from "../../../src/formats/history/copy.ts";
import { mergeCopies } from "../../../src/formats/history/merge.ts";
import {
  copyFrom,
  EXPERIMENT_ID,
  experimentFilesOf,
  runFilesOf,
  textsOf,
} from "../../support/history-copies.ts";
import {
  aRunRecord,
  copyOfRealStore,
  EXPERIMENT,
  foreignStore,
  newFolder,
  NOW,
  openStore,
  readTree,
  writeTree,
} from "../../support/mlflow-store.ts";

const now = () => NOW;

function open(workspace: string): HistoryDirectory {
  return new HistoryDirectory(trackingDirectory("mlruns", workspace)!, now);
}

function state(revision: string, tags: Readonly<Record<string, string>>) {
  return runFilesOf("run1", { tags: { "model_monitor.revision": revision, ...tags } });
}

/** Brings the directory to the merge of what it holds with another copy. */
async function unite(workspace: string, other: HistoryCopy): Promise<readonly Change[]> {
  const directory = open(workspace);
  const present = readCopy(directory.read(), Infinity);
  const changes = changesBetween(present, mergeCopies(present, other));
  await directory.apply(changes);
  return changes;
}

describe("a tracking directory as a copy of the history", () => {
  test("that does not exist holds nothing, and is not created", () => {
    const workspace = newFolder();
    expect(open(workspace).read().size).toBe(0);
    expect(readdirSync(workspace)).toEqual([]);
  });

  test.each(["2.22", "3.6", "3.11"])(
    "that MLflow %s wrote comes out on another runner as it was",
    async (version) => {
      const source = copyOfRealStore(version);
      const target = newFolder();
      await unite(target, readCopy(open(source).read(), 0));
      expect(textsOf(open(target).read())).toEqual(textsOf(open(source).read()));
    },
  );

  test("leaves out links, half-written files, logged models and traces", () => {
    const workspace = newFolder();
    writeTree(workspace, {
      ...foreignStore(),
      [`mlruns/1/meta.yaml`]: "experiment_id: '1'",
      [`mlruns/1/models/m-1/meta.yaml`]: "model",
      [`mlruns/1/traces/t-1/trace_info.yaml`]: "trace",
      [`mlruns/1/.model-monitor-00000000-0000-0000-0000-000000000000.tmp`]: "half",
    });
    symlinkSync("/etc/passwd", join(workspace, "mlruns/1/passwd"));
    const paths = [...open(workspace).read().keys()].filter((path) => path.startsWith("1/"));
    expect(paths).toEqual(["1/meta.yaml"]);
  });

  test("carries somebody else's small artifacts, not a model of some megabytes; ours whatever their size", () => {
    const workspace = newFolder();
    const large = "x".repeat(2 * 1024 * 1024);
    const store = foreignStore();
    const foreign = Object.keys(store).find((path) => path.endsWith("artifacts/report.json"))!;
    writeTree(workspace, {
      ...store,
      "mlruns/1/meta.yaml": "experiment_id: '1'",
      "mlruns/1/theirs/meta.yaml": "",
      "mlruns/1/theirs/artifacts/model.pt": large,
      "mlruns/1/ours/meta.yaml": "",
      "mlruns/1/ours/params/model_monitor.k": "10",
      "mlruns/1/ours/artifacts/evidence.json": large,
    });
    const paths = [...open(workspace).read().keys()].filter((path) => path.includes("/artifacts/"));
    expect(paths.sort()).toEqual(["1/ours/artifacts/evidence.json", foreign.slice("mlruns/".length)]);
  });

  test("that is a file is an error", () => {
    const workspace = newFolder();
    writeTree(workspace, { mlruns: "a file" });
    expect(() => open(workspace).read()).toThrow(HistoryError);
  });
});

describe("bringing a directory to a merged history", () => {
  test("lets MLflow's reader find the runs, and a new run be published beside them", async () => {
    const source = newFolder();
    const old = await openStore(source).publish(EXPERIMENT, aRunRecord());
    const workspace = newFolder();
    await unite(workspace, readCopy(open(source).read(), 0));
    const store = openTracking("mlruns", { workspace, explicit: false, now });
    expect(await store.newestStart(EXPERIMENT)).toBe(NOW);
    const added = await store.publish(EXPERIMENT, aRunRecord());
    expect(added.experimentId).toBe(old.experimentId);
  });

  test("takes newer tags, and leaves nothing of the old state or of its own work", async () => {
    const workspace = newFolder();
    const older = {
      ...experimentFilesOf(),
      ...state("1", { "model_monitor.dispatch": "intended", old: "1" }),
    };
    writeTree(join(workspace, "mlruns"), older);
    await unite(workspace, copyFrom(state("2", { "model_monitor.dispatch": "sent" })));
    expect(readTree(join(workspace, "mlruns", EXPERIMENT_ID, "run1/tags"))).toEqual({
      "model_monitor.dispatch": "sent",
      "model_monitor.revision": "2",
    });
    expect(readdirSync(workspace)).toEqual(["mlruns"]);
  });

  test("moves an experiment that was deleted elsewhere into the trash, and a restored one back", async () => {
    const workspace = newFolder();
    writeTree(join(workspace, "mlruns"), { ...experimentFilesOf(), ...runFilesOf("run1") });
    await unite(workspace, copyFrom(experimentFilesOf({ deleted: true, updated: 2 })));
    expect(readdirSync(join(workspace, "mlruns/.trash", EXPERIMENT_ID))).toEqual(["meta.yaml", "run1"]);
    await unite(workspace, copyFrom(experimentFilesOf({ updated: 3 })));
    expect(readdirSync(join(workspace, "mlruns", EXPERIMENT_ID))).toEqual(["meta.yaml", "run1"]);
    expect(readFileSync(join(workspace, "mlruns", EXPERIMENT_ID, "meta.yaml"), "utf8")).toContain("active");
  });

  test("stopped after any step leaves every run whole, and is finished by the next", async () => {
    const present = {
      ...experimentFilesOf(),
      ...runFilesOf("run1", { tags: { "model_monitor.revision": "1", a: "1" } }),
    };
    const other = copyFrom({
      ...runFilesOf("run1", { tags: { "model_monitor.revision": "2", a: "2" } }),
      ...runFilesOf("run2"),
      ...runFilesOf("run3"),
    });
    const wanted = textsOf(treeOf(mergeCopies(copyFrom(present, Infinity), other)));
    const all = changesBetween(copyFrom(present, Infinity), mergeCopies(copyFrom(present, Infinity), other));
    for (let steps = 0; steps <= all.length; steps++) {
      const workspace = newFolder();
      writeTree(join(workspace, "mlruns"), present);
      await open(workspace).apply(all.slice(0, steps));
      for (const run of readCopy(open(workspace).read(), 0).runs.values())
        expect([...run.files.keys()].sort()).toEqual(["metrics/test_mrr", "params/k"]);
      await unite(workspace, other);
      expect(textsOf(open(workspace).read())).toEqual(wanted);
    }
  });

  test("does nothing at all where nothing is new", async () => {
    const workspace = newFolder();
    writeTree(workspace, foreignStore());
    expect(await unite(workspace, readCopy(open(workspace).read(), 5))).toEqual([]);
    expect(readdirSync(join(workspace, "mlruns")).join()).not.toContain(".trash");
  });
});
