import { describe, expect, test } from "@jest/globals";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import {
  placeDirectory,
  removeAbandonedStaging,
  replaceFile,
} from "../../../src/adapters/tracking/place-directory.ts";
import { stagingName } from "../../../src/adapters/unfinished.ts";
import { newFolder, ofEndedProcess, readTree, writeTree } from "../../support/mlflow-store.ts";

const FILES = new Map([
  ["metrics/m", "1 2 3\n"],
  ["artifacts/a/b.txt", "ä"],
  ["meta.yaml", "run_id: x\n"],
]);

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

describe("a directory that is taken away while it is built", () => {
  test("is not published in part, and its place stays empty", async () => {
    const { stagingParent, target } = places();
    const thief = await startThief(stagingParent);
    const files = new Map(Array.from({ length: 5000 }, (_, index) => [`artifacts/${index}/x`, "x"]));
    const placing = placeDirectory({ files: files.set("meta.yaml", ""), target, stagingParent });
    await expect(placing).rejects.toThrow("ENOENT");
    expect(await thief.ended).toBe(0);
    expect(readTree(stagingParent)).toEqual({ mlruns: null });
  });
});

/** Another process, which moves the staging directory away as soon as there is something in it. */
async function startThief(stagingParent: string): Promise<{ readonly ended: Promise<number | null> }> {
  const script = `
    const { readdirSync, renameSync } = require("node:fs");
    const [parent, loot] = process.argv.slice(1);
    console.log("ready");
    const look = () => {
      const staging = readdirSync(parent).find((name) => name.startsWith(".mlruns-staging-"));
      if (staging === undefined || readdirSync(parent + "/" + staging).length === 0) return setImmediate(look);
      renameSync(parent + "/" + staging, loot + "/" + staging);
    };
    look();`;
  const thief = spawn(process.execPath, ["-e", script, stagingParent, newFolder()], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const ended = once(thief, "exit").then(([code]: (number | null)[]) => code ?? null);
  await once(thief.stdout, "data");
  return { ended };
}

describe("what jobs left beside the store", () => {
  test("is removed, and nothing else", async () => {
    const folder = newFolder();
    const [gone, live] = [ofEndedProcess(stagingName()), stagingName()];
    writeTree(folder, { [`${gone}/abc/meta.yaml`]: "", [`${live}/abc/meta.yaml`]: "", "mlruns/x": "" });
    await removeAbandonedStaging(folder, Date.now());
    expect(readdirSync(folder).sort()).toEqual([live, "mlruns"]);
  });
});
