import { pool, type Sample } from "../statistics/sample.ts";
import type { EarlierRun } from "./earlier-runs.ts";
import type { PastSamples, RunSamples } from "./run-samples.ts";
import type { BaselineGap } from "./statistics.ts";

/** The first runs of a model as one. */
export type BaselineSamples = Pick<RunSamples, "ofMetric" | "popularity"> | { readonly gap: BaselineGap };

/**
 * Pools the users of the baseline's runs: all of them or none, for without one it would be another baseline. A metric that
 * one of them did not keep is left out.
 * @param kept run id → what it kept
 */
export function poolBaseline(
  runs: readonly EarlierRun[],
  kept: ReadonlyMap<string, PastSamples>,
): BaselineSamples {
  if (runs.length === 0) return { gap: "no-earlier-run-of-model" };
  const samples: RunSamples[] = [];
  for (const { runId } of runs) {
    const run = kept.get(runId) ?? { gap: "values-not-kept" as const };
    if ("gap" in run) return run;
    samples.push(run);
  }
  const ofMetric = new Map<string, Sample>();
  for (const metric of samples[0]!.ofMetric.keys()) {
    const pooled = poolAll(samples.map((run) => run.ofMetric.get(metric) ?? null));
    if (pooled !== null) ofMetric.set(metric, pooled);
  }
  return { ofMetric, popularity: poolAll(samples.map(({ popularity }) => popularity)) };
}

function poolAll(samples: readonly (Sample | null)[]): Sample | null {
  const there = samples.filter((sample) => sample !== null);
  return there.length === samples.length ? pool(there) : null;
}
