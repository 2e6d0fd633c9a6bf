import { comparability } from "./comparability.ts";
import type { Previous } from "./decision.ts";
import type { Measurement } from "./measurement.ts";
import { isSameJob } from "./run-labels.ts";
import type { PastRun } from "./run.ts";

/**
 * Whether a past run can be the previous one: it started before this one and is no earlier attempt of this very job.
 * Offered newest first, the first such run is it.
 */
export function isPreviousRun(
  past: PastRun,
  { startedAt, origin }: Pick<Measurement, "startedAt" | "origin">,
): boolean {
  return past.startTime < startedAt && !isSameJob(past, origin);
}

/**
 * Finds, per metric, the previous run: the newest FINISHED, not deleted run that started before this one and has
 * the metric, whoever wrote it, passing over earlier attempts of this very job (spec, "The rules"). Offer past
 * runs newest first until `isComplete`: the store then reads no more of them than needed.
 */
export class PreviousRunSearch {
  readonly #measurement: Measurement;
  readonly #ownParams: ReadonlyMap<string, string>;
  readonly #required: readonly string[];
  readonly #found = new Map<string, Previous>();
  #sawEarlierRun = false;

  /** @param required metrics to search for; others are taken along from the runs that are read for these */
  constructor(measurement: Measurement, ownParams: ReadonlyMap<string, string>, required: readonly string[]) {
    this.#measurement = measurement;
    this.#ownParams = ownParams;
    this.#required = required;
  }

  /** Whether every required metric has its previous run. */
  get isComplete(): boolean {
    return this.#required.every((metric) => this.#found.has(metric));
  }

  /** Whether any run started before this one, comparable or not, an earlier attempt of this job included. */
  get sawEarlierRun(): boolean {
    return this.#sawEarlierRun;
  }

  /** By MLflow name of the metric. */
  get found(): ReadonlyMap<string, Previous> {
    return this.#found;
  }

  /** Takes from a run the metrics that no newer one had. */
  offer(run: PastRun): void {
    if (run.startTime >= this.#measurement.startedAt) return;
    this.#sawEarlierRun = true;
    if (!isPreviousRun(run, this.#measurement)) return;
    for (const metric of this.#measurement.metrics.keys()) {
      const value = this.#found.has(metric) ? undefined : run.metrics.get(metric);
      // A run that logged NaN has no value to compare with, exactly as one that did not log the metric.
      if (value === undefined || !Number.isFinite(value)) continue;
      this.#found.set(metric, {
        run,
        value,
        comparability: comparability(metric, run.params, this.#ownParams),
      });
    }
  }
}
