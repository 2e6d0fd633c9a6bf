import { execFileSync } from "node:child_process";
import { mkdirSync, renameSync, rmSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { HistoryError } from "../../../src/core/errors.ts";
import {
  aRunRecord,
  EXPERIMENT,
  FOREIGN_EXPERIMENT_ID,
  FOREIGN_RUN_ID,
  foreignStore,
  newFolder,
  openStore,
  pastRunsOf,
  readTree,
  writeTree,
} from "../../support/mlflow-store.ts";

const FOREIGN_PATH = `mlruns/${FOREIGN_EXPERIMENT_ID}/${FOREIGN_RUN_ID}`;

async function ourRun() {
  const workspace = newFolder();
  const store = openStore(workspace);
  const { runId, experimentId } = await store.publish(EXPERIMENT, aRunRecord());
  return { workspace, store, experimentId, run: join(workspace, "mlruns", experimentId, runId) };
}

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
