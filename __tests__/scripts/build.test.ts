import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { buildDist } from "../../scripts/build.ts";
import { folderWith, toyPackage, toyProject } from "../support/toy-project.ts";

function newFolder(): string {
  return mkdtempSync(join(tmpdir(), "model-monitor-build-"));
}

async function built(root: string): Promise<string> {
  const folder = newFolder();
  await buildDist(folder, root);
  return folder;
}

function read(folder: string, name: string): string {
  return readFileSync(join(folder, name), "utf8");
}

describe("buildDist", () => {
  test("writes flat files with names that a reader understands", async () => {
    const folder = await built(toyProject());
    expect(readdirSync(folder).toSorted()).toEqual([
      "cli.js",
      "greet.js",
      "index.js",
      "licenses.txt",
      "package.json",
      "ranking-worker.js",
      "ranking.wasm",
      "sql-wasm.wasm",
      "sqlite-worker.js",
      "vendor-shout.js",
      "vendor-tell.js",
    ]);
  });

  test("writes programs that run where nothing is installed", async () => {
    const folder = await built(toyProject());
    expect(execFileSync(process.execPath, [join(folder, "index.js")], { encoding: "utf8" })).toBe(
      "HELLO INDEX\n",
    );
  });

  test("leaves the files of packages as they are when our sources change, whatever they import then", async () => {
    const before = await built(toyProject());
    const after = await built(
      toyProject({
        "src/greet.ts": 'import { whisper } from "shout";\nexport const greet = () => `${whisper}`;\n',
      }),
    );
    expect(read(after, "greet.js")).not.toBe(read(before, "greet.js"));
    expect(read(after, "vendor-shout.js")).toBe(read(before, "vendor-shout.js"));
  });

  test("names the target of a later import, and keeps it loadable", async () => {
    const lazy = 'const { greet } = await import("./greet.ts");\nconsole.log(greet("lazy"));\n';
    const folder = await built(toyProject({ "src/cli.ts": lazy }));
    expect(readdirSync(folder)).toContain("greet.js");
    expect(execFileSync(process.execPath, [join(folder, "cli.js")], { encoding: "utf8" })).toBe(
      "HELLO LAZY\n",
    );
  });

  test("numbers the second of two modules of one name", async () => {
    const root = toyProject({
      "src/cli.ts": 'console.log((await import("./a/part.ts")).a, (await import("./b/part.ts")).b);\n',
      "src/a/part.ts": "export const a = 1;\n",
      "src/b/part.ts": "export const b = 2;\n",
    });
    const folder = await built(root);
    expect(readdirSync(folder)).toEqual(expect.arrayContaining(["part.js", "part-2.js"]));
    expect(execFileSync(process.execPath, [join(folder, "cli.js")], { encoding: "utf8" })).toBe("1 2\n");
  });

  test("takes away what an earlier build left", async () => {
    const root = toyProject();
    const folder = await built(root);
    writeFileSync(join(folder, "vendor-gone.js"), "");
    await buildDist(folder, root);
    expect(readdirSync(folder)).not.toContain("vendor-gone.js");
  });

  test("touches no folder that it did not write", async () => {
    const folder = folderWith({ "thesis.txt": "years of work" });
    await expect(buildDist(folder, toyProject())).rejects.toThrow("was not written by this script");
    expect(readFileSync(join(folder, "thesis.txt"), "utf8")).toBe("years of work");
  });

  test("fails when a bundled package is under a licence that was not agreed to, and writes nothing", async () => {
    const folder = newFolder();
    const root = toyProject(toyPackage("shout", "export const shout = String;", { license: "GPL-3.0-only" }));
    await expect(buildDist(folder, root)).rejects.toThrow(
      "shout 1.0.0 is under GPL-3.0-only; allowed are MIT, ISC",
    );
    expect(readdirSync(folder)).toEqual([]);
  });

  test("lists the licence of a package inside another package, too", async () => {
    const nested = toyPackage("echo", "export const echo = String;");
    const root = toyProject({
      ...toyPackage("shout", 'import { echo } from "echo";\nexport const shout = echo;\n'),
      ...Object.fromEntries(
        Object.entries(nested).map(([path, text]) => [`node_modules/shout/${path}`, text]),
      ),
    });
    const licenses = readFileSync(join(await built(root), "licenses.txt"), "utf8");
    expect(licenses).toContain("Licence of echo");
    expect(licenses).toContain("Licence of shout");
  });
});
