import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { expect, test } from "@jest/globals";

const PROJECT = resolve(import.meta.dirname, "..");
/** A named limit of the readers; what only cuts a message is no limit of what is read. */
const LIMIT = /^const ((?:MAX|RATIO)_[A-Z_]+) = (.+);$/gm;
const ONLY_FOR_MESSAGES = /_SHOWN$|_LABEL_LENGTH$|_PATH_|_QUOTED_|_COMMENT$/;
/** What a network asks of its own tensors and attributes stands in its own file. */
const OF_NETWORKS = /\/(?:.*-net|bilinear|bloom-embedding|torch-module)\.ts$/;
const READERS = ["src/formats/pickle", "src/formats/checkpoint"];
const FILES = ["zip", "zip-directory", "zip-end-record", "npy", "npy-header", "npz", "artifact-archive"];
const ADAPTERS = ["files", "github-artifacts", "github-artifact-search"];

function limitsOf(file: string): readonly string[] {
  const matches = [...readFileSync(join(PROJECT, file), "utf8").matchAll(LIMIT)];
  return matches
    .filter(([, name]) => !ONLY_FOR_MESSAGES.test(name!))
    .map(([, name, value]) => `${name} ${value} ${file}`);
}

test("SECURITY.md lists every limit of the readers of checkpoints and artifacts with its value and place", () => {
  const rows = readFileSync(join(PROJECT, "SECURITY.md"), "utf8").matchAll(
    /^\| `([A-Z_]+)` +\| (.+?) +\| `(src\/\S+)` +\| \S/gm,
  );
  const told = [...rows].map(([, name, value, file]) => `${name} ${value!.replaceAll("\\", "")} ${file}`);
  const folders = READERS.flatMap((folder) =>
    readdirSync(join(PROJECT, folder)).map((name) => `${folder}/${name}`),
  );
  const formats = folders.filter((file) => !OF_NETWORKS.test(file));
  const files = [
    ...formats,
    ...FILES.map((name) => `src/formats/${name}.ts`),
    ...ADAPTERS.map((name) => `src/adapters/${name}.ts`),
  ];
  expect(told.toSorted()).toEqual(files.flatMap(limitsOf).toSorted());
});

test("SECURITY.md names tests that are there", () => {
  const named = readFileSync(join(PROJECT, "SECURITY.md"), "utf8").match(/`__tests__\/[^`]+\.ts`/g) ?? [];
  expect(named.length).toBeGreaterThan(6);
  expect(named.filter((file) => !existsSync(join(PROJECT, file.slice(1, -1))))).toEqual([]);
});

test("every row of SECURITY.md about what somebody tries names a test by words that stand in one", () => {
  const tests = readdirSync(join(PROJECT, "__tests__"), { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(?:test|conformance)\.ts$|support\/.*\.ts$/.test(file))
    .map((file) => readFileSync(join(PROJECT, "__tests__", file), "utf8"))
    .join("\n");
  const said = tests.replaceAll("\\", "");
  const tables = readFileSync(join(PROJECT, "SECURITY.md"), "utf8")
    .split(/^\|.*\| test +\|\n.*\n/m)
    .slice(1);
  const cells = tables.flatMap((table) => /^(?:\|.*\n)+/.exec(table)![0].trimEnd().split("\n"));
  expect(cells.length).toBeGreaterThan(20);
  for (const row of cells) {
    const cell = row.split(/(?<!\\)\|/).at(-2)!;
    expect(cell).toMatch(/"[^"]+"|`\S+\.ts`/);
    const words = [...cell.matchAll(/"([^"]+)"|\.ts` \(([^)]+)\)/g)].map(
      ([, quoted, named]) => quoted ?? named!,
    );
    expect(words.filter((one) => !said.includes(one))).toEqual([]);
  }
});
