import type { DataMetric } from "./metric.ts";

/** Counted before the maps drop anything, so that growth of users whom the model does not know is seen. */
export const numUsers: DataMetric = {
  kind: "data",
  name: "num_users",
  description: "Active users: distinct users of the query, known to the model or not.",
  better: "neither",
  overall: (health) => health.counts.numUsers,
};
