import { describe, expect, test } from "@jest/globals";
import { plainOf } from "../../../src/formats/report/phrase.ts";
import { reasonsOf } from "../../../src/formats/report/reasons.ts";
import { DEFAULT_LIMITS } from "../../support/evidence.ts";
import { WEEKS, anEvaluation, previousWeek, type Evaluation } from "../../support/outcomes.ts";

function firstOf(evaluation: Evaluation): string {
  const [first] = reasonsOf(anEvaluation(evaluation).decision.findings);
  return plainOf(first!);
}

const OFF = {
  ...DEFAULT_LIMITS,
  thresholds: new Map<string, number>(),
  maxMrrDrop: null,
  maxUserGrowth: null,
};

test("a fall is told before a minimum, and means that the model has decayed", () => {
  const first = firstOf({
    metrics: { ...WEEKS.shifted, test_mrr: 0.01 },
    previous: previousWeek(WEEKS.quiet),
  });
  expect(first).toMatch(/^The model has decayed: test_mrr fell by 76\.1%/u);
});

test("a metric below its minimum says nothing about decay", () => {
  expect(firstOf({ metrics: { ...WEEKS.first, test_mrr: 0.01 } })).toBe(
    "The model is not good enough: test_mrr is 0.01, below its minimum of 0.02.",
  );
});

test("more users alone are no fault of the model", () => {
  const grown = { ...WEEKS.quiet, num_users: 300 };
  expect(firstOf({ metrics: grown, previous: previousWeek(WEEKS.quiet) })).toMatch(
    /^The users have outgrown the model: num_users grew by 13\.2%/u,
  );
});

test("a first run fits, but not still", () => {
  expect(firstOf({ metrics: WEEKS.first })).toBe(
    "The model fits: test_mrr is 0.04467, and 3 of 5 checks passed, 2 skipped (no earlier run to compare with).",
  );
});

test("without a check of test_mrr its value is not given as a reason", () => {
  const limits = { ...OFF, thresholds: new Map([["num_users", 10]]) };
  expect(firstOf({ metrics: { num_users: 265 }, limits })).toMatch(/^The model fits: 1 of 3 checks passed/u);
});

test("when nothing could be checked nobody knows", () => {
  const limits = { ...DEFAULT_LIMITS, thresholds: new Map<string, number>() };
  expect(firstOf({ limits })).toBe(
    "Nobody knows whether the model fits: every check was skipped (no earlier run to compare with).",
  );
  expect(plainOf(reasonsOf([])[0]!)).toBe("Nobody knows whether the model fits: no rule is switched on.");
});

test("a suspicion that waits for a second run is not told as all checks passed", () => {
  const [finding] = anEvaluation().decision.findings;
  const waiting = { ...finding!, outcome: "passed", reason: "not-yet-confirmed" } as const;
  expect(plainOf(reasonsOf([waiting])[0]!)).toMatch(
    /^The model is suspect: test_mrr is worse in this run than chance alone explains/u,
  );
});

describe("a limit that fired on which the evidence would not", () => {
  const { findings } = anEvaluation({
    metrics: WEEKS.shifted,
    previous: previousWeek(WEEKS.quiet),
    limits: { ...DEFAULT_LIMITS, maxUserGrowth: null },
  }).decision;
  const evidence = {
    verdict: "significant",
    suspect: false,
    reason: "harder-targets",
    users: 288,
    users_before: 234,
    low: -0.5,
    high: -0.4,
  } as const;
  const withEvidence = (suspect: boolean | null) =>
    findings.map((finding) =>
      finding.outcome === "fired"
        ? Object.assign({}, finding, { evidence: { ...finding.evidence, ...evidence, suspect } })
        : finding,
    );

  test("is told without saying that the model has decayed", () => {
    expect(plainOf(reasonsOf(withEvidence(false))[0]!)).toMatch(
      /^A limit is crossed, and the evidence is not against the model: test_mrr fell by/u,
    );
  });

  test.each([true, null])("is told as decay when the evidence says %j", (suspect) => {
    expect(plainOf(reasonsOf(withEvidence(suspect))[0]!)).toMatch(/^The model has decayed: test_mrr fell/u);
  });
});
