import type { EarlierRun } from "../../src/core/evidence/earlier-runs.ts";
import type { RunSamples } from "../../src/core/evidence/run-samples.ts";
import { sampleOf } from "../../src/core/statistics/sample.ts";

/** An earlier run of the model "m", measured as this one and not suspect unless said otherwise. */
export function anEarlierRun(runId: string, overrides: Partial<EarlierRun> = {}): EarlierRun {
  return {
    runId,
    startTime: 0,
    metrics: new Map(),
    modelDigest: "m",
    comparability: "comparable",
    comparable: true,
    measurementKey: runId,
    suspect: false,
    triggers: null,
    dispatch: null,
    ...overrides,
  };
}

/** So many users around a mean, half of them above it and half below, by this fraction of it. */
export function usersAround(mean: number, { count = 40, spread = 0.5, first = 0 } = {}) {
  const users = Array.from({ length: count }, (_, user) => first + user);
  return sampleOf(
    users,
    users.map((user) => mean * (user % 2 === 0 ? 1 + spread : 1 - spread)),
  );
}

/** A run whose `test_mrr` is this; popularity unknown unless given. */
export function samplesWith(
  mrr: RunSamples["ofMetric"] extends ReadonlyMap<string, infer Value> ? Value : never,
  popularity: RunSamples["popularity"] = null,
): RunSamples {
  return { ofMetric: new Map([["test_mrr", mrr]]), popularity, cold: null };
}
