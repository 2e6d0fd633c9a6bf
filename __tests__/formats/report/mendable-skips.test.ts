import { describe, expect, test } from "@jest/globals";

import type { Finding, Reason } from "../../../src/core/finding.ts";
import type { RestoredHistory } from "../../../src/core/history.ts";
import { EVIDENCE_RULES } from "../../../src/core/rules/evidence/index.ts";
import { RULES } from "../../../src/core/rules/index.ts";
import { annotationsOf, type Annotation } from "../../../src/formats/report/annotation.ts";
import { SHORT_REASONS } from "../../../src/formats/report/sentences.ts";
import { DEFAULT_LIMITS } from "../../support/evidence.ts";
import {
  WEEKS,
  aHistory,
  aNoData,
  anEvaluation,
  previousWeek,
  someSettings,
  type Evaluation,
} from "../../support/outcomes.ts";

const RULE_IDS = [...new Set([...RULES, ...EVIDENCE_RULES].map(({ id }) => id))];
const quiet = { metrics: WEEKS.quiet, previous: previousWeek(WEEKS.first) };
const refusal = {
  store: "artifact",
  message: "GitHub does not let the token list the artifacts (HTTP 403)",
  hint: "Add these lines to the job:\npermissions:\n  actions: read",
} as const;

function skippedBy(rule: string, reason: Reason, metric = "test_mrr"): Finding {
  const none = { now: null, before: null, limit: null, change: null };
  return { rule, metric, outcome: "skipped", reason, ...none };
}

/** What is annotated when these checks, and no others, were skipped. */
function toldOf(findings: readonly Finding[], evaluation: Evaluation = {}): readonly Annotation[] {
  const decision = { retrain: false, triggers: [], findings, suspect: null };
  return annotationsOf(anEvaluation({ ...quiet, ...evaluation, outcome: { decision } }));
}

function needingPopularity(reason: "no-popularity-source" | "no-cold-users"): Evaluation {
  return {
    limits: { ...DEFAULT_LIMITS, thresholds: new Map([["lift_mrr", 1]]) },
    measurement: { skippedMetrics: [{ metric: "lift_mrr", reason }] },
  };
}

function remembering(restored: RestoredHistory): Evaluation {
  return { outcome: { isFirst: false, history: { ...aHistory(), restored } } };
}

describe("a check that the user can make possible", () => {
  test.each(RULE_IDS)("is told once, with the name of the rule: %s", (rule) => {
    const notices = toldOf([
      skippedBy(rule, "metric-not-computed", "one"),
      skippedBy(rule, "metric-not-computed", "other"),
    ]);
    expect(notices).toEqual([
      {
        level: "notice",
        text: expect.stringMatching(`^Not checked: one \\(${rule}\\), other \\(${rule}\\)\\. `),
      },
    ]);
  });

  test.each(RULE_IDS)("is told beside the flag, not instead: %s", (rule) => {
    const fired = anEvaluation({ metrics: WEEKS.shifted, previous: previousWeek(WEEKS.quiet) });
    const findings = [...fired.decision.findings, skippedBy(rule, "metric-not-computed", "other")];
    const told = annotationsOf({ ...fired, decision: { ...fired.decision, findings } });
    expect(told.map(({ level }) => level)).toEqual(["warning", "notice"]);
  });

  test("says what is missing: a source of popularity", () => {
    expect(annotationsOf(anEvaluation({ ...quiet, ...needingPopularity("no-popularity-source") }))).toEqual([
      {
        level: "notice",
        text: "Not checked: lift_mrr (absolute-threshold). It needs the popularity of items: nobody knows how popular an item was in training; set train-interactions, or write monitor.json beside the model.",
      },
    ]);
  });

  test("says what is missing: id maps", () => {
    const findings = [skippedBy("cold-share", "nobody-is-cold", "cold_share")];
    const firstSeen = { measurement: { settings: someSettings({ idMapping: "first-seen" }) } };
    expect(toldOf(findings, firstSeen)[0]?.text).toContain("user-map and item-map");
    expect(toldOf(findings)).toEqual([]);
  });

  test.each(["values-unreadable", "values-damaged"] as const)("says what is missing: %s", (reason) => {
    expect(toldOf([skippedBy("slow-decline", reason)])).toEqual([
      { level: "notice", text: expect.stringContaining("What an earlier run kept of its users") },
    ]);
  });

  test("says what is missing: the permission to read the history, with the lines to copy", () => {
    const [notice, ...others] = annotationsOf(
      anEvaluation(remembering({ state: "found", refusals: [refusal] })),
    );
    expect(notice?.level).toBe("notice");
    expect(notice?.text).toBe(
      "Not checked: test_mrr (relative-drop), num_users (user-growth). GitHub does not let the token list the artifacts (HTTP 403). " +
        "Add these lines to the job:\npermissions:\n  actions: read",
    );
    expect(others).toEqual([]);
  });

  test("is told of the history although nothing was skipped, for more may be in it", () => {
    const told = annotationsOf(
      anEvaluation({ ...quiet, ...remembering({ state: "found", refusals: [refusal] }) }),
    );
    expect(told[0]?.text).toMatch(/^Part of the history may be missing: GitHub does not let/u);
  });

  test("is told when the run may read no copy of the history", () => {
    const told = annotationsOf(anEvaluation(remembering({ state: "unasked", refusals: [] })));
    expect(told).toEqual([
      {
        level: "notice",
        text: expect.stringMatching(/^Not checked: .* may read no copy of the history.*branch/u),
      },
    ]);
  });

  test("is told of the history when there is no data", () => {
    const history = { ...aHistory(), restored: { state: "found", refusals: [refusal] } } as const;
    expect(annotationsOf(aNoData({ history })).map(({ level }) => level)).toEqual(["warning", "notice"]);
  });

  test("is counted when there are many", () => {
    const findings = Array.from({ length: 9 }, (_, index) =>
      skippedBy("absolute-threshold", "metric-not-computed", `metric_${index}`),
    );
    expect(toldOf(findings)[0]?.text).toContain("metric_4 (absolute-threshold) and 4 more. ");
  });
});

describe("a check that the user cannot make possible", () => {
  const mendable = new Set<string>(["metric-not-computed", "values-unreadable", "values-damaged"]);
  const others = (Object.keys(SHORT_REASONS) as Reason[]).filter((reason) => !mendable.has(reason));

  test.each(RULE_IDS)("is no annotation, whatever the reason: %s", (rule) => {
    for (const reason of others) expect(toldOf([skippedBy(rule, reason)])).toEqual([]);
  });

  test("is no annotation in a first run", () => {
    expect(annotationsOf(anEvaluation())).toEqual([]);
  });

  test("is no annotation when only time mends what the metric needs", () => {
    expect(annotationsOf(anEvaluation({ ...quiet, ...needingPopularity("no-cold-users") }))).toEqual([]);
  });

  test("is a warning when the history is lost", () => {
    const told = annotationsOf(anEvaluation(remembering({ state: "lost", refusals: [] })));
    expect(told.map(({ level }) => level)).toEqual(["warning"]);
  });
});
