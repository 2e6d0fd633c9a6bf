import { spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { fillSections, readmeSections, staleFiles } from "../../scripts/docs.ts";
import { INPUT_NAMES } from "../../src/config/inputs.ts";
import { RULES } from "../../src/core/rules/index.ts";

const ROOT = join(import.meta.dirname, "../..");

describe("filling sections", () => {
  test("replaces what is between the markers, and nothing else", () => {
    const text =
      "before\n<!-- a:begin -->\nold\nolder\n<!-- a:end -->\nbetween\n  # b:begin\n  # b:end\nafter";
    const filled = fillSections(
      text,
      new Map([
        ["a", "new"],
        ["b", "  x\n  y"],
      ]),
    );

    expect(filled).toBe(
      "before\n<!-- a:begin -->\nnew\n<!-- a:end -->\nbetween\n  # b:begin\n  x\n  y\n  # b:end\nafter",
    );
  });

  test.each([
    ["no markers", "text"],
    ["no end", "<!-- a:begin -->"],
    ["two begins", "<!-- a:begin -->\n<!-- a:begin -->\n<!-- a:end -->"],
    ["the end first", "<!-- a:end -->\n<!-- a:begin -->"],
  ])("fails when there are %s", (_, text) => {
    expect(() => fillSections(text, new Map([["a", "new"]]))).toThrow(/marker/);
  });
});

test("the tables name every input for people, every rule and the default metrics", () => {
  const sections = readmeSections();

  for (const name of INPUT_NAMES)
    expect(sections.get("inputs")!.includes(`| \`${name}\` |`)).toBe(name !== "matrix");
  for (const { id } of RULES) expect(sections.get("rules")).toContain(`| \`${id}\` |`);
  for (const name of ["test_mrr", "precision_at_10", "recall_at_10", "num_users"])
    expect(sections.get("metrics")).toContain(`| \`${name}\` |`);
});

test("a description with a pipe stays in its cell", () => {
  const rows = readmeSections()
    .get("inputs")!
    .split("\n")
    .filter((line) => line !== "");

  for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(5);
});

describe("the files of the project", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "docs-"));
    for (const name of ["README.md", "action.yml", "action-types.yml"])
      copyFileSync(join(ROOT, name), join(folder, name));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  test("are up to date", () => {
    const { status, stderr } = spawnSync(process.execPath, [join(ROOT, "scripts/docs.ts"), "--check"], {
      encoding: "utf8",
    });

    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("are stale after an edit inside a section, with the line", async () => {
    const file = join(folder, "README.md");
    const lines = readFileSync(file, "utf8").split("\n");
    const index = lines.findIndex((line) => line.startsWith("| `database`"));
    lines[index] = "| `database` | | |";
    writeFileSync(file, lines.join("\n"));

    const stale = await staleFiles(folder);

    expect(stale.map((one) => one.file)).toEqual([file]);
    expect(stale[0]!.line).toBe(index + 1);
    expect(stale[0]!.wanted).toBe(readFileSync(join(ROOT, "README.md"), "utf8"));
  });

  test("are written when an input of action.yml is missing", async () => {
    const file = join(folder, "action.yml");
    const text = readFileSync(file, "utf8");
    writeFileSync(file, text.replace(/ {2}summary:\n(?: {4}.*\n)+/, ""));

    const [stale] = await staleFiles(folder);

    expect(stale!.file).toBe(file);
    expect(stale!.wanted).toBe(text);
  });
});
