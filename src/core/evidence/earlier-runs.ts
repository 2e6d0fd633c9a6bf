import { comparability, measurementKey } from "../comparability.ts";
import type { Comparability } from "../decision.ts";
import type { DispatchState } from "../dispatch.ts";
import type { Measurement } from "../measurement.ts";
import { PARAMS, TAGS, dispatchStateOf, isSameJob, triggersOf } from "../run-labels.ts";
import type { PastRun } from "../run.ts";

/** More runs than this are ten years of two a week; a run is kept in a few numbers. */
const MAX_RUNS = 1000;

/** What stays of an earlier run: enough for the references, the charts and the trend, whatever else it holds. */
export interface EarlierRun {
  readonly runId: string;
  /** Milliseconds since 1970 UTC. */
  readonly startTime: number;
  /** Finite values of the metrics that this run has, and of no others. */
  readonly metrics: ReadonlyMap<string, number>;
  /** null: not written by us. */
  readonly modelDigest: string | null;
  /** How the ranking metrics were measured, beside this run's. */
  readonly comparability: Comparability;
  /** Ranking metrics were measured as in this run: same mask, mapping, query, minimum and period. */
  readonly comparable: boolean;
  /** Equal where model, database and period are: the same numbers again. */
  readonly measurementKey: string;
  /** Whether the evidence was against the model then. */
  readonly suspect: boolean;
  /** Rules that fired; null: it is not known, for the run was not written by us or was cut off before it told. */
  readonly triggers: readonly string[] | null;
  /** How its retraining event ended; null: there was none. */
  readonly dispatch: DispatchState | null;
}

/** Collects earlier runs of the experiment, newest first, earlier attempts of this very job left out. */
export class EarlierRuns {
  readonly #measurement: Pick<Measurement, "startedAt" | "origin" | "metrics">;
  readonly #ownParams: ReadonlyMap<string, string>;
  readonly #runs: EarlierRun[] = [];

  constructor(
    measurement: Pick<Measurement, "startedAt" | "origin" | "metrics">,
    ownParams: ReadonlyMap<string, string>,
  ) {
    this.#measurement = measurement;
    this.#ownParams = ownParams;
  }

  /** Whether further runs would be dropped, so that nobody needs to read on. */
  get isFull(): boolean {
    return this.#runs.length >= MAX_RUNS;
  }

  /** Newest first. */
  get runs(): readonly EarlierRun[] {
    return this.#runs;
  }

  /** Keeps what is needed of a run; offer the newest first. */
  offer(past: PastRun): void {
    const { startedAt, origin, metrics } = this.#measurement;
    if (this.isFull || past.startTime >= startedAt || isSameJob(past, origin)) return;
    const kept = [...metrics.keys()].flatMap((metric): [string, number][] => {
      const value = past.metrics.get(metric);
      return value === undefined || !Number.isFinite(value) ? [] : [[metric, value]];
    });
    const found = comparability("test_mrr", past.params, this.#ownParams);
    this.#runs.push({
      runId: past.runId,
      startTime: past.startTime,
      metrics: new Map(kept),
      modelDigest: past.params.get(PARAMS.modelDigest) ?? null,
      comparability: found,
      comparable: found === "comparable" || found === "same-measurement",
      measurementKey: measurementKey(past.params),
      suspect: past.tags.get(TAGS.suspect) === "true",
      triggers: triggersOf(past),
      dispatch: dispatchStateOf(past),
    });
  }
}
