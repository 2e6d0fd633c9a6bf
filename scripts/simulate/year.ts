import type { Limits, Previous } from "../../src/core/decision.ts";
import { decide } from "../../src/core/decide.ts";
import { poolBaseline } from "../../src/core/evidence/baseline-samples.ts";
import { compareRuns } from "../../src/core/evidence/compare-runs.ts";
import type { EarlierRun } from "../../src/core/evidence/earlier-runs.ts";
import { referencesOf } from "../../src/core/evidence/references.ts";
import type { RunSamples } from "../../src/core/evidence/run-samples.ts";
import { ratioSample } from "../../src/core/statistics/ratio-sample.ts";
import { Year, type Scenario } from "./world.ts";

const BASELINE_WEEKS = 4;
const WEEKS = 52;

/** The product's own defaults, except for metrics that are not simulated. */
const LIMITS: Limits = {
  thresholds: new Map([["test_mrr", 0.02]]),
  maxMrrDrop: 0.1,
  maxUserGrowth: 0.1,
  decision: "limits",
  patience: 2,
};
const EVIDENCE: Limits = { ...LIMITS, decision: "evidence" };
const MODEL = "sha256:simulated";

/** Of each mode: the weeks, from 1 on, in which the flag was up. */
export interface Flags {
  readonly limits: readonly number[];
  readonly evidence: readonly number[];
}

/**
 * One year through the product's own comparison and decision.
 * @param untilFound stop when both modes have raised the flag
 */
export function simulateYear(scenario: Scenario, seed: number, untilFound: boolean): Flags {
  const year = new Year(scenario, seed);
  const kept = new Map<string, RunSamples>();
  let baseline = poolBaseline([], kept);
  const history: EarlierRun[] = [];
  const flags = { limits: [] as number[], evidence: [] as number[] };
  for (let week = 1 - BASELINE_WEEKS; week <= WEEKS; week++) {
    const now = year.week(week);
    const metrics = metricsOf(now);
    const previous = previousOf(history[0]);
    const runId = `week ${week}`;
    const references = referencesOf(history, { modelDigest: MODEL, measurementKey: runId });
    // After four weeks it never changes: pooling it anew every week is most of the work.
    if (week <= 1) baseline = poolBaseline(references.baseline, kept);
    const statistics = compareRuns({ metrics: ["test_mrr"], now, previous, references, kept, baseline });
    const evidence = { metrics, previous, statistics };
    const byEvidence = decide(evidence, EVIDENCE);
    if (week > 0) {
      if (decide(evidence, LIMITS).retrain) flags.limits.push(week);
      if (byEvidence.retrain) flags.evidence.push(week);
    }
    if (untilFound && flags.limits.length > 0 && flags.evidence.length > 0) break;
    kept.set(runId, now);
    history.unshift(aRun(runId, week, metrics, byEvidence.suspect === true));
  }
  return flags;
}

function metricsOf({ ofMetric, popularity, cold }: RunSamples): ReadonlyMap<string, number> {
  const model = ofMetric.get("test_mrr")!;
  const metrics = new Map([
    ["test_mrr", model.mean],
    ["num_users", cold!.all],
    ["evaluated_users", model.size],
  ]);
  if (popularity === null) return metrics;
  metrics.set("popularity_mrr", popularity.mean);
  const lift = ratioSample(model, popularity);
  return lift === null ? metrics : metrics.set("lift_mrr", lift.mean);
}

function aRun(runId: string, week: number, metrics: EarlierRun["metrics"], suspect: boolean): EarlierRun {
  return {
    runId,
    startTime: week,
    metrics,
    modelDigest: MODEL,
    comparability: "comparable",
    comparable: true,
    measurementKey: runId,
    suspect,
    triggers: null,
    dispatch: null,
  };
}

function previousOf(run: EarlierRun | undefined): ReadonlyMap<string, Previous> {
  if (run === undefined) return new Map();
  const past = { ...run, params: new Map<string, string>(), tags: new Map<string, string>() };
  return new Map(
    [...run.metrics].map(([metric, value]) => [metric, { run: past, value, comparability: "comparable" }]),
  );
}
