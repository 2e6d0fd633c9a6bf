import { expect, test } from "@jest/globals";
import { INPUT_NAMES, inputDefinition } from "../src/config/inputs.ts";
import { OUTPUTS } from "../src/config/outputs.ts";
import { DATA_METRICS, rankingMetrics } from "../src/core/metrics/index.ts";
import { RULES } from "../src/core/rules/index.ts";

/**
 * Names that stand in people's workflows, with the defaults that they count on; "": none. Written down a second time on
 * purpose: README and action.yml are made from the table of inputs, so nothing else would see a name change. A new name
 * is added here; one that is here changes with the next major version only.
 */
const PROMISED: Readonly<Record<string, string>> = {
  database: "user_data.db",
  "database-artifact": "",
  "database-workflow": "",
  "database-run-id": "",
  "database-branch": "",
  "database-repository": "",
  "ratings-query": "",
  "query-timeout": "5m",
  model: "models/bpr_recommender.pt",
  "model-artifact": "",
  "model-workflow": "",
  "model-run-id": "",
  "model-branch": "",
  "model-repository": "",
  "user-map": "models/frontend_user_map.csv",
  "item-map": "models/item_map.csv",
  "id-mapping": "mapped",
  "train-interactions": "",
  "cold-users": "skip",
  k: "10",
  metrics: "none",
  "min-rating": "",
  since: "",
  "tracking-uri": "mlruns",
  experiment: "evaluation_runs",
  "run-name": "periodic_evaluation",
  history: "auto",
  "history-name": "model-monitor-history",
  "history-keep": "",
  thresholds: "{}",
  "max-mrr-drop": "0.10",
  "max-user-growth": "0.10",
  decision: "limits",
  patience: "2",
  "retrain-trigger": "repository_dispatch",
  "retrain-event-type": "retrain-model",
  "retrain-workflow": "",
  "retrain-ref": "",
  "retrain-repository": "",
  "retrain-cooldown": "24h",
  "retrain-max-per-week": "3",
  "dry-run": "false",
  "fail-on": "error,delivery",
  report: "model-monitor-report",
  summary: "true",
  comment: "auto",
  "alert-issue": "false",
  "github-token": "",
  config: ".github/model-monitor.yml",
  matrix: "null",
};

/** For later: no input may use them for something else. */
const RESERVED = [
  "candidate-model",
  "slack-webhook-url",
  "alert-webhook-url",
  "smtp-url",
  "alert-email-to",
  "shard",
  "sample-users",
  "history-key",
];

test("inputs have the names and the defaults that were promised", () => {
  const defaults = INPUT_NAMES.map((name) => [name, inputDefinition(name).default]);
  expect(Object.fromEntries(defaults)).toEqual(PROMISED);
});

test("names that are kept for later are no inputs", () => {
  expect(RESERVED.filter((name) => (INPUT_NAMES as readonly string[]).includes(name))).toEqual([]);
});

test("outputs have the names that were promised", () => {
  expect(Object.keys(OUTPUTS).toSorted()).toEqual([
    "avg-ratings-per-user",
    "dispatched",
    "experiment-id",
    "findings",
    "history-expires-at",
    "history-saved",
    "metrics",
    "num-ratings",
    "num-users",
    "precision-at-10",
    "previous-run-id",
    "recall-at-10",
    "report-path",
    "retrain-run-id",
    "retrain-run-url",
    "run-id",
    "should-retrain",
    "status",
    "test-mrr",
    "triggers",
  ]);
});

test("rules and the numbers of every run have the names that were promised", () => {
  expect(RULES.map(({ id }) => id)).toEqual(["absolute-threshold", "relative-drop", "user-growth"]);
  expect([...rankingMetrics(10), ...DATA_METRICS].map(({ name }) => name)).toEqual([
    "test_mrr",
    "precision_at_10",
    "recall_at_10",
    "num_users",
    "num_ratings",
    "avg_ratings_per_user",
    "evaluated_users",
    "evaluated_ratings",
  ]);
});
