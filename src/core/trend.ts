import type { Comparability } from "./decision.ts";
import type { Measurement } from "./measurement.ts";
import { comparability } from "./previous-runs.ts";
import { PARAMS, TAGS } from "./run-labels.ts";
import type { PastRun } from "./run.ts";

/** The metric that decides; its history is drawn. */
export const PRIMARY_METRIC = "test_mrr";

/** How the retraining event of a run ended; "intended" is one of which the end is not known. */
export type DispatchState = "intended" | "sent" | "refused";

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
 * @param ownParams of this run
 */
export function trendOf(
  pastRuns: readonly PastRun[],
  measurement: Measurement,
  ownParams: ReadonlyMap<string, string>,
): readonly TrendPoint[] {
  const own: Pick<PastRun, "startTime" | "metrics" | "params" | "tags"> = {
    startTime: measurement.startedAt,
    metrics: measurement.metrics,
    params: ownParams,
    tags: new Map(),
  };
  const points: TrendPoint[] = [];
  let known: string | null = null;
  for (const { startTime, metrics, params, tags } of [...pastRuns.toReversed(), own]) {
    const value = metrics.get(PRIMARY_METRIC);
    if (value === undefined || !Number.isFinite(value)) continue;
    const modelDigest = digestOf(params.get(PARAMS.modelDigest));
    points.push({
      startTime,
      value,
      comparability: params === ownParams ? "comparable" : comparability(PRIMARY_METRIC, params, ownParams),
      modelDigest,
      newModel: known !== null && modelDigest !== null && modelDigest !== known,
      dispatch: dispatchOf(tags.get(TAGS.dispatch)),
    });
    known = modelDigest ?? known;
  }
  return points;
}

/** A param can hold anything. */
function digestOf(text: string | undefined): string | null {
  return text !== undefined && /^sha256:[0-9a-f]{64}$/.test(text) ? text : null;
}

function dispatchOf(tag: string | undefined): DispatchState | null {
  return tag === "intended" || tag === "sent" || tag === "refused" ? tag : null;
}
