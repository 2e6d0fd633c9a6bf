import type { DataMetric } from "./metric.ts";

/** Counted before the maps drop anything. */
export const numRatings: DataMetric = {
  kind: "data",
  name: "num_ratings",
  description: "Ratings of the active users: rows of the query, known to the model or not.",
  better: "neither",
  overall: (health) => health.counts.numRatings,
};
