import type { ArtifactInput, Config } from "../../src/config/config.ts";
import type { InputName } from "../../src/config/inputs.ts";

/** A text that sets the input, and what the configuration then holds. */
interface Sample {
  readonly text: string;
  readonly value: unknown;
}

interface Samples {
  readonly read: (config: Config) => unknown;
  readonly byDefault: unknown;
  readonly one: Sample;
  readonly other: Sample;
}

const DEFAULT_THRESHOLDS = { test_mrr: 0.02, precision_at_10: 0.03, recall_at_10: 0.03 };

/** Every input: the type of the table demands a row for each. Defaults are those of the public interface. */
export const SAMPLES: Readonly<Record<InputName, Samples>> = {
  database: asWritten((config) => config.database, "user_data.db", ["a/b.db", "c d.sqlite"]),
  ...artifact("database", (config) => config.databaseArtifact),
  "ratings-query": asWritten((config) => config.ratingsQuery, null, ["SELECT 1, 2, 3", "SELECT a FROM b"]),
  "query-timeout": {
    read: (config) => config.queryTimeoutMs,
    byDefault: 300_000,
    one: { text: "30s", value: 30_000 },
    other: { text: "1h", value: 3_600_000 },
  },
  model: asWritten((config) => config.model, "models/bpr_recommender.pt", ["m.pt", "007"]),
  ...artifact("model", (config) => config.modelArtifact),
  "user-map": asWritten((config) => config.userMap, "models/frontend_user_map.csv", ["u.csv", "true"]),
  "item-map": asWritten((config) => config.itemMap, "models/item_map.csv", ["i.csv", "1e3"]),
  "id-mapping": asWritten((config) => config.idMapping, "mapped", ["first-seen", "mapped"]),
  "train-interactions": asWritten((config) => config.trainInteractions, null, ["t.csv", "t.npz"]),
  "cold-users": asWritten((config) => config.coldUsers, "skip", ["popularity", "fold-in"]),
  k: {
    read: (config) => config.k,
    byDefault: 10,
    one: { text: "1", value: 1 },
    other: { text: "1000", value: 1000 },
  },
  metrics: {
    read: (config) => config.metrics,
    byDefault: [],
    one: { text: "ndcg_at_5", value: ["ndcg_at_5"] },
    other: { text: "coverage_at_10, test_mrr", value: ["coverage_at_10", "test_mrr"] },
  },
  "min-rating": {
    read: (config) => config.minRating,
    byDefault: null,
    one: { text: "4", value: 4 },
    other: { text: "-0.5", value: -0.5 },
  },
  since: {
    read: (config) => config.since,
    byDefault: null,
    one: { text: "previous-run", value: "previous-run" },
    other: { text: "2024-06-01", value: Date.UTC(2024, 5, 1) },
  },
  "tracking-uri": asWritten((config) => config.trackingUri, "mlruns", ["file:///var/mlruns", "C:\\mlruns"]),
  experiment: asWritten((config) => config.experiment, "evaluation_runs", [
    "Café evening",
    "12345678901234567890",
  ]),
  "run-name": asWritten((config) => config.runName, "periodic_evaluation", ["weekly", "0x10"]),
  history: asWritten((config) => config.history, "auto", ["branch", "none"]),
  "history-name": asWritten((config) => config.historyName, "model-monitor-history", [
    "memory",
    "data/runs.v2",
  ]),
  "history-keep": {
    read: (config) => config.historyKeep,
    byDefault: { by: "bytes", bytes: 10 * 1024 * 1024 },
    one: { text: "52", value: { by: "runs", runs: 52 } },
    other: { text: "365d", value: { by: "days", days: 365 } },
  },
  thresholds: {
    read: (config) => Object.fromEntries(config.thresholds),
    byDefault: DEFAULT_THRESHOLDS,
    one: { text: '{ "test_mrr": 0.5 }', value: { ...DEFAULT_THRESHOLDS, test_mrr: 0.5 } },
    other: { text: "{recall_at_10: off}", value: { test_mrr: 0.02, precision_at_10: 0.03 } },
  },
  "max-mrr-drop": limit((config) => config.maxMrrDrop),
  "max-user-growth": limit((config) => config.maxUserGrowth),
  decision: asWritten((config) => config.decision, "limits", ["evidence", "limits"]),
  patience: {
    read: (config) => config.patience,
    byDefault: 2,
    one: { text: "1", value: 1 },
    other: { text: "52", value: 52 },
  },
  "retrain-trigger": asWritten((config) => config.retrainTrigger, "repository_dispatch", [
    "none",
    "repository_dispatch",
  ]),
  "retrain-event-type": asWritten((config) => config.retrainEventType, "retrain-model", ["again", "train-2"]),
  "retrain-workflow": asWritten((config) => config.retrainWorkflow, null, ["retrain.yml", "train.yaml"]),
  "retrain-ref": asWritten((config) => config.retrainRef, null, ["main", "v1"]),
  "retrain-repository": asWritten((config) => config.retrainRepository, null, ["octo/train", "a/b.c"]),
  "retrain-cooldown": {
    read: (config) => config.retrainCooldownMs,
    byDefault: 86_400_000,
    one: { text: "30m", value: 1_800_000 },
    other: { text: "7d", value: 604_800_000 },
  },
  "retrain-max-per-week": {
    read: (config) => config.retrainMaxPerWeek,
    byDefault: 3,
    one: { text: "10", value: 10 },
    other: { text: "off", value: null },
  },
  "dry-run": boolean((config) => config.dryRun, false),
  "fail-on": {
    read: (config) => [...config.failOn],
    byDefault: ["error", "delivery"],
    one: { text: "retrain,no-data", value: ["retrain", "no-data"] },
    other: { text: "none", value: [] },
  },
  report: asWritten((config) => config.report, "model-monitor-report", ["out", "out/report"]),
  summary: boolean((config) => config.summary, true),
  comment: asWritten((config) => config.comment, "auto", ["always", "never"]),
  "alert-issue": boolean((config) => config.alertIssue, false),
  "github-token": asWritten((config) => config.githubToken, "", ["ghs_one", "ghs_other"]),
  config: {
    read: (config) => config.configFile,
    byDefault: { path: ".github/model-monitor.yml", explicit: false },
    one: { text: "one.yml", value: { path: "one.yml", explicit: true } },
    other: {
      text: ".github/model-monitor.yml",
      value: { path: ".github/model-monitor.yml", explicit: true },
    },
  },
  matrix: {
    read: (config) => config.matrix,
    byDefault: "",
    one: { text: '{\n  "model": "a"\n}', value: '{"model":"a"}' },
    other: { text: '{"model":"b"}', value: '{"model":"b"}' },
  },
};

function artifact<What extends "database" | "model">(what: What, of: (config: Config) => ArtifactInput) {
  const row = (field: keyof ArtifactInput, texts: readonly [string, string]) =>
    asWritten((config) => of(config)[field], null, texts);
  return {
    [`${what}-artifact`]: row("name", ["user-data", "user data (new)"]),
    [`${what}-workflow`]: row("workflow", ["export.yml", "a_b.yaml"]),
    [`${what}-run-id`]: row("runId", ["1234567890", "7"]),
    [`${what}-branch`]: row("branch", ["main", "release/1.0"]),
    [`${what}-repository`]: row("repository", ["octo/movies", "a-b/c.d_e"]),
  } as Record<`${What}-${"artifact" | "workflow" | "run-id" | "branch" | "repository"}`, Samples>;
}

function asWritten(
  read: Samples["read"],
  byDefault: unknown,
  [one, other]: readonly [string, string],
): Samples {
  return { read, byDefault, one: { text: one, value: one }, other: { text: other, value: other } };
}

function limit(read: Samples["read"]): Samples {
  return { read, byDefault: 0.1, one: { text: "25%", value: 0.25 }, other: { text: "off", value: null } };
}

function boolean(read: Samples["read"], byDefault: boolean): Samples {
  return { read, byDefault, one: { text: "True", value: true }, other: { text: "false", value: false } };
}
