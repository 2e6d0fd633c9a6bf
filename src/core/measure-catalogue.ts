import type { SkippedMetric } from "./further-metrics.ts";
import type { CatalogueMetric } from "./metrics/metric.ts";
import type { Popularity } from "./popularity.ts";
import { listOf, type IdLists } from "./scoring/user-ranker.ts";
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

  /** The length of the lists that are needed; 0: none. */
  get topK(): number {
    return this.#longest;
  }

  /** Counts the lists of a batch of users, best item first. */
  add(lists: IdLists): void {
    if (this.#longest === 0) return;
    for (let user = 0; user < lists.offsets.length - 1; user++) {
      const list = listOf(lists, user);
      for (const tally of this.#tallies.values()) tally.add(list);
    }
  }

  /** After the last list. */
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
