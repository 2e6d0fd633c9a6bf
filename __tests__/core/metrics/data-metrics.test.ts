import { expect, test } from "@jest/globals";
import { DATA_METRICS } from "../../../src/core/metrics/index.ts";
import { aHealth } from "../../support/health.ts";

const health = aHealth({
  counts: { numUsers: 2, numRatings: 7, avgRatingsPerUser: 3.5 },
  evaluatedUsers: 1,
  evaluatedRatings: 5,
});

test.each([
  ["num_users", 2],
  ["num_ratings", 7],
  ["avg_ratings_per_user", 3.5],
  ["evaluated_users", 1],
  ["evaluated_ratings", 5],
])("%s is the count of that name", (name, value) => {
  expect(DATA_METRICS.find((metric) => metric.name === name)?.overall(health)).toBe(value);
});
