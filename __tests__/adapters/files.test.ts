import { expect, test } from "@jest/globals";
import { join } from "node:path";
import { writeWhole } from "../../src/adapters/files.ts";
import { temporaryName } from "../../src/adapters/unfinished.ts";
import { newFolder, ofEndedProcess, readTree, writeTree } from "../support/mlflow-store.ts";

test("a file is written into a folder that is made for it, and nothing is left beside it", async () => {
  const folder = newFolder();
  await writeWhole(join(folder, "a/b/report.json"), "{}");
  expect(readTree(folder)).toEqual({ "a/b/report.json": "{}" });
});

test("what a killed process left in the folder goes, what belongs to others stays", async () => {
  const folder = newFolder();
  const live = temporaryName();
  writeTree(folder, { [ofEndedProcess(temporaryName())]: "half", [live]: "half", "notes.tmp": "kept" });
  await writeWhole(join(folder, "report.json"), "{}");
  expect(readTree(folder)).toEqual({ [live]: "half", "notes.tmp": "kept", "report.json": "{}" });
});
