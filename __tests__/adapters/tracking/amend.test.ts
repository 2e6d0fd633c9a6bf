import { describe, expect, test } from "@jest/globals";
import { mkdirSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { HistoryError } from "../../../src/core/errors.ts";
import {
  aRunRecord,
  EXPERIMENT,
  newFolder,
  openStore,
  pastRunsOf,
  readTree,
} from "../../support/mlflow-store.ts";

async function aPublishedRun() {
  const workspace = newFolder();
  const store = openStore(workspace);
  const run = await store.publish(EXPERIMENT, aRunRecord());
  const directory = join(workspace, "mlruns", run.experimentId, run.runId);
  return { store, run, directory };
}

describe("amending a run", () => {
  test("adds tags and artifacts, and leaves no other file", async () => {
    const { store, run, directory } = await aPublishedRun();
    const before = readTree(directory);
    await store.amend(run, {
      tags: new Map([["mlflow.note.content", "**fine**"]]),
      artifacts: new Map([["report.json", "{}"]]),
    });
    expect(readTree(directory)).toEqual({
      ...before,
      "artifacts/report.json": "{}",
      "tags/mlflow.note.content": "**fine**",
      "tags/model_monitor.revision": "1",
    });
  });

  test("overwrites tags", async () => {
    const { store, run } = await aPublishedRun();
    await store.amend(run, { tags: new Map([["model_monitor.dispatch", "intended"]]) });
    await store.amend(run, { tags: new Map([["model_monitor.dispatch", "sent"]]) });
    const [past] = await pastRunsOf(store, run.experimentId);
    expect(past?.tags.get("model_monitor.dispatch")).toBe("sent");
  });

  test("cuts a tag at 8000 characters", async () => {
    const { store, run, directory } = await aPublishedRun();
    await store.amend(run, { tags: new Map([["mlflow.note.content", "x".repeat(9_000)]]) });
    expect(readFileSync(join(directory, "tags", "mlflow.note.content"), "utf8")).toHaveLength(8_000);
  });

  test.each(["{}", "", "\uFEFF{}\r\n"])(
    "takes an artifact that is there already with the same content: %j",
    async (content) => {
      const { store, run } = await aPublishedRun();
      const amendment = { artifacts: new Map([["new.json", content]]) };
      await store.amend(run, amendment);
      await expect(store.amend(run, amendment)).resolves.toBeUndefined();
    },
  );

  test.each(["", "{} ", "\uFEFF{}"])(
    "refuses %j for an artifact of other content, and writes nothing at all",
    async (content) => {
      const { store, run, directory } = await aPublishedRun();
      const before = readTree(directory);
      const amending = store.amend(run, {
        tags: new Map([["t", "1"]]),
        artifacts: new Map([
          ["new.json", ""],
          ["evidence.json", content],
        ]),
      });
      await expect(amending).rejects.toThrow(HistoryError);
      await expect(amending).rejects.toThrow("artifacts/evidence.json is there already with other content");
      expect(readTree(directory)).toEqual(before);
    },
  );

  test("refuses a run that is gone, and does not bring back half of it", async () => {
    const { store, run, directory } = await aPublishedRun();
    rmSync(directory, { recursive: true });
    await expect(store.amend(run, { tags: new Map([["t", "1"]]) })).rejects.toThrow(
      "the run is not there any more",
    );
    expect(readdirSync(join(directory, ".."))).toEqual(["meta.yaml"]);
  });

  test("tells when a tag cannot be written, and leaves no temporary file", async () => {
    const { store, run, directory } = await aPublishedRun();
    mkdirSync(join(directory, "tags", "t"));
    await expect(store.amend(run, { tags: new Map([["t", "1"]]) })).rejects.toThrow(
      "cannot be read or written (EISDIR)",
    );
    expect(readdirSync(directory).sort()).toEqual(["artifacts", "meta.yaml", "metrics", "params", "tags"]);
  });

  test.each([
    ["../0", "abc"],
    ["0", "../../x"],
    ["0", "tags"],
  ])("refuses ids that no store gave: %s, %s", async (experimentId, runId) => {
    await expect(openStore(newFolder()).amend({ experimentId, runId }, {})).rejects.toThrow(
      "is not an id of MLflow",
    );
  });
});
