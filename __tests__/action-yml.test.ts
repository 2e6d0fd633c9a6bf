import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { parse } from "yaml";
import { z } from "zod";
import { describeInput, INPUT_NAMES, inputDefinition } from "../src/config/inputs.ts";
import { OUTPUTS } from "../src/config/outputs.ts";

const ROOT = join(import.meta.dirname, "..");

const ACTION = z
  .strictObject({
    name: z.string(),
    // GitHub's marketplace cuts it there.
    description: z.string().max(125),
    author: z.string(),
    branding: z.strictObject({ icon: z.string(), color: z.string() }),
    runs: z.strictObject({ using: z.string(), main: z.string() }),
    inputs: z.record(z.string(), z.strictObject({ description: z.string(), default: z.string().optional() })),
    outputs: z.record(z.string(), z.strictObject({ description: z.string() })),
  })
  .parse(parse(readFileSync(join(ROOT, "action.yml"), "utf8")));

describe("action.yml", () => {
  test("lists exactly the inputs of the table, in its order, with its descriptions", () => {
    expect(Object.entries(ACTION.inputs).map(([name, { description }]) => [name, description])).toEqual(
      INPUT_NAMES.map((name) => [name, describeInput(name)]),
    );
  });

  test("lists exactly the outputs of the table, in its order, with its descriptions", () => {
    expect(Object.entries(ACTION.outputs).map(([name, { description }]) => [name, description])).toEqual(
      Object.entries(OUTPUTS),
    );
  });

  test("has a default for two inputs only: another one would hide the config file", () => {
    const defaults = Object.entries(ACTION.inputs).flatMap(([name, input]) =>
      input.default === undefined ? [] : [[name, input.default]],
    );

    expect(defaults).toEqual([
      ["github-token", "${{ github.token }}"],
      ["matrix", "${{ toJSON(matrix) }}"],
    ]);
    expect(INPUT_NAMES.filter((name) => inputDefinition(name).actionDefault !== undefined)).toEqual([
      "github-token",
      "matrix",
    ]);
  });

  test("ends every input's description with its default", () => {
    for (const { description } of Object.values(ACTION.inputs))
      expect(description).toMatch(/ Default: \S.*$/);
  });

  test("runs the built file on Node 24", () => {
    expect(ACTION.name).toBe("model-monitor");
    expect(ACTION.runs).toEqual({ using: "node24", main: "dist/index.js" });
  });
});

test("the names are those of the public interface", () => {
  expect(Object.keys(ACTION.inputs)).toEqual([
    "database",
    "database-artifact",
    "database-workflow",
    "database-run-id",
    "database-branch",
    "database-repository",
    "ratings-query",
    "query-timeout",
    "model",
    "model-artifact",
    "model-workflow",
    "model-run-id",
    "model-branch",
    "model-repository",
    "user-map",
    "item-map",
    "id-mapping",
    "train-interactions",
    "cold-users",
    "k",
    "metrics",
    "min-rating",
    "since",
    "tracking-uri",
    "experiment",
    "run-name",
    "history",
    "history-name",
    "history-keep",
    "thresholds",
    "max-mrr-drop",
    "max-user-growth",
    "decision",
    "patience",
    "retrain-trigger",
    "retrain-event-type",
    "retrain-workflow",
    "retrain-ref",
    "retrain-repository",
    "retrain-cooldown",
    "retrain-max-per-week",
    "dry-run",
    "fail-on",
    "report",
    "summary",
    "comment",
    "alert-issue",
    "github-token",
    "config",
    "matrix",
  ]);
  expect(Object.keys(ACTION.outputs)).toEqual([
    "status",
    "should-retrain",
    "triggers",
    "findings",
    "test-mrr",
    "precision-at-10",
    "recall-at-10",
    "num-users",
    "num-ratings",
    "avg-ratings-per-user",
    "metrics",
    "run-id",
    "experiment-id",
    "previous-run-id",
    "dispatched",
    "retrain-run-id",
    "retrain-run-url",
    "history-saved",
    "history-expires-at",
    "report-path",
  ]);
});
