import { mkdirSync, mkdtempSync, readFileSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "@jest/globals";
import { readInputFile, readTextIfPresent, writeWhole } from "../../src/adapters/files.ts";
import { temporaryName } from "../../src/adapters/unfinished.ts";
import { ofEndedProcess, readTree, writeTree } from "../support/mlflow-store.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "model-monitor-files-"));
});

const named = (name: string) => ({ path: join(folder, name), shownAs: name, input: "model" });

describe("reading an input file", () => {
  test("gives its bytes", async () => {
    writeFileSync(join(folder, "a"), "abc");
    expect(Array.from(await readInputFile(named("a")))).toEqual([97, 98, 99]);
  });

  test("a missing one is named as the user wrote it, with the input to correct", async () => {
    await expect(readInputFile(named("models/a.pt"))).rejects.toMatchObject({
      message: "models/a.pt: there is no such file",
      hint: expect.stringContaining("`model`"),
    });
  });

  test("a missing one can say more than that", async () => {
    await expect(readInputFile({ ...named("a"), hintWhenMissing: "Write it." })).rejects.toMatchObject({
      hint: "Write it.",
    });
  });

  test("a folder is refused", async () => {
    mkdirSync(join(folder, "a"));
    await expect(readInputFile(named("a"))).rejects.toThrow("a: is not a regular file");
  });

  test("a file of 2 GiB is refused before it is read", async () => {
    writeFileSync(join(folder, "a"), "");
    truncateSync(join(folder, "a"), 2 ** 31);
    await expect(readInputFile(named("a"))).rejects.toThrow("holds 2147483648 bytes; at most 2147483647");
  });
});

describe("writing a file whole", () => {
  test("creates its folder, replaces what was there and leaves nothing else", async () => {
    const path = join(folder, "new/report.json");
    await writeWhole(path, "old");
    await writeWhole(path, "new");
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(readdirSync(join(folder, "new"))).toEqual(["report.json"]);
  });
});

test("a text that is not there is null, and any other failure is not", async () => {
  expect(await readTextIfPresent(join(folder, "none"))).toBeNull();
  await expect(readTextIfPresent(folder)).rejects.toMatchObject({ code: "EISDIR" });
});

test("a file is written into a folder that is made for it, and nothing is left beside it", async () => {
  await writeWhole(join(folder, "a/b/report.json"), "{}");
  expect(readTree(folder)).toEqual({ "a/b/report.json": "{}" });
});

test("what a killed process left in the folder goes, what belongs to others stays", async () => {
  const live = temporaryName();
  writeTree(folder, { [ofEndedProcess(temporaryName())]: "half", [live]: "half", "notes.tmp": "kept" });
  await writeWhole(join(folder, "report.json"), "{}");
  expect(readTree(folder)).toEqual({ [live]: "half", "notes.tmp": "kept", "report.json": "{}" });
});
