import { readdirSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import type { RunOutcome } from "../../../src/core/outcome.ts";
import { renderSummary } from "../../../src/formats/report/summary.ts";
import { DEFAULT_LIMITS } from "../../support/evidence.ts";
import { goldenText } from "../../support/golden-text.ts";
import { evaluationMadeOf } from "../../support/hostile-outcome.ts";
import { HOSTILE_TEXTS } from "../../support/hostile-texts.ts";
import {
  WEEKS,
  aHealth,
  aHistory,
  aHistoryCopyInCache,
  aNoData,
  anError,
  anEvaluation,
  anOrigin,
  previousWeek,
  someSettings,
} from "../../support/outcomes.ts";
import { aTrend, SECOND_MODEL } from "../../support/trend.ts";

const GOLDEN = join(import.meta.dirname, "golden");

const drop = { metrics: WEEKS.shifted, previous: previousWeek(WEEKS.quiet) };
const refused = {
  what: "retrain-event",
  message:
    'GitHub refused the event "retrain-model" for octo/movies (HTTP 403): the token may not write the repository\'s contents',
  hint: "Add these lines to the job that runs model-monitor:\npermissions:\n  contents: write",
} as const;
const listingRefused = {
  store: "artifact",
  message: "GitHub does not let the token list the artifacts that hold the history in octo/movies (HTTP 403)",
  hint: "Add these lines to the job that runs model-monitor:\npermissions:\n  actions: read",
} as const;
const grown = { ...WEEKS.quiet, num_users: 300, avg_ratings_per_user: 2375 / 300 };
const low = { ...WEEKS.quiet, precision_at_10: 0.0299999, recall_at_10: 0.012, precision_at_5: 0.031 };
const oddities = aHealth(WEEKS.quiet, {
  problems: { malformedRows: 2, nonNumericRatings: 1, malformedTimestamps: 3 },
  filtered: { belowMinRating: 87, withoutTime: 0, tooOld: 0 },
  duplicateRows: 4,
  newestRating: Date.UTC(2026, 10, 1, 20, 45),
});
const hostileText = HOSTILE_TEXTS.map((text) => text.slice(0, 60)).join(" ");

const PAGES: Readonly<Record<string, RunOutcome>> = {
  "first-run": anEvaluation(),
  "quiet-week": anEvaluation({ metrics: WEEKS.quiet, previous: previousWeek(WEEKS.first) }),
  "drop-sent": anEvaluation(drop),
  "drop-refused": anEvaluation({ ...drop, outcome: { dispatched: false, failedDeliveries: [refused] } }),
  "drop-dry-run": anEvaluation({ ...drop, dispatch: { dryRun: true } }),
  "drop-pull-request": anEvaluation({
    ...drop,
    measurement: { origin: anOrigin({ eventName: "pull_request" }) },
  }),
  "history-lost": anEvaluation({
    outcome: {
      isFirst: false,
      history: {
        ...aHistory({ runs: 1 }),
        restored: { state: "lost", refusals: [] },
      },
    },
  }),
  "history-listing-refused": anEvaluation({
    metrics: WEEKS.quiet,
    previous: previousWeek(WEEKS.first),
    outcome: {
      history: {
        ...aHistory({ pruned: 3, copies: [aHistoryCopyInCache()], isCacheOnly: true }),
        restored: { state: "found", refusals: [listingRefused] },
      },
    },
  }),
  "growth-only": anEvaluation({ metrics: grown, previous: previousWeek(WEEKS.quiet) }),
  "threshold-below": anEvaluation({
    metrics: low,
    previous: previousWeek({ ...WEEKS.first, precision_at_5: 0.04 }),
    measurement: { health: oddities, settings: someSettings({ trainMask: false, minRating: 4 }) },
  }),
  "other-settings": anEvaluation({
    metrics: WEEKS.quiet,
    previous: new Map([
      ...previousWeek(WEEKS.first, "different-train-mask"),
      ...previousWeek({ num_users: 250 }),
    ]),
  }),
  "unknown-settings": anEvaluation({
    metrics: WEEKS.quiet,
    previous: previousWeek(WEEKS.first, "settings-unknown"),
  }),
  "same-measurement": anEvaluation({
    metrics: WEEKS.first,
    previous: previousWeek(WEEKS.first, "same-measurement"),
  }),
  trend: anEvaluation({
    metrics: WEEKS.quiet,
    previous: previousWeek(WEEKS.first),
    outcome: {
      trend: aTrend([0.052, 0.049, 0.031, 0.038, 0.0446, 0.0418], {
        0: { comparability: "settings-unknown", modelDigest: null },
        1: { dispatch: "sent" },
        2: { comparability: "different-train-mask", newModel: true, modelDigest: SECOND_MODEL },
        3: { modelDigest: SECOND_MODEL, dispatch: "refused" },
        4: { modelDigest: SECOND_MODEL },
        5: { modelDigest: SECOND_MODEL },
      }),
    },
  }),
  "rules-off": anEvaluation({ limits: { ...DEFAULT_LIMITS, maxMrrDrop: null, maxUserGrowth: null } }),
  "first-seen": anEvaluation({
    measurement: {
      settings: someSettings({ idMapping: "first-seen", trainMask: false }),
      health: aHealth(WEEKS.first, { dropped: { ambiguousTitle: 0, unmatchedTitle: 0, unknownUser: 0 } }),
    },
  }),
  "passed-over-runs": anEvaluation({
    outcome: { skippedRuns: [{ path: "mlruns/1/abc/meta.yaml", reason: "the key `end_time` is missing" }] },
  }),
  "no-data-never-evaluated": aNoData(),
  "no-data-since": aNoData({
    reason: "no-known-rows",
    health: aHealth({ ...WEEKS.first, evaluated_users: 0, evaluated_ratings: 0 }),
    lastEvaluated: Date.UTC(2026, 9, 26, 5, 17),
  }),
  error: anError({ run: { runId: "76543210fedcba9876543210fedcba98", experimentId: "1" } }),
  "error-with-code": anError({
    message: "models/item_map.csv: no such file",
    hint: "Write the maps where the model is trained:\nimport csv\nwith open('item_map.csv', 'w') as file:\n    csv.writer(file)",
  }),
  hostile: evaluationMadeOf(hostileText),
};

describe("the job summary", () => {
  test.each(Object.entries(PAGES))("of the case %s reads as in its golden file", (page, outcome) => {
    const text = renderSummary(outcome);
    expect(text).toBe(goldenText(join(GOLDEN, `${page}.md`), text));
  });

  test("has no golden file without a case", () => {
    const files = readdirSync(GOLDEN).filter((file) => file.endsWith(".md"));
    expect(files.sort()).toEqual([...Object.keys(PAGES), "description"].map((page) => `${page}.md`).sort());
  });

  test.each(Object.entries(PAGES))(
    "of the case %s never prints what JavaScript prints for nothing",
    (page, outcome) => {
      const text = page === "hostile" ? renderSummary(evaluationMadeOf("text")) : renderSummary(outcome);
      expect(text).not.toMatch(/NaN|null|undefined|Infinity|\[object/u);
    },
  );

  test.each([
    ["database-missing", "There is no database at"],
    ["no-rows", "The query found no ratings in"],
    ["no-usable-rows", "but none that names a user and an item"],
    ["no-known-rows", "belongs to a user and an item that the model knows"],
    ["below-min-rating", "that the model knows is at least 3.5."],
    ["no-usable-times", "that could count has a time that can be read"],
    ["nothing-new", "Nothing new since 2026-10-25 20:00 UTC: no rating in"],
  ] as const)("says why there was nothing to evaluate: %s", (reason, sentence) => {
    const filter = { minRating: 3.5, newerThan: Date.UTC(2026, 9, 25, 20) };
    expect(renderSummary(aNoData({ reason, filter }))).toContain(sentence);
  });

  test.each([
    ["no GitHub", { measurement: { origin: null } }, "this run is not on GitHub"],
    ["no trigger", { dispatch: { trigger: "none" } }, "<code>retrain-trigger</code> is <code>none</code>"],
    ["a crash of the record", { outcome: { dispatched: false } }, "was not sent to <code>octo/movies</code>"],
  ] as const)("says that nothing was sent, and why: %s", (_, special, sentence) => {
    expect(renderSummary(anEvaluation({ ...drop, ...special }))).toContain(sentence);
  });
});

describe("the size of the job summary", () => {
  const megabyte = 1_048_576;

  test("stays within GitHub's limit with 20,000 runs that were passed over, and says how many are not listed", () => {
    const skippedRuns = Array.from({ length: 20_000 }, (_, index) => ({
      path: `mlruns/1/${index}/${"<".repeat(1_000)}`,
      reason: "|".repeat(1_000),
    }));
    const page = renderSummary(anEvaluation({ outcome: { skippedRuns } }));
    expect(Buffer.byteLength(page)).toBeLessThan(megabyte);
    expect(page).toContain("20,000 runs of others could not be read and were passed over");
    expect(page).toContain("… and 19,800 more");
  });

  test("stays within GitHub's limit with 20,000 checks and further metrics, what fired first", () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `${index}-${"<".repeat(300)}`);
    const metrics = Object.fromEntries(
      [...names, ...names.map((metric) => `further-${metric}`)].map((metric) => [metric, 0.5]),
    );
    const thresholds = new Map(names.map((metric, index) => [metric, index === 19_999 ? 0.6 : 0.4]));
    const page = renderSummary(anEvaluation({ metrics, limits: { ...DEFAULT_LIMITS, thresholds } }));
    expect(Buffer.byteLength(page)).toBeLessThan(megabyte);
    expect(page.indexOf("🔴")).toBeGreaterThan(0);
    expect(page.indexOf("🔴")).toBeLessThan(page.indexOf("🟢"));
  });

  test("is cut by whole sections, least worthwhile first, and says which", () => {
    const page = renderSummary(anEvaluation(drop), 2_600);
    expect(Buffer.byteLength(page)).toBeLessThanOrEqual(2_600);
    expect(page).toContain("## ⚠️ Retraining recommended");
    expect(page).toContain("Left out because only 2,600 bytes can be shown here: ");
    expect(page).toContain("Model, database and settings");
    expect(page).not.toContain("<details><summary>Model, database and settings");
  });
});
