import type { Comparability } from "./decision.ts";
import type { DispatchState } from "./dispatch.ts";
import type { EarlierRun } from "./evidence/earlier-runs.ts";
import type { Measurement } from "./measurement.ts";

/** The metric that decides; its history is drawn. */
export const PRIMARY_METRIC = "test_mrr";

/** One run in the history of the primary metric. */
export interface TrendPoint {
  /** Milliseconds since 1970 UTC. */
  readonly startTime: number;
  readonly value: number;
  /** Whether it was measured as this run was. */
  readonly comparability: Comparability;
  /** `sha256:` and 64 hex digits; null: not written by us. */
  readonly modelDigest: string | null;
  /** Whether the model is another than that of the run before. */
  readonly newModel: boolean;
  readonly dispatch: DispatchState | null;
}

/**
 * The history of the primary metric, oldest run first; the last point is this run, of which the event is not yet sent. Runs
 * without the metric are not in it.
 *
 * @param pastRuns newest first
 */
export function trendOf(pastRuns: readonly EarlierRun[], measurement: Measurement): readonly TrendPoint[] {
  const own = {
    startTime: measurement.startedAt,
    metrics: measurement.metrics,
    modelDigest: measurement.model.digest,
    comparability: "comparable",
    dispatch: null,
  } as const;
  const points: TrendPoint[] = [];
  let known: string | null = null;
  for (const run of [...pastRuns.toReversed(), own]) {
    const { startTime, comparability, dispatch } = run;
    const value = run.metrics.get(PRIMARY_METRIC);
    if (value === undefined) continue;
    const modelDigest = digestOf(run.modelDigest);
    const newModel = known !== null && modelDigest !== null && modelDigest !== known;
    points.push({ startTime, value, comparability, modelDigest, newModel, dispatch });
    known = modelDigest ?? known;
  }
  return points;
}

/** A param can hold anything. */
function digestOf(text: string | null): string | null {
  return text !== null && /^sha256:[0-9a-f]{64}$/.test(text) ? text : null;
}
