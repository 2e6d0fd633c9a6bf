import { describe, expect, test } from "@jest/globals";
import { parseConfigFile } from "../../src/config/config-file.ts";
import { resolveConfig } from "../../src/config/config.ts";
import type { Config } from "../../src/config/config.ts";
import type { InputName } from "../../src/config/inputs.ts";

function fromInput(name: InputName, text: string): Config {
  return resolveConfig({
    inputs: { from: "input", values: new Map([[name, text]]) },
    file: null,
    environment: {},
  });
}

function fromFile(text: string): Config {
  const file = parseConfigFile(text, "monitor.yml");
  return resolveConfig({ inputs: { from: "input", values: new Map() }, file, environment: {} });
}

describe("thresholds", () => {
  test("are merged over the defaults, new metrics last", () => {
    expect([...fromInput("thresholds", "num_users: 100\ntest_mrr: 0.5").thresholds]).toEqual([
      ["test_mrr", 0.5],
      ["precision_at_10", 0.03],
      ["recall_at_10", 0.03],
      ["num_users", 100],
    ]);
  });

  test("of a metric that is off are gone", () => {
    const text = "{test_mrr: off, precision_at_10: off, recall_at_10: off}";

    expect(fromInput("thresholds", text).thresholds.size).toBe(0);
  });

  test("read JSON over several lines, indented by tabs", () => {
    expect(fromInput("thresholds", '{\n\t"test_mrr": 1e-2\n}').thresholds.get("test_mrr")).toBe(0.01);
  });

  test("are a nested map in the config file", () => {
    const { thresholds } = fromFile("thresholds:\n  test_mrr: 0.5\n  recall_at_10: off\n");

    expect([...thresholds]).toEqual([
      ["test_mrr", 0.5],
      ["precision_at_10", 0.03],
    ]);
  });

  test("are a block of text in the config file as well as in a workflow", () => {
    expect(fromFile("thresholds: |\n  test_mrr: 0.5\n").thresholds.get("test_mrr")).toBe(0.5);
  });

  test("of an empty map are the defaults", () => {
    expect(fromFile("thresholds: {}").thresholds.size).toBe(3);
  });

  test("keep a metric called __proto__ an ordinary key", () => {
    const { thresholds } = fromInput("thresholds", "__proto__: 0.5");

    expect(thresholds.get("__proto__")).toBe(0.5);
    expect([...thresholds.keys()].at(-1)).toBe("__proto__");
  });
});

describe("a limit", () => {
  test.each([
    ["0", 0],
    ["0.10", 0.1],
    [".1", 0.1],
    ["+0.1", 0.1],
    ["1.", 1],
    ["10%", 0.1],
    ["10 %", 0.1],
    ["7%", 0.07],
    ["2.5%", 0.025],
    ["100%", 1],
    ["off", null],
  ])("reads %s", (text, value) => {
    expect(fromInput("max-mrr-drop", text).maxMrrDrop).toBe(value);
    expect(fromInput("max-user-growth", text).maxUserGrowth).toBe(value);
  });

  test("on growth may be more than all", () => {
    expect(fromInput("max-user-growth", "250%").maxUserGrowth).toBe(2.5);
  });
});

describe("min-rating", () => {
  test.each([
    ["3.5", 3.5],
    ["0", 0],
    [".5", 0.5],
    ["+4.", 4],
    ["-1", -1],
    ["off", null],
  ])("reads %s", (text, value) => {
    expect(fromInput("min-rating", text).minRating).toBe(value);
  });
});

describe("since", () => {
  const noon = Date.UTC(2024, 5, 1, 12);

  test.each([
    ["2024-06-01", Date.UTC(2024, 5, 1)],
    ["2024-06-01 12:00:00", noon],
    ["2024-06-01T12:00:00Z", noon],
    ["2024-06-01T14:00:00+02:00", noon],
    ["2024-06-01T12:00:00.250Z", noon + 250],
    ["off", null],
  ])("reads %s", (text, value) => {
    expect(fromInput("since", text).since).toBe(value);
  });

  test("is a date in the config file without quotes", () => {
    expect(fromFile("since: 2024-06-01").since).toBe(Date.UTC(2024, 5, 1));
  });
});

describe("fail-on", () => {
  test.each([
    ["error", ["error"]],
    ["no-data, error", ["error", "no-data"]],
    ["retrain\ndelivery\n", ["delivery", "retrain"]],
    ["retrain\r\nerror", ["error", "retrain"]],
    ["error,error,", ["error"]],
    ["none", []],
  ])("reads the list %j", (text, words) => {
    expect([...fromInput("fail-on", text).failOn]).toEqual(words);
  });

  test("is a list in the config file", () => {
    expect([...fromFile("fail-on: [retrain, error]").failOn]).toEqual(["error", "retrain"]);
    expect([...fromFile("fail-on:\n  - none\n").failOn]).toEqual([]);
  });

  test("does not take an empty list for none", () => {
    expect(() => fromFile("fail-on: []")).toThrow(/key "fail-on": found a list; allowed: .* or none/);
  });
});

test.each(["true", "True", "TRUE"])("the boolean %s is true", (text) => {
  expect(fromInput("dry-run", text).dryRun).toBe(true);
});

test.each(["false", "False", "FALSE"])("the boolean %s is false", (text) => {
  expect(fromInput("summary", text).summary).toBe(false);
});

test.each([
  ["1s", 1000],
  ["90s", 90_000],
  ["5m", 300_000],
  ["24h", 86_400_000],
])("the query timeout %s is read in milliseconds", (text, milliseconds) => {
  expect(fromInput("query-timeout", text).queryTimeoutMs).toBe(milliseconds);
});

test.each(["mlruns", "./a b/mlruns", "/var/mlruns", "C:\\mlruns", "file:mlruns", "FILE:///var/mlruns"])(
  "the tracking URI %s is a place on this machine",
  (text) => {
    expect(fromInput("tracking-uri", text).trackingUri).toBe(text);
  },
);

test.each([
  ["http://localhost:5000", "http://localhost:5000"],
  ["HTTPS://mlflow.example/team/", "https://mlflow.example/team"],
])("the tracking URI %s is a server", (text, url) => {
  expect(fromInput("tracking-uri", text)).toMatchObject({ trackingUri: url, mlflowServer: { url } });
});

test("names are counted in characters as people see code points, not in UTF-16 units", () => {
  expect(fromInput("experiment", "😀".repeat(500)).experiment).toHaveLength(1000);
  expect(fromInput("retrain-event-type", "😀".repeat(100)).retrainEventType).toHaveLength(200);
});

test("a query keeps its line breaks", () => {
  expect(fromFile("ratings-query: |\n  SELECT a,\n    b\n").ratingsQuery).toBe("SELECT a,\n  b");
});

test("the matrix that GitHub gives outside a matrix is empty", () => {
  expect(fromInput("matrix", "null").matrix).toBe("");
});

describe("metrics", () => {
  test.each([
    ["none", []],
    ["ndcg_at_10", ["ndcg_at_10"]],
    ["gini_at_1,\nmap_at_1000\n", ["gini_at_1", "map_at_1000"]],
    ["ndcg_at_10, ndcg_at_10", ["ndcg_at_10"]],
    ["precision_at_20, test_mrr, num_users", ["precision_at_20", "test_mrr", "num_users"]],
  ])("reads the list %j", (text, names) => {
    expect(fromInput("metrics", text).metrics).toEqual(names);
  });

  test("are a list in the config file", () => {
    expect(fromFile("metrics: [hit_rate_at_10, novelty_at_5]").metrics).toEqual([
      "hit_rate_at_10",
      "novelty_at_5",
    ]);
  });

  test.each([
    ["ndgc_at_20", '"ndgc_at_20" is not one of them; nearest are ndcg_at_20'],
    ["hitrate_at_5", '"hitrate_at_5" is not one of them; nearest are hit_rate_at_5'],
    ["personalization_at_10", "nearest are personalisation_at_10"],
    ["ndcg", "known are precision_at_10, recall_at_10, hit_rate_at_10, ndcg_at_10"],
    ["xyzzy_at_10", "known are precision_at_10"],
  ])("say of %s which may be meant", (text, meant) => {
    expect(() => fromInput("metrics", text)).toThrow(meant);
  });
});
