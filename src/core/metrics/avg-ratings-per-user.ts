import type { DataMetric } from "./metric.ts";

/** Of the query's rows, before the maps drop anything. */
export const avgRatingsPerUser: DataMetric = {
  kind: "data",
  name: "avg_ratings_per_user",
  description: "Ratings per active user: num_ratings / num_users.",
  better: "neither",
  overall: (health) => health.counts.avgRatingsPerUser,
};
