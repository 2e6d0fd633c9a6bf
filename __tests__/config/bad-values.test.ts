import { describe, expect, test } from "@jest/globals";
import { parseConfigFile } from "../../src/config/config-file.ts";
import { resolveConfig } from "../../src/config/config.ts";
import { INPUT_NAMES, inputDefinition } from "../../src/config/inputs.ts";
import type { InputName } from "../../src/config/inputs.ts";
import type { ConfigSources } from "../../src/config/sources.ts";
import { ConfigError } from "../../src/core/errors.ts";

const BAD_PATHS = ["a\nb", "a\u0000b", "a\u001b[31mb", "x".repeat(5000)];
const BAD_NUMBERS = [
  "-1",
  "-10%",
  "NaN",
  "nan",
  "Infinity",
  ".inf",
  "1e400",
  "ten",
  "0,10",
  "10%%",
  "%",
  "none",
  ".",
];
const BAD_BOOLEANS = ["yes", "no", "on", "off", "1", "0", "tRUE", "true false"];

const BAD_ARTIFACTS = ["a/b", "a\\b", 'a"b', "a:b", "a<b", "a|b", "a*", "a?", "a\nb", "a".repeat(256)];
const BAD_WORKFLOWS = ["export", "../export.yml", "a b.yml", "workflows/export.yml"];
const BAD_RUN_IDS = ["-1", "1.5", "latest", "0x10", "1e9", "9".repeat(16)];
const BAD_REPOSITORIES = [
  "movies",
  "octo/",
  "/movies",
  "octo/movies/x",
  "octo/..",
  "o c/m",
  "https://github.com/o/m",
];

/** Texts that are not allowed: the type of the table demands some for every input. */
const BAD: Readonly<Record<InputName, readonly string[]>> = {
  database: BAD_PATHS,
  "database-artifact": BAD_ARTIFACTS,
  "database-workflow": BAD_WORKFLOWS,
  "database-run-id": BAD_RUN_IDS,
  "database-branch": ["a\nb", "b".repeat(251)],
  "database-repository": BAD_REPOSITORIES,
  "ratings-query": ["SELECT\u0000 1"],
  "query-timeout": ["0s", "5", "5 m", "-5m", "1.5h", "25h", "999999999h", "off", "5d", "m"],
  model: BAD_PATHS,
  "model-artifact": BAD_ARTIFACTS,
  "model-workflow": BAD_WORKFLOWS,
  "model-run-id": BAD_RUN_IDS,
  "model-branch": ["a\nb", "b".repeat(251)],
  "model-repository": BAD_REPOSITORIES,
  "user-map": BAD_PATHS,
  "item-map": BAD_PATHS,
  "id-mapping": ["Mapped", "mapped,first-seen", "none"],
  "train-interactions": BAD_PATHS,
  "cold-users": ["Skip", "fold_in", "skip,popularity", "none"],
  k: ["0", "1001", "-5", "10.0", "1e2", "0x10", "ten", "9".repeat(400)],
  metrics: [
    "ndcg",
    "ndgc_at_10",
    "ndcg_at_0",
    "ndcg_at_010",
    "ndcg_at_1001",
    "NDCG_at_10",
    "ndcg@10",
    "rmse",
    "none,ndcg_at_10",
    "ndcg_at_10 map_at_10",
    ",",
    "constructor",
    Array.from({ length: 101 }, (_, index) => `map_at_${index + 1}`).join(","),
  ],
  "min-rating": [
    "four",
    "4,0",
    "NaN",
    "Infinity",
    "1e400",
    "1e0",
    "0x4",
    "--4",
    ".",
    "-",
    "none",
    "9".repeat(400),
    ">=4",
  ],
  since: [
    "previous",
    "previous_run",
    "yesterday",
    "none",
    "0",
    "1717245045",
    "20240601",
    "2024-06",
    "2024-6-1",
    "2024-02-30",
    "2024-06-01T12:30",
    "2024-06-01 24:00:00",
    "2024-06-01Z",
    "2024-06-01 12:30:00+0200",
    "2024-06-01 12:30:00 CEST",
    "0099-06-01",
  ],
  "tracking-uri": [
    ...BAD_PATHS,
    "http://",
    "https://host:port",
    "sqlite+pysqlite:///mlflow.db",
    "postgresql://db/mlflow",
    "databricks",
    "databricks://profile",
  ],
  experiment: ["it's", "e".repeat(501), "😀".repeat(501), "a\nb"],
  "run-name": ["r".repeat(251), "a\nb"],
  history: ["Auto", "cache", "off", "auto,branch"],
  "history-name": ["a b", "../x", "a..b", "/a", "a/", ".a", "a.lock", "a,b", "é".repeat(101)],
  "history-keep": ["0", "-1", "1.5", "52 weeks", "365 d", "0d", "1e3", "100001", "all"],
  thresholds: [
    "off",
    "none",
    "0.5",
    "[test_mrr]",
    "test_mrr",
    "test_mrr: abc",
    "test_mrr:",
    "test_mrr: NaN",
    "test_mrr: .inf",
    "test_mrr: 1e999",
    "test_mrr: 3%",
    "test_mrr: {a: 1}",
    "test_mrr: [1]",
    "test mrr: 0.5",
    "loss/final: 0.5",
    '"": 0.5',
    `${"m".repeat(251)}: 0.5`,
    "{test_mrr: 0.1, test_mrr: 0.2}",
    "{test_mrr: 0.1",
    "test_mrr: !!float 0.1",
    "test_mrr: &a 0.1",
    "test_mrr: *a",
  ],
  "max-mrr-drop": [...BAD_NUMBERS, "1.01", "10", "101%"],
  "max-user-growth": BAD_NUMBERS,
  decision: ["limit", "Evidence", "limits,evidence"],
  patience: ["0", "53", "-1", "1.5", "two"],
  "retrain-trigger": ["workflow-dispatch", "off", "repository-dispatch"],
  "retrain-event-type": ["e".repeat(101), "a\nb"],
  "retrain-workflow": ["train", "a/b.yml", "../train.yml", "x".repeat(101) + ".yml"],
  "retrain-ref": ["a\nb", "r".repeat(251)],
  "retrain-repository": [
    "movies",
    "octo/",
    "/movies",
    "octo/movies/x",
    "octo/..",
    "https://github.com/octo/movies",
  ],
  "retrain-cooldown": ["1", "24 h", "1w", "0h", "-1h", "91d", "none"],
  "retrain-max-per-week": ["0", "-1", "1.5", "1001", "none", "many"],
  "dry-run": BAD_BOOLEANS,
  "fail-on": ["errors", "error,none", "none,none", "error retrain", ",", "off", "constructor"],
  report: BAD_PATHS,
  summary: BAD_BOOLEANS,
  comment: ["Auto", "true", "none"],
  "alert-issue": BAD_BOOLEANS,
  "github-token": ["ghs_a\nb"],
  config: BAD_PATHS,
  matrix: ["{", "[]", "1", '"a"', "true"],
};

const EVERY_BAD = INPUT_NAMES.flatMap((name) => BAD[name].map((text) => ({ name, text })));
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
  expect(errorOf(given("flag", name, BAD[name][0]!)).message).toMatch(new RegExp(`^flag --${name}: found `));
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
