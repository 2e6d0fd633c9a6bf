import { describe, expect, test } from "@jest/globals";

import { parseConfigFile } from "../../src/config/config-file.ts";
import { resolveConfig } from "../../src/config/config.ts";
import { INPUT_NAMES, inputDefinition, type InputName } from "../../src/config/inputs.ts";
import type { ConfigSources } from "../../src/config/sources.ts";
import { ConfigError } from "../../src/core/errors.ts";
import { BAD_VALUES } from "../support/bad-values.ts";

const EVERY_BAD = INPUT_NAMES.flatMap((name) => BAD_VALUES[name].map((text) => ({ name, text })));
const BAD_IN_FILE = EVERY_BAD.filter(({ name }) => inputDefinition(name).inputOnly !== true);

const TEXT_ONLY = [...new Set(BAD_IN_FILE.map(({ name }) => name))].filter(
  (name) => name !== "thresholds" && name !== "fail-on" && name !== "metrics",
);

const NOTHING = { inputs: { from: "input", values: new Map() }, file: null, environment: {} } as const;

function given(from: "input" | "flag", name: InputName, text: string): ConfigSources {
  return { ...NOTHING, inputs: { from, values: new Map([[name, text]]) } };
}

function errorOf(sources: ConfigSources): ConfigError {
  try {
    resolveConfig(sources);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error("the configuration was accepted");
}

test.each(EVERY_BAD)("$name refuses the input $text", ({ name, text }) => {
  const error = errorOf(given("input", name, text));

  expect(error.message).toMatch(new RegExp(`^input "${name}": found .+; allowed: .+`));
  expect(error.hint).not.toBe("");
});

test.each(BAD_IN_FILE)("$name refuses $text in the config file", ({ name, text }) => {
  const file = parseConfigFile(`${name}: ${JSON.stringify(text)}`, ".github/model-monitor.yml");

  expect(errorOf({ ...NOTHING, file }).message).toMatch(
    new RegExp(`^config file ".github/model-monitor.yml", key "${name}": found ".+; allowed: .+`),
  );
});

test.each(INPUT_NAMES)("%s names the flag that it came from", (name) => {
  expect(errorOf(given("flag", name, BAD_VALUES[name][0]!)).message).toMatch(
    new RegExp(`^flag --${name}: found `),
  );
});

test.each([
  ["MLFLOW_TRACKING_URI", "postgresql://db/mlflow", "tracking-uri"],
  ["MLFLOW_EXPERIMENT_NAME", "it's", "experiment"],
])("a bad %s is named, with the input that comes before it", (variable, text, name) => {
  const error = errorOf({ ...NOTHING, environment: { [variable]: text } });

  expect(error.message).toMatch(
    new RegExp(`^environment variable ${variable} \\(input "${name}"\\): found "`),
  );
  expect(error.hint).toContain(`set the input "${name}"`);
});

test.each(TEXT_ONLY)("%s takes neither a list nor a map", (name) => {
  for (const value of [["a"], new Map([["a", "b"]])]) {
    const file = { path: "monitor.yml", values: new Map([[name, value]]) };

    expect(errorOf({ ...NOTHING, file }).message).toContain(`key "${name}": found a`);
  }
});

describe("what was found is shown safely:", () => {
  test("line breaks, terminal codes and directions are escaped", () => {
    const { message } = errorOf(given("input", "k", "1\n::error::x\u001b[2J\u202e"));

    expect(message).toContain(String.raw`"1\u000a::error::x\u001b[2J\u202e"`);
    expect(message).not.toMatch(/[^ -~]/);
  });

  test("a long text is cut", () => {
    expect(errorOf(given("input", "k", "x".repeat(60_000))).message.length).toBeLessThan(300);
  });

  test("a token is never shown", () => {
    const { message, hint } = errorOf(given("input", "github-token", "ghs_secret\nrest"));

    expect(`${message} ${hint}`).not.toContain("secret");
  });

  test.each([
    ["https://user:hunter2@mlflow.example:port/x"],
    ["https://user:hunter2/with@slash@mlflow.example"],
    ["postgresql://:hunter2@db"],
  ])("user and password of the address %s are not shown", (address) => {
    const { message } = errorOf(given("input", "tracking-uri", address));

    expect(message).toContain("://***@");
    expect(message).not.toMatch(/user|hunter2|slash/);
  });
});

test.each([
  ["max-mrr-drop", `${"1".repeat(60_000)}x`],
  ["thresholds", `test_mrr: ${"1".repeat(60_000)}x`],
  ["tracking-uri", "a://".repeat(15_000)],
] as const)("a value of %s that is long to read badly is refused in a short message", (name, value) => {
  expect(errorOf(given("input", name, value)).message.length).toBeLessThan(1000);
});
