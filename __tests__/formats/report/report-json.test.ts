import { describe, expect, test } from "@jest/globals";

import { writeReport } from "../../../src/formats/report/report-json.ts";
import { DEFAULT_LIMITS } from "../../support/evidence.ts";
import { WEEKS, anEvaluation, previousWeek, type Evaluation } from "../../support/outcomes.ts";

function reportOf(evaluation: Evaluation): Record<string, unknown> {
  const outcome = anEvaluation(evaluation);
  const report: Record<string, unknown> = JSON.parse(writeReport({ ...outcome, limits: DEFAULT_LIMITS }));
  return report;
}

const drop = { metrics: WEEKS.shifted, previous: previousWeek(WEEKS.quiet) };

describe("report.json", () => {
  test("holds what a decision is made of, and the decision", () => {
    const report = reportOf(drop);
    expect(Object.keys(report)).toEqual([
      "schema",
      "status",
      "run",
      "measurement",
      "is_first",
      "history_unreadable",
      "previous",
      "trend",
      "statistics",
      "limits",
      "decision",
      "plan",
    ]);
    expect(report).toMatchObject({
      schema: 1,
      status: "evaluated",
      run: { run_id: "76543210fedcba9876543210fedcba98", experiment_id: "334828627129415678" },
      measurement: { metrics: { test_mrr: 0.021800595046473015 }, settings: { train_mask: true } },
      limits: { thresholds: { test_mrr: 0.02 }, max_mrr_drop: 0.1, max_user_growth: 0.1 },
    });
  });

  test("names, for each metric, the run and the value before", () => {
    expect(reportOf(drop)["previous"]).toMatchObject({
      test_mrr: {
        run_id: "89abcdef0123456789abcdef01234567",
        start_time: Date.UTC(2026, 9, 26, 5, 17),
        value: 0.04179786852938016,
        comparability: "comparable",
      },
    });
  });

  test("says every finding in a sentence too", () => {
    const previous = previousWeek(WEEKS.quiet, "settings-unknown");
    expect(reportOf({ ...drop, previous })["decision"]).toMatchObject({
      retrain: true,
      triggers: ["relative-drop", "user-growth"],
      findings: [
        { sentence: "test_mrr is 0.0218; its minimum is 0.02." },
        {},
        {},
        {
          rule: "relative-drop",
          outcome: "fired",
          reason: "fell-more-than-limit-settings-unknown",
          sentence:
            "test_mrr fell by 47.8% (from 0.0418 to 0.0218), more than the allowed 10.0%. " +
            "The previous run was not written by model-monitor and its settings are unknown: part of a change may come from them.",
        },
        {},
      ],
    });
  });

  test("holds the event that is sent", () => {
    expect(reportOf(drop)["plan"]).toMatchObject({
      kind: "send",
      target: { kind: "repository_dispatch", event_type: "retrain-model", repository: "octo/movies" },
      payload: { triggers: ["relative-drop", "user-growth"] },
    });
  });

  test("holds the event that a dry run does not send", () => {
    expect(reportOf({ ...drop, dispatch: { dryRun: true } })["plan"]).toMatchObject({
      kind: "hold",
      why: "dry-run",
      payload: { triggers: ["relative-drop", "user-growth"] },
    });
  });

  test("has nothing about single users", () => {
    expect(reportOf(drop)["measurement"]).not.toHaveProperty("per_user");
  });

  test("writes null for a change that has no number, and stays JSON", () => {
    const report = reportOf({ metrics: { test_mrr: 1 }, previous: previousWeek({ test_mrr: 5e-324 }) });
    expect(report["decision"]).toMatchObject({
      findings: [{}, {}, {}, { rule: "relative-drop", change: null }, {}],
    });
  });
});
