import type { Measurement, Origin, Settings } from "../../src/core/measurement.ts";
import type { DataHealth } from "../../src/core/validation.ts";

export const EXPERIMENT = "evaluation_runs";

const SETTINGS: Settings = {
  idMapping: "mapped",
  trainMask: true,
  minRating: null,
  query: "SELECT 1",
  since: "all",
  newerThan: null,
  k: 10,
  coldUsers: "skip",
};

const HEALTH: DataHealth = {
  counts: { numUsers: 250, numRatings: 250, avgRatingsPerUser: 1 },
  problems: { malformedRows: 0, nonNumericRatings: 0, malformedTimestamps: 0 },
  dropped: { ambiguousTitle: 0, unmatchedTitle: 0, unknownUser: 0 },
  filtered: { belowMinRating: 0, withoutTime: 0, tooOld: 0 },
  unknownUsers: 0,
  coldUsers: 0,
  unknownItems: 0,
  ambiguousItems: 0,
  numItemNames: 250,
  evaluatedRatings: 250,
  evaluatedUsers: 250,
  duplicateRows: 0,
  mapProblems: null,
  newestRating: null,
};

const ORIGIN: Origin = {
  repository: "octo/movies",
  serverUrl: "https://github.com",
  runId: "0",
  runAttempt: 1,
  job: "evaluate",
  matrix: "",
  eventName: "schedule",
  ref: "refs/heads/main",
  sha: "0".repeat(40),
  actor: "octocat",
  workflow: "weekly",
  hasForeignHead: false,
};

/** One weekly evaluation with the metrics that a job with training pairs logs. */
export function aMeasurement(startedAt: number, mrr: number): Measurement {
  const others = ["popularity_mrr", "popularity_precision_at_10", "popularity_recall_at_10", "lift_mrr"];
  const counts = ["num_users", "num_ratings", "avg_ratings_per_user", "evaluated_users", "evaluated_ratings"];
  return {
    startedAt,
    endedAt: startedAt + 2_000,
    metrics: new Map([
      ["test_mrr", mrr],
      ["precision_at_10", 0.066],
      ["recall_at_10", 0.098],
      ...counts.map((name): [string, number] => [name, 250]),
      ...others.map((name): [string, number] => [name, mrr / 2]),
    ]),
    settings: SETTINGS,
    model: {
      path: "models/bpr_recommender.pt",
      digest: `sha256:${"a".repeat(64)}`,
      bytes: 1_000_000,
      kind: "factorization",
      numUsers: 610,
      numItems: 8_230,
      dim: 32,
    },
    database: { path: "user_data.db", digest: `sha256:${"b".repeat(64)}`, bytes: 100_000 },
    health: HEALTH,
    medianTargets: 1,
    mrrCeiling: 1,
    training: null,
    popularitySource: "train-interactions",
    skippedMetrics: [],
    perUser: { keys: "internal_user_id", users: [], targets: [], values: new Map() },
    origin: { ...ORIGIN, runId: String(startedAt) },
    monitorVersion: "1.0.0",
  };
}
