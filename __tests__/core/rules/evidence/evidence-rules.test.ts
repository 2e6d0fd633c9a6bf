import { describe, expect, test } from "@jest/globals";
import { decide } from "../../../../src/core/decide.ts";
import { poolBaseline } from "../../../../src/core/evidence/baseline-samples.ts";
import { compareRuns } from "../../../../src/core/evidence/compare-runs.ts";
import { referencesOf } from "../../../../src/core/evidence/references.ts";
import type { RunSamples } from "../../../../src/core/evidence/run-samples.ts";
import type { Evidence, Limits } from "../../../../src/core/decision.ts";
import type { Sample } from "../../../../src/core/statistics/sample.ts";
import { DEFAULT_LIMITS } from "../../../support/evidence.ts";
import { anEarlierRun, samplesWith, usersAround } from "../../../support/history.ts";

const LIMITS: Limits = { ...DEFAULT_LIMITS, thresholds: new Map(), decision: "evidence", patience: 1 };

interface Weeks {
  /** Of `test_mrr`, oldest first; the last one is this week. */
  readonly mrr: readonly Sample[];
  readonly popularity?: readonly Sample[];
  readonly cold?: RunSamples["cold"];
  /** How many of the earlier runs, the newest ones, were suspect. */
  readonly suspectBefore?: number;
}

/** Evidence as the product gathers it, from the users' values of each week. */
function evidenceOf({ mrr, popularity, cold = null, suspectBefore = 0 }: Weeks): Evidence {
  const runs = mrr.map((sample, week) => ({ ...samplesWith(sample, popularity?.[week] ?? null), cold }));
  const earlier = mrr.slice(0, -1).map((sample, week) =>
    anEarlierRun(`week ${week}`, {
      metrics: new Map([
        ["test_mrr", sample.mean],
        ["evaluated_users", sample.size],
        ...(popularity === undefined ? [] : [["lift_mrr", sample.mean / popularity[week]!.mean] as const]),
      ]),
      suspect: week >= mrr.length - 1 - suspectBefore,
    }),
  );
  const references = referencesOf(earlier.toReversed(), { modelDigest: "m", measurementKey: "this" });
  const kept = new Map(runs.map((run, week) => [`week ${week}`, run]));
  const baseline = poolBaseline(references.baseline, kept);
  const now = runs.at(-1)!;
  const statistics = compareRuns({
    metrics: ["test_mrr"],
    now,
    previous: new Map(),
    references,
    kept,
    baseline,
  });
  return { metrics: new Map([["test_mrr", mrr.at(-1)!.mean]]), previous: new Map(), statistics };
}

const found = (evidence: Evidence, rule: string, limits: Limits = LIMITS) =>
  decide(evidence, limits).findings.find((finding) => finding.rule === rule)!;
/** Four calm weeks, then these; other people every week. */
const after = (...means: readonly number[]) =>
  [1, 1, 1, 1, ...means].map((mean, week) => usersAround(mean, { first: week * 100 }));

describe("relative-drop by evidence", () => {
  test("fires on a fall that is large and that chance alone does not explain", () => {
    expect(found(evidenceOf({ mrr: after(0.6) }), "relative-drop")).toMatchObject({
      outcome: "fired",
      reason: "below-baseline",
      before: 1,
      evidence: { verdict: "significant", suspect: true, users: 40, users_before: 160 },
    });
  });

  test("passes a fall that is large and that chance alone explains", () => {
    const few = after(0.7).map((sample, week) =>
      usersAround(sample.mean, { count: 10, spread: 1.2, first: week * 100 }),
    );
    expect(found(evidenceOf({ mrr: few }), "relative-drop")).toMatchObject({
      outcome: "passed",
      reason: "not-significant",
    });
  });

  test("passes a fall that is certain and small", () => {
    const sure = [1, 1, 0.95].map((mean) => usersAround(mean, { spread: 0.1 }));
    expect(found(evidenceOf({ mrr: sure }), "relative-drop")).toMatchObject({
      outcome: "passed",
      reason: "within-limit-of-baseline",
      evidence: { verdict: "significant" },
    });
  });

  test("says so when there are too few users, no earlier run of the model, or no bound", () => {
    const nine = [1, 0.1].map((mean) => usersAround(mean, { count: 9 }));
    const wild = [usersAround(1, { count: 10, spread: 5 }), usersAround(0.1)];
    const reasons = [nine, [usersAround(1)], wild].map(
      (mrr) => found(evidenceOf({ mrr }), "relative-drop").reason,
    );
    expect(reasons).toEqual(["too-few-users", "no-earlier-run-of-model", "cannot-be-bounded"]);
  });

  test("names the gap when the values of the baseline are not there", () => {
    const { statistics, ...evidence } = evidenceOf({ mrr: after(0.5) });
    const metric = { ...statistics!.ofMetric.get("test_mrr")!, baseline: null };
    const ofMetric = new Map([["test_mrr", { ...metric, baselineGap: "values-damaged" as const }]]);
    expect(found({ ...evidence, statistics: { ...statistics!, ofMetric } }, "relative-drop")).toMatchObject({
      outcome: "skipped",
      reason: "values-damaged",
      evidence: { verdict: "not-evaluable" },
    });
  });

  test("passes when the lift stood: harder targets, not a worse model", () => {
    const mrr = after(0.6);
    expect(found(evidenceOf({ mrr, popularity: mrr }), "relative-drop")).toMatchObject({
      outcome: "passed",
      reason: "harder-targets",
    });
  });

  test("fires when the lift fell with it", () => {
    const evidence = evidenceOf({ mrr: after(0.6), popularity: after(1) });
    expect(found(evidence, "relative-drop").reason).toBe("below-baseline");
  });
});

describe("the targets", () => {
  test.each([
    [0.98, true],
    [1.02, false],
  ])("with a popularity list at %d of its baseline: harder is %s", (level, areHarder) => {
    const { statistics } = evidenceOf({ mrr: after(0.6), popularity: after(level) });
    expect(statistics!.targets!.areHarder).toBe(areHarder);
  });
});

describe("slow-decline", () => {
  test("fires on a decline of which no week is beyond the limit", () => {
    const slow = [1, 1, 1, 1, 0.95, 0.92, 0.91, 0.905].map((mean) => usersAround(mean, { spread: 0.15 }));
    const evidence = evidenceOf({ mrr: slow });
    expect(found(evidence, "slow-decline")).toMatchObject({
      outcome: "fired",
      reason: "slow-decline",
      before: 1,
    });
    expect(found(evidence, "relative-drop").outcome).toBe("passed");
  });

  test("passes when the lift does not decline", () => {
    const slow = [1, 1, 1, 1, 0.8, 0.8, 0.8].map((mean) => usersAround(mean, { spread: 0.15 }));
    expect(found(evidenceOf({ mrr: slow, popularity: slow }), "slow-decline").reason).toBe("harder-targets");
  });

  test("has no chart of users who do not differ", () => {
    const flat = [1, 1, 1].map((mean) => usersAround(mean, { spread: 0 }));
    expect(found(evidenceOf({ mrr: flat }), "slow-decline").reason).toBe("no-chart");
  });
});

describe("absolute-threshold by evidence", () => {
  const limits = { ...LIMITS, thresholds: new Map([["test_mrr", 0.9]]) };
  test.each([
    [0.5, "clearly-below-threshold"],
    [0.85, "not-significant"],
    [0.95, "at-or-above-threshold"],
  ])("of 0.9 with a mean of %d: %s", (mean, reason) => {
    expect(found(evidenceOf({ mrr: [usersAround(mean)] }), "absolute-threshold", limits).reason).toBe(reason);
  });

  test("passes when harder targets explain it, unless the model is worse than the popularity list", () => {
    const mrr = after(0.5);
    const easier = mrr.map((sample) => usersAround(sample.mean * 0.9));
    const better = mrr.map((sample) => usersAround(sample.mean * 4));
    const reasonOf = (popularity: readonly Sample[]) =>
      found(
        evidenceOf({ mrr: mrr.map(({ mean }) => usersAround(mean)), popularity }),
        "absolute-threshold",
        limits,
      ).reason;
    expect(reasonOf(easier)).toBe("harder-targets");
    expect(reasonOf(better)).toBe("clearly-below-threshold");
  });

  test("decides a metric without users' values as it is written", () => {
    const evidence = { ...evidenceOf({ mrr: after(1) }), metrics: new Map([["num_users", 3]]) };
    const few = { ...LIMITS, thresholds: new Map([["num_users", 5]]) };
    expect(found(evidence, "absolute-threshold", few)).toMatchObject({
      outcome: "fired",
      reason: "below-threshold",
    });
  });
});

describe("cold-share", () => {
  test.each([
    [{ some: 10, all: 40 }, "fired", "cold-share-above-limit"],
    [{ some: 9, all: 30 }, "passed", "too-few-cold-users"],
    [{ some: 20, all: 100 }, "passed", "cold-share-within-limit"],
    [null, "skipped", "nobody-is-cold"],
  ] as const)("of %j: %s, %s", (cold, outcome, reason) => {
    expect(found(evidenceOf({ mrr: after(1), cold }), "cold-share")).toMatchObject({ outcome, reason });
  });
});

describe("by evidence the flag", () => {
  const fall = { mrr: after(1, 0.6) };

  test("waits for the second suspect run, and says that it does", () => {
    const first = decide(evidenceOf(fall), { ...LIMITS, patience: 2 });
    expect(first).toMatchObject({ retrain: false, triggers: [], suspect: true });
    expect(first.findings.map(({ reason }) => reason)).toContain("not-yet-confirmed");
    const second = decide(evidenceOf({ ...fall, suspectBefore: 1 }), { ...LIMITS, patience: 2 });
    expect(second).toMatchObject({
      retrain: true,
      triggers: ["relative-drop", "slow-decline"],
      suspect: true,
    });
  });

  test("is not raised by earlier suspect runs alone", () => {
    const calm = decide(evidenceOf({ mrr: after(1, 1), suspectBefore: 1 }), { ...LIMITS, patience: 2 });
    expect(calm).toMatchObject({ retrain: false, suspect: false });
  });
});

describe("by limits", () => {
  test("the flag is the same with and without statistics, and the evidence stands beside it", () => {
    const { statistics, ...bare } = evidenceOf({ mrr: after(0.6) });
    const limits = { ...DEFAULT_LIMITS, thresholds: new Map([["test_mrr", 0.7]]) };
    const advised = decide({ ...bare, statistics: statistics! }, limits);
    const alone = decide(bare, limits);
    expect([advised.retrain, advised.triggers]).toEqual([alone.retrain, alone.triggers]);
    expect(advised.findings.map(({ outcome, reason }) => [outcome, reason])).toEqual(
      alone.findings.map(({ outcome, reason }) => [outcome, reason]),
    );
    expect(advised.findings[0]!.evidence).toMatchObject({ suspect: true, reason: "clearly-below-threshold" });
    expect(alone.findings[0]).not.toHaveProperty("evidence");
  });
});
