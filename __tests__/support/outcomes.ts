import type { PastDispatch } from "../../src/core/dispatch.ts";
import { decide } from "../../src/core/decide.ts";
import type { Comparability, Limits, Previous } from "../../src/core/decision.ts";
import type { Statistics } from "../../src/core/evidence/statistics.ts";
import type { HistoryReport, SavedCopy, SavedHistory } from "../../src/core/history.ts";
import type { Measurement, Origin, Settings } from "../../src/core/measurement.ts";
import type { ErrorOutcome, EvaluatedOutcome, NoDataOutcome } from "../../src/core/outcome.ts";
import { planDispatch, type DispatchSettings } from "../../src/core/plan-dispatch.ts";
import { NO_FILTER } from "../../src/core/rating-filter.ts";
import type { DataHealth } from "../../src/core/validation.ts";
import { DISPATCH_SETTINGS } from "./dispatch-settings.ts";
import { DEFAULT_LIMITS, aPastRun } from "./evidence.ts";
import { somePerUserValues } from "./per-user-values.ts";

/** Monday, 2 November 2026, 05:17 UTC. */
const MONDAY = Date.UTC(2026, 10, 2, 5, 17);
const WEEK = 7 * 24 * 60 * 60 * 1000;

/** Metrics of the MovieLens weeks, measured with the train mask. */
export const WEEKS = {
  first: weekMetrics([0.04466705911985671, 0.06625, 0.09833652458652459], [250, 2015, 240, 1830]),
  quiet: weekMetrics([0.04179786852938016, 0.0653225806451613, 0.0905281210724759], [265, 2375, 248, 2103]),
  shifted: weekMetrics(
    [0.021800595046473015, 0.057986111111111106, 0.04432419918386623],
    [331, 5874, 288, 4634],
  ),
} as const;

type Metrics = Readonly<Record<string, number>>;

function weekMetrics(
  [mrr, precision, recall]: readonly [number, number, number],
  [users, ratings, evaluatedUsers, evaluatedRatings]: readonly [number, number, number, number],
): Metrics {
  return {
    test_mrr: mrr,
    precision_at_10: precision,
    recall_at_10: recall,
    num_users: users,
    num_ratings: ratings,
    avg_ratings_per_user: ratings / users,
    evaluated_users: evaluatedUsers,
    evaluated_ratings: evaluatedRatings,
  };
}

/** A scheduled run on the default branch. */
export function anOrigin(overrides: Partial<Origin> = {}): Origin {
  return {
    repository: "octo/movies",
    serverUrl: "https://github.com",
    runId: "4711",
    runAttempt: 1,
    job: "evaluate",
    matrix: "",
    eventName: "schedule",
    ref: "refs/heads/main",
    sha: "0123456789abcdef0123456789abcdef01234567",
    actor: "octocat",
    workflow: "weekly",
    hasForeignHead: false,
    ...overrides,
  };
}

export function aHistoryCopyInCache(): SavedCopy {
  return { store: "cache", name: "model-monitor-history/4711-1-0a1b2c3d", expiresAt: MONDAY + WEEK };
}

/** A history that was found and is saved where it was found; override what was saved. */
export function aHistory(saved: Partial<SavedHistory & { kind: "saved" }> = {}): HistoryReport {
  return {
    restored: { state: "found", refusals: [] },
    saved: {
      kind: "saved",
      copies: [
        { store: "artifact", name: "model-monitor-history", expiresAt: MONDAY + 90 * 24 * 60 * 60 * 1000 },
        aHistoryCopyInCache(),
      ],
      runs: 12,
      pruned: 0,
      refusals: [],
      isCacheOnly: false,
      ...saved,
    },
  };
}

/** The data of the week whose metrics are given; every kind of oddity absent unless overridden. */
export function aHealth(metrics: Metrics = WEEKS.first, overrides: Partial<DataHealth> = {}): DataHealth {
  const [numUsers = 0, numRatings = 0] = [metrics["num_users"], metrics["num_ratings"]];
  return {
    counts: { numUsers, numRatings, avgRatingsPerUser: metrics["avg_ratings_per_user"] ?? 0 },
    problems: { malformedRows: 0, nonNumericRatings: 0, malformedTimestamps: 0 },
    dropped: { ambiguousTitle: 114, unmatchedTitle: 14, unknownUser: 57 },
    filtered: { belowMinRating: 0, withoutTime: 0, tooOld: 0 },
    unknownUsers: 10,
    coldUsers: 9,
    unknownItems: 7,
    ambiguousItems: 31,
    numItemNames: 814,
    evaluatedRatings: metrics["evaluated_ratings"] ?? 0,
    evaluatedUsers: metrics["evaluated_users"] ?? 0,
    duplicateRows: 0,
    mapProblems: {
      users: { malformedRows: 0, conflictingNames: 0, sharedIds: 0 },
      items: { malformedRows: 0, sharedIds: 0 },
    },
    newestRating: null,
    ...overrides,
  };
}

export function someSettings(overrides: Partial<Settings> = {}): Settings {
  return {
    idMapping: "mapped",
    trainMask: true,
    minRating: null,
    query:
      "SELECT r.username, r.movie, r.rating FROM ratings r JOIN initial_ratings i ON r.username = i.username WHERE i.done = 1",
    since: "all",
    newerThan: null,
    k: 10,
    coldUsers: "skip",
    ...overrides,
  };
}

export function aMeasurement(overrides: Partial<Measurement> = {}): Measurement {
  const metrics = overrides.metrics ?? new Map(Object.entries(WEEKS.first));
  return {
    startedAt: MONDAY,
    endedAt: MONDAY + 1_840,
    metrics,
    settings: someSettings(),
    model: {
      path: "models/bpr_recommender.pt",
      digest: `sha256:${"0123456789abcdef".repeat(4)}`,
      bytes: 1_182_931,
      kind: "factorization",
      numUsers: 610,
      numItems: 8_230,
      dim: 32,
    },
    database: { path: "user_data.db", digest: `sha256:${"fedcba9876543210".repeat(4)}`, bytes: 262_144 },
    health: aHealth(Object.fromEntries(metrics)),
    medianTargets: 8,
    mrrCeiling: 0.4129,
    training: null,
    popularitySource: "train-interactions",
    skippedMetrics: [],
    perUser: somePerUserValues(),
    origin: anOrigin(),
    monitorVersion: "1.0.0",
    ...overrides,
  };
}

/** The same earlier run for every metric, a week before unless said otherwise. */
export function previousWeek(
  metrics: Metrics,
  comparability: Comparability = "comparable",
  startTime: number = MONDAY - WEEK,
): ReadonlyMap<string, Previous> {
  const run = aPastRun(metrics, { runId: "89abcdef0123456789abcdef01234567", startTime });
  return new Map(Object.entries(metrics).map(([metric, value]) => [metric, { run, value, comparability }]));
}

/** What a test wants to be special about an evaluation; findings and plan follow from it as in the product. */
export interface Evaluation {
  readonly metrics?: Metrics;
  readonly previous?: ReadonlyMap<string, Previous>;
  readonly limits?: Limits;
  readonly measurement?: Partial<Measurement>;
  /** What chance alone could have done; not there unless given. */
  readonly statistics?: Statistics;
  readonly dispatch?: Partial<DispatchSettings>;
  /** Earlier dispatches of the same event, newest first. */
  readonly dispatches?: readonly PastDispatch[];
  readonly outcome?: Partial<EvaluatedOutcome>;
}

/** An evaluation as the product would end it; the event was sent when there was one to send, unless overridden. */
export function anEvaluation(evaluation: Evaluation = {}): EvaluatedOutcome {
  const { previous = new Map<string, Previous>(), limits = DEFAULT_LIMITS } = evaluation;
  const metrics = new Map(Object.entries(evaluation.metrics ?? WEEKS.first));
  const measurement = aMeasurement({ metrics, ...evaluation.measurement });
  const { statistics } = evaluation;
  const evidence = { metrics, previous, ...(statistics === undefined ? {} : { statistics }) };
  const decision = decide(evidence, limits);
  const run = { runId: "76543210fedcba9876543210fedcba98", experimentId: "334828627129415678" };
  const plan = planDispatch(
    { ...DISPATCH_SETTINGS, ...evaluation.dispatch },
    {
      decision,
      measurement,
      previous,
      run,
      now: measurement.endedAt,
      dispatchesOf: () => evaluation.dispatches ?? [],
    },
  );
  return {
    status: "evaluated",
    measurement,
    run,
    experiment: "evaluation_runs",
    trackingLocation: "mlruns/",
    evidence,
    trend: [],
    isFirst: previous.size === 0 && (evaluation.outcome?.skippedRuns ?? []).length === 0,
    decision,
    plan,
    dispatched: plan.kind === "send",
    retrainRun: null,
    failedDeliveries: [],
    history: aHistory(),
    reportPath: "model-monitor-report/report.json",
    skippedRuns: [],
    ...evaluation.outcome,
  };
}

export function aNoData(overrides: Partial<NoDataOutcome> = {}): NoDataOutcome {
  return {
    status: "no-data",
    reason: "database-missing",
    artifact: null,
    database: "user_data.db",
    health: null,
    filter: NO_FILTER,
    lastEvaluated: null,
    history: aHistory(),
    origin: anOrigin(),
    ...overrides,
  };
}

export function anError(overrides: Partial<ErrorOutcome> = {}): ErrorOutcome {
  return {
    status: "error",
    message: "models/bpr_recommender.pt: a Git LFS pointer of 133 bytes, not a checkpoint",
    hint: "Check the model out with `lfs: true`.",
    run: null,
    origin: anOrigin(),
    ...overrides,
  };
}
