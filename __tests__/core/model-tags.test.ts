import { describe, expect, test } from "@jest/globals";
import type { Decision } from "../../src/core/decision.ts";
import { modelTagsOf } from "../../src/core/model-tags.ts";

const DECISION: Decision = { retrain: true, triggers: ["relative-drop"], findings: [], suspect: null };

function tagsOf(metrics: Readonly<Record<string, number>>, decision = DECISION) {
  return Object.fromEntries(
    modelTagsOf({
      run: { runId: "a1", experimentId: "7" },
      trackingLocation: "https://mlflow.example.org",
      evaluatedAt: Date.UTC(2026, 1, 2, 3, 4, 5, 6),
      metrics: new Map(Object.entries(metrics)),
      decision,
    }),
  );
}

describe("the tags of an evaluated model version", () => {
  test("say where the evaluation is, when it was, what it measured and what was decided", () => {
    const metrics = { test_mrr: 0.1, precision_at_10: 0.2, recall_at_10: 0.3, num_users: 4 };
    expect(tagsOf(metrics)).toEqual({
      "model_monitor.run_id": "a1",
      "model_monitor.experiment_id": "7",
      "model_monitor.tracking": "https://mlflow.example.org",
      "model_monitor.evaluated_at": "2026-02-02T03:04:05.006Z",
      "model_monitor.test_mrr": "0.1",
      "model_monitor.precision_at_10": "0.2",
      "model_monitor.recall_at_10": "0.3",
      "model_monitor.num_users": "4",
      "model_monitor.retrain": "true",
      "model_monitor.triggers": '["relative-drop"]',
    });
  });

  test("hold numbers in full precision", () => {
    expect(tagsOf({ test_mrr: 0.1 + 0.2 })["model_monitor.test_mrr"]).toBe("0.30000000000000004");
  });

  test("leave out metrics that are not there and those that no list shows", () => {
    const names = Object.keys(tagsOf({ num_users: 4, ndcg_at_10: 0.5 }));
    expect(names).toContain("model_monitor.num_users");
    expect(names.filter((name) => /mrr|precision|recall|ndcg/.test(name))).toEqual([]);
  });

  test("say that nothing fired", () => {
    expect(tagsOf({}, { ...DECISION, retrain: false, triggers: [] })).toMatchObject({
      "model_monitor.retrain": "false",
      "model_monitor.triggers": "[]",
    });
  });
});
