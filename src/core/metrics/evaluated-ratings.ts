import type { DataMetric } from "./metric.ts";

/** Rows, not distinct pairs: Spotlight merges duplicates after this count. */
export const evaluatedRatings: DataMetric = {
  kind: "data",
  name: "evaluated_ratings",
  description: "Ratings that were scored: rows whose user and item the model knows.",
  better: "neither",
  overall: (health) => health.evaluatedRatings,
};
