import type { RunOutcome } from "../../../src/core/outcome.ts";
import type { AlertIssue } from "../../../src/core/alert.ts";
import type { EarlierRun } from "../../../src/core/evidence/earlier-runs.ts";
import { DEFAULT_LIMITS } from "../evidence.ts";
import { evaluationMadeOf } from "../hostile-outcome.ts";
import { HOSTILE_TEXTS } from "../hostile-texts.ts";
import { aHealth, aHistory, aHistoryCopyInCache, aNoData, anError, anOrigin } from "../outcomes.ts";
import { firedRuns, LAST_RUN, OPEN_ISSUE, RUN_BEFORE } from "./alert-issues.ts";
import { manyRuns } from "./many-runs.ts";
import { weekly } from "./weekly.ts";

/** Something that happens to a team, as the product ends it. */
export interface Situation {
  /** Name of the golden files. */
  readonly id: string;
  /** What happened, for the preview. */
  readonly title: string;
  readonly outcome: RunOutcome;
  /** Alert issues that were there before. */
  readonly issues?: readonly AlertIssue[];
  /** Earlier runs as they know them, newest first. */
  readonly history?: readonly EarlierRun[];
}

const EVIDENCE = { ...DEFAULT_LIMITS, decision: "evidence" } as const;
const QUIET = [
  { mrr: 0.0447, users: 250 },
  { mrr: 0.0431, users: 255 },
  { mrr: 0.0439, users: 259 },
  { mrr: 0.0436, users: 263 },
  { mrr: 0.0428, users: 265 },
];
const KNOWN = QUIET.map((week) => ({ ...week, popularity: 0.031 }));
const MONTHS_AGO = Date.UTC(2026, 9, 26, 5, 17);

const REFUSED = {
  what: "retrain-event",
  message:
    'GitHub refused the event "retrain-model" for octo/movies (HTTP 403): the token may not write the repository\'s contents',
  hint: "Add these lines to the job that runs model-monitor:\npermissions:\n  contents: write",
} as const;
const LISTING_REFUSED = {
  store: "artifact",
  message: "GitHub does not let the token list the artifacts that hold the history in octo/movies (HTTP 403)",
  hint: "Add these lines to the job that runs model-monitor:\npermissions:\n  actions: read",
} as const;

/** What the preview shows and the golden files hold; a new one is one entry. */
export const SITUATIONS: readonly Situation[] = [
  {
    id: "first-run",
    title: "The first evaluation ever",
    outcome: weekly({ weeks: QUIET.slice(0, 1) }),
  },
  {
    id: "quiet",
    title: "A quiet week",
    outcome: weekly({ weeks: QUIET }),
  },
  {
    id: "drop",
    title: "The metric fell (relative-drop), and the retraining is started",
    outcome: weekly({
      weeks: [...KNOWN, { mrr: 0.0257, users: 270, popularity: 0.0312 }],
      trend: { 5: { dispatch: "sent" } },
    }),
  },
  {
    id: "growth",
    title: "More users than before (user-growth)",
    outcome: weekly({ weeks: [...QUIET, { mrr: 0.0425, users: 312, cold: 46 }] }),
  },
  {
    id: "below-minimum",
    title: "Not good enough (absolute-threshold), from the first run on",
    outcome: weekly({ weeks: [{ mrr: 0.0139, users: 250 }] }),
  },
  {
    id: "several",
    title: "Several rules fire, and the permission to start the retraining is missing",
    issues: [OPEN_ISSUE],
    history: firedRuns(LAST_RUN),
    outcome: weekly({
      weeks: [...QUIET, { mrr: 0.0129, users: 331 }],
      outcome: { dispatched: false, failedDeliveries: [REFUSED] },
    }),
  },
  {
    id: "chance",
    title: "A limit is crossed, and chance alone explains it",
    outcome: weekly({
      weeks: [
        { mrr: 0.0427, users: 31 },
        { mrr: 0.0419, users: 30 },
        { mrr: 0.0442, users: 33 },
        { mrr: 0.0391, users: 32 },
      ],
    }),
  },
  {
    id: "harder-targets",
    title: "The metric fell, and so did the popularity list",
    outcome: weekly({
      weeks: [...KNOWN, { mrr: 0.0352, users: 268, popularity: 0.0241 }],
    }),
  },
  {
    id: "suspect",
    title: "By evidence: suspect once, not confirmed yet",
    outcome: weekly({ limits: EVIDENCE, weeks: [...KNOWN, { mrr: 0.0257, users: 270, popularity: 0.0312 }] }),
  },
  {
    id: "confirmed",
    title: "By evidence: suspect for the second time",
    outcome: weekly({
      limits: EVIDENCE,
      weeks: [
        ...KNOWN,
        { mrr: 0.0263, users: 268, popularity: 0.0309, suspect: true },
        { mrr: 0.0257, users: 270, popularity: 0.0312 },
      ],
    }),
  },
  {
    id: "recovered",
    title: "Recovered: a new model after a week below the limits",
    issues: [OPEN_ISSUE],
    history: firedRuns(LAST_RUN),
    outcome: weekly({
      weeks: [...QUIET, { mrr: 0.0231, users: 270 }, { mrr: 0.0461, users: 272 }],
      newModel: true,
      trend: { 5: { dispatch: "sent" } },
    }),
  },
  {
    id: "third-week",
    title: "The third week of falling in a row",
    issues: [{ ...OPEN_ISSUE, memory: { ...OPEN_ISSUE.memory, firstRun: RUN_BEFORE } }],
    history: firedRuns(LAST_RUN, RUN_BEFORE),
    outcome: weekly({
      weeks: [
        ...QUIET,
        { mrr: 0.0365, users: 266 },
        { mrr: 0.0312, users: 268 },
        { mrr: 0.0257, users: 270 },
      ],
    }),
  },
  {
    id: "falls-again",
    title: "The metric falls again, some months after an issue was closed",
    issues: [{ ...OPEN_ISSUE, isOpen: false, memory: { ...OPEN_ISSUE.memory, state: "recovered" } }],
    outcome: weekly({ weeks: [...QUIET, { mrr: 0.0257, users: 270 }] }),
  },
  {
    id: "pull-request",
    title: "A pull request makes the model worse",
    outcome: weekly({
      weeks: [...QUIET, { mrr: 0.0331, users: 265 }],
      newModel: true,
      measurement: { origin: anOrigin({ eventName: "pull_request", ref: "refs/pull/7/merge" }) },
      outcome: {
        history: { restored: { state: "found", refusals: [] }, saved: { kind: "held", why: "pull-request" } },
      },
    }),
  },
  {
    id: "no-data",
    title: "No data: no database was uploaded",
    outcome: aNoData({ lastEvaluated: MONTHS_AGO }),
  },
  {
    id: "nobody-known",
    title: "No data: nobody whom the model knows",
    outcome: aNoData({
      reason: "no-known-rows",
      lastEvaluated: MONTHS_AGO,
      health: aHealth(
        { num_users: 265, num_ratings: 2375, avg_ratings_per_user: 2375 / 265 },
        { unknownUsers: 265, coldUsers: 260 },
      ),
    }),
  },
  {
    id: "part-of-history",
    title: "A permission is missing, so part of the history may be missing",
    outcome: weekly({
      weeks: QUIET,
      outcome: {
        history: {
          ...aHistory({ runs: 5, copies: [aHistoryCopyInCache()], isCacheOnly: true }),
          restored: { state: "found", refusals: [LISTING_REFUSED] },
        },
      },
    }),
  },
  {
    id: "broken-history",
    title: "The history is damaged",
    outcome: anError({
      message:
        "the history cannot be read: mlruns/334828627129415678/89abcdef0123456789abcdef01234567/meta.yaml is not what MLflow writes (line 3: a key is missing)",
      hint: "Restore the file from an earlier artifact, or delete the run in MLflow; nothing was changed.",
    }),
  },
  {
    id: "error",
    title: "The model cannot be read",
    outcome: anError({
      message: "models/item_map.csv: no such file",
      hint: "Write the maps where the model is trained:\nimport csv\nwith open('models/item_map.csv', 'w') as file:\n    writer = csv.writer(file)",
    }),
  },
  {
    id: "many-runs",
    title: "Two hundred runs of history",
    outcome: weekly({ weeks: manyRuns(200), trend: { 160: { newModel: true, dispatch: "sent" } } }),
  },
  {
    id: "hostile-names",
    title: "Every name is an attack",
    outcome: evaluationMadeOf(HOSTILE_TEXTS.map((text) => text.slice(0, 60)).join(" ")),
  },
];
