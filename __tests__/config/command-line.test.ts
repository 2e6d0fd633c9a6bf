import { describe, expect, test } from "@jest/globals";
import { parseCommandLine } from "../../src/config/command-line.ts";
import { helpText } from "../../src/config/help-text.ts";
import { INPUT_NAMES, inputDefinition } from "../../src/config/inputs.ts";
import { ConfigError } from "../../src/core/errors.ts";

function flagsOf(...argv: string[]): unknown {
  const line = parseCommandLine(argv);
  return line.kind === "run" ? Object.fromEntries(line.inputs.values) : line.kind;
}

test.each([
  [[], {}],
  [["--k", "20"], { k: "20" }],
  [["--k=20", "--model", "a b.pt"], { k: "20", model: "a b.pt" }],
  [["--ratings-query=SELECT a = b"], { "ratings-query": "SELECT a = b" }],
  [["--ratings-query", "SELECT\n1"], { "ratings-query": "SELECT\n1" }],
  [["--experiment=--odd"], { experiment: "--odd" }],
  [["--experiment", "-5"], { experiment: "-5" }],
  [["--train-interactions", ""], { "train-interactions": "" }],
  [["--train-interactions="], { "train-interactions": "" }],
])("%j is read", (argv, flags) => {
  expect(flagsOf(...argv)).toEqual(flags);
});

describe("a boolean flag", () => {
  test.each([
    [["--dry-run"], { "dry-run": "true" }],
    [["--dry-run", "--k", "5"], { "dry-run": "true", k: "5" }],
    [["--dry-run", "false", "--k", "5"], { "dry-run": "false", k: "5" }],
    [["--summary=false"], { summary: "false" }],
    [["--summary", "FALSE"], { summary: "FALSE" }],
  ])("may stand alone or have a value: %j", (argv, flags) => {
    expect(flagsOf(...argv)).toEqual(flags);
  });
});

test.each(INPUT_NAMES)("--%s is a flag", (name) => {
  expect(flagsOf(`--${name}=x`)).toEqual({ [name]: "x" });
});

test.each([
  [["--modle", "x"], 'command line: found the unknown flag "--modle"', "Did you mean --model?"],
  [["--nothing-like-it"], "found the unknown flag", "Run with --help to see all flags."],
  [["--__proto__", "x"], "found the unknown flag", "Run with --help to see all flags."],
  [["--constructor=x"], "found the unknown flag", "Run with --help to see all flags."],
  [["--"], 'found the unknown flag "--"', "Run with --help to see all flags."],
  [["-k", "5"], 'command line: found "-k"', "Put -- before the name of an input"],
  [["ratings.db"], 'command line: found "ratings.db"', "Put -- before the name of an input"],
  [["--dry-run", "yes"], 'command line: found "yes"', "Put -- before the name of an input"],
  [["--k"], "flag --k: found no value", "Write the value after the flag"],
  [["--k", "--model", "m.pt"], "flag --k: found no value", "Write the value after the flag"],
  [["--k", "5", "--k=6"], "flag --k: found twice; allowed: once", "Remove one of the two."],
])("%j is wrong usage", (argv, message, hint) => {
  const read = () => parseCommandLine(argv);

  expect(read).toThrow(ConfigError);
  expect(read).toThrow(message);
  expect(read).toThrow(expect.objectContaining({ hint: expect.stringContaining(hint) }));
});

test("help and version win over everything else", () => {
  expect(flagsOf("--nonsense", "--help")).toBe("help");
  expect(flagsOf("--k", "--version")).toBe("version");
});

describe("the help", () => {
  test.each(INPUT_NAMES.filter((name) => inputDefinition(name).hidden !== true))("lists --%s", (name) => {
    expect(helpText()).toMatch(new RegExp(`^  --${name} (<value>|\\[true\\|false\\])$`, "m"));
  });

  test("does not list what is not for people", () => {
    expect(helpText()).not.toContain("--matrix");
  });

  test("fits a terminal of 80 columns", () => {
    expect(
      helpText()
        .split("\n")
        .filter((line) => line.length > 80),
    ).toEqual([]);
  });
});
