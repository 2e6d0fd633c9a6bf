import { choosableMetrics } from "./metrics/index.ts";
import type { CatalogueMetric, RankingMetric } from "./metrics/metric.ts";

/** Metrics that the user asked for beside those that every run has. */
export interface ChosenMetrics {
  readonly ranking: readonly RankingMetric[];
  readonly catalogue: readonly CatalogueMetric[];
}

/** As for the input `k`: a longer list is no recommendation. */
export const MAX_CUT_OFF = 1000;

/** The metric of this name (`ndcg_at_20`, `r_precision`); null when there is none that can be chosen. */
export function choosableMetric(name: string): RankingMetric | CatalogueMetric | null {
  const cutOff = cutOffOf(name);
  if (cutOff > MAX_CUT_OFF) return null;
  return choosableMetrics(cutOff).find((metric) => metric.name === name) ?? null;
}

/** The cut-off that the name of a metric ends with; 1 where it has none, for such a metric is the same at every one. */
export function cutOffOf(name: string): number {
  return Number(/_at_([1-9]\d{0,3})$/.exec(name)?.[1] ?? 1);
}

/** The metrics of these names; names of others, which every run has anyway, say nothing. */
export function chooseMetrics(names: readonly string[]): ChosenMetrics {
  const chosen = names.map(choosableMetric).filter((metric) => metric !== null);
  return {
    ranking: chosen.filter((metric) => metric.kind === "ranking"),
    catalogue: chosen.filter((metric) => metric.kind === "catalogue"),
  };
}

/** What has to be known of a metric of this name where tools disagree; null where there is nothing to say. */
export function conventionOf(name: string): string | null {
  return choosableMetric(name)?.convention ?? null;
}
