import type { Comparability } from "./decision.ts";
import { PARAMS } from "./run-labels.ts";

/** Numbers about the data need the same query alone; all other metrics the whole way of measuring. */
const NEEDS_QUERY_ONLY = new Set(["num_users", "num_ratings", "avg_ratings_per_user"]);

/** Settings that must be equal, in the order in which a difference is told. */
const RANKING_SETTINGS: readonly (readonly [string, Comparability])[] = [
  [PARAMS.query, "different-query"],
  [PARAMS.idMapping, "different-id-mapping"],
  [PARAMS.trainMask, "different-train-mask"],
  [PARAMS.minRating, "different-min-rating"],
  [PARAMS.since, "different-since"],
];
const QUERY_SETTING = RANKING_SETTINGS.slice(0, 1);

/** Whether two runs measured a metric in the same way, by their params. */
export function comparability(
  metric: string,
  past: ReadonlyMap<string, string>,
  own: ReadonlyMap<string, string>,
): Comparability {
  if (!past.has(PARAMS.query)) return "settings-unknown";
  const settings = NEEDS_QUERY_ONLY.has(metric) ? QUERY_SETTING : RANKING_SETTINGS;
  const difference = settings.find(([param]) => past.get(param) !== own.get(param));
  if (difference !== undefined) return difference[1];
  return isSameMeasurement(past, own) ? "same-measurement" : "comparable";
}

/** The same numbers again, not evidence that the model still fits: `num_users` says so only where all settings are equal. */
function isSameMeasurement(past: ReadonlyMap<string, string>, own: ReadonlyMap<string, string>): boolean {
  return (
    RANKING_SETTINGS.every(([param]) => past.get(param) === own.get(param)) &&
    measurementKey(past) === measurementKey(own)
  );
}

/**
 * Which model, database and period a run measured: two runs of equal key measured the same thing, given that their settings
 * are comparable.
 */
export function measurementKey(params: ReadonlyMap<string, string>): string {
  const identifying = [PARAMS.modelDigest, PARAMS.databaseDigest, PARAMS.newerThan];
  return JSON.stringify(identifying.map((param) => params.get(param) ?? null));
}
