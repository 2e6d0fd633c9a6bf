import type { DataMetric } from "./metric.ts";

/** The users that the ranking metrics are a mean over. */
export const evaluatedUsers: DataMetric = {
  kind: "data",
  name: "evaluated_users",
  description: "Users that were scored: known to the model, with at least one known item.",
  better: "neither",
  overall: (health) => health.evaluatedUsers,
};
