import { describe, expect, test } from "@jest/globals";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  placeDirectory,
  removeStaleStaging,
  replaceFile,
} from "../../../src/adapters/tracking/place-directory.ts";
import { newFolder, NOW, readTree, writeTree } from "../../support/mlflow-store.ts";

const FILES = new Map([
  ["metrics/m", "1 2 3\n"],
  ["artifacts/a/b.txt", "ä"],
  ["meta.yaml", "run_id: x\n"],
]);
const HOUR_MS = 3_600_000;

function places() {
  const stagingParent = newFolder();
  mkdirSync(join(stagingParent, "mlruns"));
  return { stagingParent, target: join(stagingParent, "mlruns", "abc") };
}

describe("a directory is placed", () => {
  test("whole, and nothing is left beside it", async () => {
    const { stagingParent, target } = places();
    expect(await placeDirectory({ files: FILES, target, stagingParent })).toBe(true);
    expect(readTree(target)).toEqual(Object.fromEntries(FILES));
    expect(readdirSync(stagingParent)).toEqual(["mlruns"]);
  });

  test("from another file system, too", async () => {
    // Where this one does not exist the ordinary way is taken, with the same result.
    const other = existsSync("/dev/shm") ? "/dev/shm" : newFolder();
    const stagingParent = mkdtempSync(join(other, "model-monitor-"));
    const { target } = places();
    expect(await placeDirectory({ files: FILES, target, stagingParent })).toBe(true);
    expect(readTree(target)).toEqual(Object.fromEntries(FILES));
    expect(readdirSync(stagingParent)).toEqual([]);
  });

  test("into one that holds files but no meta.yaml", async () => {
    const { stagingParent, target } = places();
    writeTree(target, { "abc/artifacts/model.bin": "kept" });
    expect(await placeDirectory({ files: FILES, target, stagingParent })).toBe(true);
    expect(readTree(target)).toEqual({ ...Object.fromEntries(FILES), "abc/artifacts/model.bin": "kept" });
  });

  test("never over one that has a meta.yaml", async () => {
    const { stagingParent, target } = places();
    writeTree(target, { "meta.yaml": "first" });
    expect(await placeDirectory({ files: FILES, target, stagingParent })).toBe(false);
    expect(readTree(target)).toEqual({ "meta.yaml": "first" });
    expect(readdirSync(stagingParent)).toEqual(["mlruns"]);
  });
});

describe("a directory that cannot be placed", () => {
  test("leaves nothing behind", async () => {
    const { stagingParent, target } = places();
    writeFileSync(target, "a file in its place");
    await expect(placeDirectory({ files: FILES, target, stagingParent })).rejects.toThrow("ENOTDIR");
    expect(readTree(stagingParent)).toEqual({ "mlruns/abc": "a file in its place" });
  });

  test("has no meta.yaml when it was built in place and one of its files failed", async () => {
    const { stagingParent, target } = places();
    writeTree(target, { metrics: "a file where a directory must be" });
    await expect(placeDirectory({ files: FILES, target, stagingParent })).rejects.toThrow("EEXIST");
    expect(existsSync(join(target, "meta.yaml"))).toBe(false);
  });
});

describe("a replaced file", () => {
  test("has the new content, in a folder that is made for it", async () => {
    const root = newFolder();
    await replaceFile({ path: join(root, "tags", "a", "b"), content: "new", temporaryIn: root });
    expect(readTree(root)).toEqual({ "tags/a/b": "new" });
  });

  test("leaves no temporary file when it cannot be put in its place", async () => {
    const root = newFolder();
    mkdirSync(join(root, "tags", "a", "b"), { recursive: true });
    await expect(
      replaceFile({ path: join(root, "tags", "a"), content: "", temporaryIn: root }),
    ).rejects.toThrow("EISDIR");
    expect(readTree(root)).toEqual({ "tags/a/b": null });
  });
});

describe("what a killed job left beside the store", () => {
  const UUID = "01234567-89ab-cdef-0123-456789abcdef";

  test.each([
    [`.mlruns-staging-${UUID}`, 25, false],
    [`.mlruns-staging-${UUID}`, 23, true],
    [".mlruns-staging-mine", 25, true],
    ["mlruns", 25, true],
  ])("%s, %d hours old: stays %s", async (name, hours, stays) => {
    const folder = newFolder();
    writeTree(folder, { [`${name}/abc/meta.yaml`]: "" });
    const time = new Date(NOW - hours * HOUR_MS);
    utimesSync(join(folder, name), time, time);
    await removeStaleStaging(folder, NOW);
    expect(existsSync(join(folder, name))).toBe(stays);
  });
});
