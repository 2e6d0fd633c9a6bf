import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";
import { z } from "zod";

const PROJECT = resolve(import.meta.dirname, "..");
const Package = z.object({ scripts: z.record(z.string(), z.string()) });

test("CONTRIBUTING.md says one line about every script of package.json, in its order", () => {
  const { scripts } = Package.parse(JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8")));
  const told = readFileSync(join(PROJECT, "CONTRIBUTING.md"), "utf8").matchAll(/^- `npm run ([\w:]+)`: \S/gm);
  expect([...told].map(([, name]) => name)).toEqual(Object.keys(scripts));
});

test.each(["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md"])("%s names paths that are there", (page) => {
  const text = readFileSync(join(PROJECT, page), "utf8");
  const paths = text.matchAll(
    /`((?:src|__tests__|scripts|conformance|kernel|bench|examples|\.github)\/[\w./-]*)`/g,
  );
  const named = [...paths].map(([, path]) => path!);
  // What a user has and we have not: the config file's default place.
  const ours = named.filter((path) => path !== ".github/model-monitor.yml");
  expect(ours.filter((path) => !existsSync(join(PROJECT, path)))).toEqual([]);
});

test("CONTRIBUTING.md says what every conformance suite holds", () => {
  const suites = readdirSync(join(PROJECT, "__tests__/conformance")).map((file) => file.split(".")[0]!);
  const table = readFileSync(join(PROJECT, "CONTRIBUTING.md"), "utf8")
    .split("| suite ")[1]!
    .split("\n\n")[0]!;
  const told = [...table.matchAll(/^\| `([\w-]+)` +\| \S/gm)].map(([, name]) => name!);
  expect(told.toSorted()).toEqual(suites.toSorted());
});

test("the command line of CONTRIBUTING.md shows the metric that it names", () => {
  const page = readFileSync(join(PROJECT, "CONTRIBUTING.md"), "utf8");
  const argv = /^ {4}npm run cli -- (.+)$/m.exec(page)![1]!.split(" ");
  const workspace = mkdtempSync(join(tmpdir(), "contributing-"));
  cpSync(join(PROJECT, "examples/quickstart"), join(workspace, "examples/quickstart"), { recursive: true });
  const { status, stdout } = spawnSync(process.execPath, [join(PROJECT, "src/cli.ts"), ...argv], {
    cwd: workspace,
    encoding: "utf8",
  });
  rmSync(workspace, { recursive: true });
  expect([status, stdout]).toEqual([0, expect.stringMatching(/^ +r_precision +0\.\d+/m)]);
});
