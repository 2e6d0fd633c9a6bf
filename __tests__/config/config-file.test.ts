import { describe, expect, test } from "@jest/globals";
import { chooseConfigFile, missingConfigFile, parseConfigFile } from "../../src/config/config-file.ts";
import { ConfigError } from "../../src/core/errors.ts";

const PATH = ".github/model-monitor.yml";

function errorOf(text: string): ConfigError {
  try {
    parseConfigFile(text, PATH);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the file was accepted");
}

test("values stay as they were written, for the schemas to read", () => {
  const { path, values } = parseConfigFile("k: 0x10\nexperiment: 007\nsummary: TRUE\nmodel: 'a b'\n", PATH);

  expect(path).toBe(PATH);
  expect([...values]).toEqual([
    ["k", "0x10"],
    ["experiment", "007"],
    ["summary", "TRUE"],
    ["model", "a b"],
  ]);
});

test.each(["", "\n", "# only a comment\n", "---\n", "null", "{}", "\uFEFF"])(
  "%j is a file without settings",
  (text) => {
    expect(parseConfigFile(text, PATH).values.size).toBe(0);
  },
);

test("JSON is read too", () => {
  expect([...parseConfigFile('{"k": 20, "fail-on": ["error"]}', PATH).values]).toEqual([
    ["k", "20"],
    ["fail-on", ["error"]],
  ]);
});

describe("an unknown key", () => {
  test.each([
    ["max_mrr_drop", /^Did you mean max-mrr-drop\?$/],
    ["max-mrr-dorp", /^Did you mean max-mrr-drop\?$/],
    ["treshold", /^Did you mean thresholds\?$/],
    ["Database", /^Did you mean database\?$/],
    ["iser-map", /^Did you mean user-map or item-map\?$/],
    ["colour", /^Use one of: database, database-artifact, .*, alert-issue\.$/],
    ["x".repeat(1000), /^Use one of: /],
  ])("%s is refused, with the names that may be meant", (key, hint) => {
    const error = errorOf(`${key}: 1`);

    expect(error.message).toMatch(/^config file ".github\/model-monitor.yml": found the unknown key "/);
    expect(error.message.length).toBeLessThan(300);
    expect(error.hint).toMatch(hint);
  });

  test.each(["__proto__", "constructor", "toString", "<<", '""', "1"])(
    "named %s is refused like any other",
    (key) => {
      expect(errorOf(`${key}: {polluted: yes}`).message).toContain("found the unknown key");
      expect("polluted" in {}).toBe(false);
    },
  );
});

test.each(["config", "github-token", "matrix"])("%s is refused: only the step can give it", (name) => {
  const error = errorOf(`${name}: secret-text`);

  expect(error.message).toContain(`found the key "${name}"`);
  expect(error.hint).toContain("the step's inputs or the command line");
  expect(`${error.message}${error.hint}`).not.toContain("secret-text");
});

test.each([
  ["- k", "it is not a map"],
  ["just text", "it is not a map"],
  ["k: 1\nk: 2", "line 2: a key is there twice"],
  ["k: 1\n---\nk: 2", "a second document begins"],
  ["k: 1\n  bad: 2", "line 1: bad indentation"],
  ["report:\n\ta: 1", "line 2: a tab is used to indent"],
  ["report: [a", "line 1: "],
  ["report: 'a", "line 1: "],
  ["thresholds: {a: {b: 1}}", "nested more deeply"],
  ["fail-on: [[error]]", "nested more deeply"],
  ["[k]: 1", "nested more deeply"],
  ["report: !!str x", "tags (`!name`) are not allowed"],
  ["report: !!binary aGk=", "tags (`!name`) are not allowed"],
  ["report: !!js/function 'x'", "tags (`!name`) are not allowed"],
  ["thresholds: !!set {a}", "tags (`!name`) are not allowed"],
  ["!!omap\n- k: 1", "it is not a map"],
  ["report: &a x", "anchors and aliases are not allowed"],
  ["thresholds: &a {test_mrr: 1}", "anchors and aliases are not allowed"],
  ["&a report: x\nmodel: *a", "anchors and aliases are not allowed"],
  ["report: *a", "anchors and aliases are not allowed"],
  ["k: 1\n#" + "x".repeat(40_000), "more than 32768"],
])("%j is refused", (text, why) => {
  const error = errorOf(text);

  expect(error.message).toMatch(/^config file ".github\/model-monitor.yml": cannot be read: .+; allowed: /);
  expect(error.message).toContain(why);
});

describe("a hostile file", () => {
  test("that multiplies itself through aliases is refused, not expanded", () => {
    const lines = ["a: &a [lol, lol, lol, lol, lol, lol, lol, lol, lol]"];
    for (let level = 1; level < 10; level++) {
      const [name, earlier] = [String.fromCodePoint(97 + level), String.fromCodePoint(96 + level)];
      lines.push(`${name}: &${name} [${`*${earlier}, `.repeat(8)}*${earlier}]`);
    }

    expect(errorOf(lines.join("\n")).message).toContain("anchors and aliases are not allowed");
  });

  test.each(["[", "{", "a: ", "? ", "- ", "a:\n", "!a ", "&a ", '"', "%a\n"])(
    "of nothing but %j is refused, in a message of bounded length",
    (piece) => {
      const error = errorOf(piece.repeat(Math.floor(32_000 / piece.length)));

      expect(error.message.length).toBeLessThan(300);
    },
  );

  test("cannot write workflow commands into the message", () => {
    const error = errorOf('"k\\n::error::x": 1\n');

    expect(error.message).not.toContain("\n");
    expect(error.message).toContain(String.raw`"k\u000a::error::x"`);
  });
});

describe("the choice of the config file", () => {
  test("is the usual place when nobody names one", () => {
    expect(chooseConfigFile({ from: "input", values: new Map() })).toEqual({ path: PATH, explicit: false });
  });

  test("is the named one, even if that is the usual place", () => {
    const values = new Map([["config", PATH]] as const);

    expect(chooseConfigFile({ from: "flag", values })).toEqual({ path: PATH, explicit: true });
  });

  test("names the input when the file is missing", () => {
    const error = missingConfigFile("monitor.yml");

    expect(error).toBeInstanceOf(ConfigError);
    expect(error.message).toBe(
      'input "config": found "monitor.yml", which does not exist; allowed: a path of an existing YAML file',
    );
  });
});
