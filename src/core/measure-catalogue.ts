import type { SkippedMetric } from "./further-metrics.ts";
import type { CatalogueMetric } from "./metrics/metric.ts";
import type { Popularity } from "./popularity.ts";
import { topItems } from "./scoring/top-items.ts";
import { ShownItemsTally } from "./shown-items.ts";

interface CatalogueValues {
  /** By MLflow name. */
  readonly metrics: ReadonlyMap<string, number>;
  readonly skipped: readonly SkippedMetric[];
}

/**
 * Measures metrics of the lists of all users together, while these are ranked one by one. One tally a cut-off, whatever
 * the number of metrics; nothing is done when there is none.
 */
export class CatalogueMeasurement {
  readonly #metrics: readonly CatalogueMetric[];
  readonly #tallies: ReadonlyMap<number, ShownItemsTally>;
  readonly #longest: number;

  constructor(metrics: readonly CatalogueMetric[], numItems: number) {
    this.#metrics = metrics;
    this.#tallies = new Map(metrics.map(({ k }) => [k, new ShownItemsTally(numItems, k)]));
    this.#longest = Math.max(0, ...this.#tallies.keys());
  }

  /**
   * @param scores of one user, not NaN
   * @param masked the items that the user is not recommended, ascending
   */
  add(scores: Float64Array, masked: Uint32Array): void {
    if (this.#longest === 0) return;
    const list = topItems(scores, masked, this.#longest);
    for (const tally of this.#tallies.values()) tally.add(list);
  }

  measure(popularity: Popularity): CatalogueValues {
    const metrics = new Map<string, number>();
    const skipped: SkippedMetric[] = [];
    for (const metric of this.#metrics) {
      const value = metric.overall(this.#tallies.get(metric.k)!, popularity);
      if (typeof value === "number") metrics.set(metric.name, value);
      else skipped.push({ metric: metric.name, reason: value });
    }
    return { metrics, skipped };
  }
}
