import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { crossings, type Sources } from "./support/rings.ts";

const PROJECT = resolve(import.meta.dirname, "..");
const MOST_LINES = 250;
const MOST_LINES_OF_A_FUNCTION = 60;
/** Data of tests, `__tests__/fixtures`, is as long as it is. */
const HELD_SHORT = ["src", "scripts", "kernel", "__tests__"];
/** Lists of tests: the linter cannot tell a `describe`, which is as long as what it lists, from a function that does something. */
const LISTS_OF_TESTS = /^__tests__\/.*\.(?:test|conformance)\.ts$/;
/** One file, because AssemblyScript compiles it to one module and inlines across it. */
const KERNEL = "kernel/ranking.ts";
/** One `switch`, with a line for each of pickle's opcodes. */
const OPCODE_SWITCH = "src/formats/pickle/machine.ts";

function sourcesBelow(folder: string): Sources {
  const entries = readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && /\.(?:ts|mjs)$/.test(entry.name));
  return new Map(
    files.map((entry) => {
      const path = join(entry.parentPath, entry.name);
      return [path.slice(PROJECT.length + 1).replaceAll("\\", "/"), readFileSync(path, "utf8")];
    }),
  );
}

function crossingsOf(file: string, text: string): readonly string[] {
  return crossings(new Map([[file, text]]));
}

describe("the rings", () => {
  test("are crossed by no file", () => {
    expect(crossings(sourcesBelow("src"))).toEqual([]);
  });

  test.each([
    ["src/core/decide.ts", 'import { quote } from "../formats/quote.ts";'],
    ["src/core/decide.ts", 'import type { Log } from "../world.ts";'],
    ["src/core/decide.ts", 'import { z } from "zod";'],
    ["src/core/rules/index.ts", 'export { quote } from "../../formats/quote.ts";'],
    ["src/formats/zip.ts", 'import { readFileSync } from "node:fs";'],
    ["src/formats/zip.ts", 'import "node:worker_threads";'],
    ["src/formats/zip.ts", 'const fs = await import("node:fs/promises");'],
    ["src/formats/zip.ts", 'import {\n  publish,\n  read,\n} from "../adapters/tracking/index.ts";'],
    ["src/formats/report/summary.ts", 'import type { Config } from "../../config/config.ts";'],
    ["src/adapters/sqlite.ts", 'import { monitor } from "../monitor.ts";'],
    ["src/adapters/sqlite.ts", 'import type { Config } from "../config/config.ts";'],
    ["src/adapters/sqlite.ts", 'import { octokit } from "./github.ts";'],
    ["src/adapters/tracking/files.ts", 'import { sqlite } from "../sqlite.ts";'],
    ["src/config/config-file.ts", 'import { readFileSync } from "node:fs";'],
    ["src/config/inputs.ts", 'import { openZip } from "../formats/zip.ts";'],
    ["src/config/inputs.ts", 'import { writeOutputs } from "../adapters/runner.ts";'],
    ["src/monitor.ts", 'import { parseConfig } from "./config/config.ts";'],
    ["src/monitor.ts", 'import { sqlite } from "./adapters/sqlite.ts";'],
    ["src/monitor.ts", 'import { main } from "./main.ts";'],
  ])("would be crossed if %s said %s", (file, text) => {
    expect(crossingsOf(file, text)).toEqual([expect.stringContaining(`${file} (`)]);
  });

  test.each([
    ["src/core/decide.ts", 'import { RULES } from "./rules/index.ts";'],
    ["src/core/decide.ts", '// import { quote } from "../formats/quote.ts";'],
    [
      "src/formats/zip.ts",
      'import { inflateRawSync } from "node:zlib";\nimport { MalformedFileError } from "../core/errors.ts";',
    ],
    [
      "src/adapters/sqlite.ts",
      'import type { Log } from "../world.ts";\nimport { Worker } from "node:worker_threads";',
    ],
    [
      "src/adapters/sqlite.ts",
      'import type { Question } from "./sqlite-messages.ts";\nimport { readFile } from "./files.ts";',
    ],
    ["src/adapters/tracking/index.ts", 'import { openFiles } from "./mlflow-files.ts";'],
    ["src/config/inputs.ts", 'import { z } from "zod";\nimport { quote } from "../formats/quote.ts";'],
    ["src/monitor.ts", 'import type { Config } from "./config/config.ts";\nimport { act } from "./act.ts";'],
    ["src/main.ts", 'import { sqlite } from "./adapters/sqlite.ts";'],
  ])("stay whole when %s says %s", (file, text) => {
    expect(crossingsOf(file, text)).toEqual([]);
  });

  test("are explained: which file, which import, what is allowed", () => {
    expect(crossingsOf("src/core/decide.ts", 'import { readFileSync } from "node:fs";')).toEqual([
      "src/core/decide.ts (core) imports node:fs, but core decides, from values alone: it may import core only",
    ]);
  });

  test("ask for a place when a file is in none of them", () => {
    expect(crossingsOf("src/utils.ts", "")).toEqual([
      expect.stringContaining("src/utils.ts belongs to no ring"),
    ]);
  });

  test.each([
    "const now = Date.now();",
    "console.log(1);",
    "if (process.env.CI) {}",
    "const x = Math.random();",
  ])("keep clock, chance, console and environment out of the inner two: %s", (text) => {
    expect(crossingsOf("src/core/decide.ts", text)).toHaveLength(1);
    expect(crossingsOf("src/formats/zip.ts", text)).toHaveLength(1);
    expect(crossingsOf("src/main.ts", text)).toEqual([]);
  });

  test("keep waiting out of core", () => {
    expect(crossingsOf("src/core/decide.ts", "export async function decide() {}")).toHaveLength(1);
  });
});

describe("the sizes", () => {
  test(`no file but the kernel is longer than ${MOST_LINES} lines`, () => {
    const long = heldShort()
      .filter(([, text]) => text.split("\n").length - 1 > MOST_LINES)
      .map(([file]) => file);
    expect(long).toEqual([KERNEL]);
  });

  test(`the linter lets no function but the opcode switch and tests have more than ${MOST_LINES_OF_A_FUNCTION} lines`, () => {
    const { rules, overrides, ignorePatterns } = linterSettings();
    expect(rules["max-lines-per-function"]).toEqual(["error", { max: MOST_LINES_OF_A_FUNCTION }]);
    const excepted = overrides.filter((override) => "max-lines-per-function" in override.rules);
    expect(excepted.flatMap(({ files }) => files)).toEqual([
      "__tests__/**/*.test.ts",
      "__tests__/**/*.conformance.ts",
      OPCODE_SWITCH,
    ]);
    expect(ignorePatterns).toEqual(["dist/", "node_modules/", "__tests__/fixtures/", "kernel/"]);
  });

  test(`no function that is declared beside tests has more than ${MOST_LINES_OF_A_FUNCTION} lines`, () => {
    const lists = heldShort().filter(([file]) => LISTS_OF_TESTS.test(file));
    expect(lists.flatMap(([file, text]) => longFunctions(text).map((name) => `${file}: ${name}`))).toEqual(
      [],
    );
    const long = `async function tooLong() {\n${"  work();\n".repeat(MOST_LINES_OF_A_FUNCTION - 1)}}\n`;
    expect(longFunctions(long)).toEqual(["tooLong"]);
    expect(longFunctions(long.replace("  work();\n", ""))).toEqual([]);
  });

  test("no line beside the code switches the linter's sizes off", () => {
    const switched = heldShort()
      .filter(([, text]) => /(?:oxlint|eslint)-disable[^\n]*max-/.test(text))
      .map(([file]) => file);
    expect(switched).toEqual([]);
  });
});

function heldShort() {
  return HELD_SHORT.flatMap((folder) => Array.from(sourcesBelow(folder))).filter(
    ([file]) => !file.startsWith("__tests__/fixtures/"),
  );
}

/**
 * The names of functions with too many lines that a file declares, formatted as Prettier does: what is not indented ends
 * at the first brace that is not. The callbacks of `describe` and `test` are not among them: a `describe` is a list, and
 * grows with what is tested, up to the limit of its file.
 */
function longFunctions(text: string): readonly (string | undefined)[] {
  const declared = text.matchAll(/^(?:export )?(?:async )?function\*? (\w+)[^]*?^\}$/gm);
  return [...declared]
    .filter(([body]) => body.split("\n").length > MOST_LINES_OF_A_FUNCTION)
    .map(([, name]) => name);
}

function linterSettings() {
  return JSON.parse(readFileSync(join(PROJECT, ".oxlintrc.json"), "utf8")) as {
    readonly rules: Readonly<Record<string, unknown>>;
    readonly overrides: readonly {
      readonly files: readonly string[];
      readonly rules: Readonly<Record<string, unknown>>;
    }[];
    readonly ignorePatterns: readonly string[];
  };
}
