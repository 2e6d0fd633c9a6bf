import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";

import { describe, expect, test } from "@jest/globals";
import { z } from "zod";

import { differences } from "../scripts/dist-fresh.ts";
import { packageFolderOf, packageOf } from "../scripts/module-package.ts";
import { distFolder } from "./support/action.ts";

const PROJECT = resolve(import.meta.dirname, "..");

const Chunks = z.array(
  z.object({ name: z.string(), imports: z.array(z.string()), modules: z.array(z.string()) }),
);

function readChunks(): ReadonlyMap<string, z.infer<typeof Chunks>[number]> {
  const text = readFileSync(join(dirname(distFolder()), "chunks.json"), "utf8");
  return new Map(Chunks.parse(JSON.parse(text)).map((chunk) => [chunk.name, chunk]));
}

/** Source files that the program can ever load: its own, and those of every file that it imports at any time. */
function modulesReachableFrom(program: string): ReadonlySet<string> {
  const chunks = readChunks();
  const seen = new Set<string>();
  const open = [program];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (seen.has(name)) continue;
    seen.add(name);
    open.push(...chunks.get(name)!.imports);
  }
  return new Set([...seen].flatMap((name) => chunks.get(name)!.modules));
}

function isGithubClient(module: string): boolean {
  return /^@(?:octokit\/|actions\/github$)/.test(packageOf(module) ?? "");
}

function allModules(): string[] {
  return [...readChunks().values()].flatMap((chunk) => chunk.modules);
}

describe("the built action", () => {
  test("offers the action, the command line and the threads, with what they need beside them", () => {
    expect(readdirSync(distFolder())).toEqual(
      expect.arrayContaining([
        "cli.js",
        "index.js",
        "licenses.txt",
        "package.json",
        "ranking-worker.js",
        "ranking.wasm",
        "sql-wasm.wasm",
        "sqlite-worker.js",
      ]),
    );
  });

  test("is loaded as ECMAScript modules wherever the folder is copied to", () => {
    expect(JSON.parse(readFileSync(join(distFolder(), "package.json"), "utf8"))).toEqual({ type: "module" });
  });

  test("imports nothing but Node's own modules and files that lie beside it", () => {
    const files = readdirSync(distFolder()).filter((name) => name.endsWith(".js"));
    const wanted = files.flatMap((file) => {
      const text = readFileSync(join(distFolder(), file), "utf8");
      const statements = text.matchAll(/^(?:import|export|\} from)\b[^"'\n]*"([^"]+)";$/gm);
      return [...statements].map((match) => match[1]!);
    });
    const own = new Set(files.map((file) => `./${file}`));
    expect(wanted.filter((name) => name.startsWith("./")).length).toBeGreaterThan(0);
    expect(wanted.filter((name) => !own.has(name) && !isBuiltin(name))).toEqual([]);
  });

  test("keeps third-party code in files apart from ours", () => {
    const mixed = [...readChunks().values()].filter((chunk) => {
      const vendor = chunk.modules.filter((module) => packageOf(module) !== null).length;
      return vendor > 0 && (vendor < chunk.modules.length || !chunk.name.startsWith("vendor-"));
    });
    expect(mixed.map((chunk) => chunk.name)).toEqual([]);
  });

  test("carries one copy of undici, for the GitHub client as for ourselves", () => {
    const copies = new Set(
      allModules()
        .filter((module) => packageOf(module) === "undici")
        .map(packageFolderOf),
    );
    expect([...copies]).toEqual(["node_modules/undici"]);
  });

  test("has no GitHub client in reach of the command line", () => {
    expect([...modulesReachableFrom("cli.js")].filter(isGithubClient)).toEqual([]);
    expect([...modulesReachableFrom("index.js")].filter(isGithubClient)).not.toEqual([]);
  });

  test("names the licence of every package that it holds", () => {
    const licenses = readFileSync(join(distFolder(), "licenses.txt"), "utf8");
    const packages = new Set(
      allModules()
        .map(packageFolderOf)
        .filter((folder) => folder !== null),
    );
    const titles = [...packages].map((folder) => {
      const manifest = z.object({ name: z.string(), version: z.string(), license: z.string() });
      const { name, version, license } = manifest.parse(
        JSON.parse(readFileSync(join(PROJECT, folder, "package.json"), "utf8")),
      );
      return `${name} ${version} (${license})\n`;
    });
    expect(titles.filter((title) => !licenses.includes(`\n${title}`))).toEqual([]);
    expect(licenses).toContain("\nsql.js ");
  });

  test("says nothing about the machine that built it", () => {
    const files = readdirSync(distFolder());
    expect(files.filter((file) => readFileSync(join(distFolder(), file)).includes(PROJECT))).toEqual([]);
  });

  test("comes out the same, byte by byte, when built again from another directory", () => {
    const again = mkdtempSync(join(tmpdir(), "model-monitor-again-"));
    execFileSync(process.execPath, [join(PROJECT, "scripts/build.ts"), again], { cwd: tmpdir() });
    expect(differences(distFolder(), again)).toEqual([]);
  });
});
