import { readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { decide } from "../../src/core/decide.ts";
import { poolBaseline } from "../../src/core/evidence/baseline-samples.ts";
import { compareRuns } from "../../src/core/evidence/compare-runs.ts";
import type { RunSamples } from "../../src/core/evidence/run-samples.ts";
import { sampleOf } from "../../src/core/statistics/sample.ts";
import { DEFAULT_LIMITS, aPastRun } from "../support/evidence.ts";
import { readGolden } from "../support/golden.ts";
import { statsCases } from "../support/stats-cases.ts";

type Metrics = Readonly<Record<string, number>>;

/** What was recorded of one evaluation; users' values where they were kept. */
interface Recorded {
  readonly name: string;
  readonly metrics: Metrics;
  readonly perUser: { readonly users: readonly number[]; readonly mrr: readonly number[] } | null;
}

const fixture = (path: string) => new URL(`../../${path}`, import.meta.url).pathname;

function goldenRuns(set: string): readonly Recorded[] {
  return readGolden(fixture(`__tests__/fixtures/${set}`)).runs.flatMap((run): Recorded[] => {
    if (run.error !== undefined) return [];
    const { test_mrr, precision_at_10, recall_at_10, num_users } = run.aggregates;
    const kept = run.per_user;
    return [
      {
        name: `${run.checkpoint} on ${run.database}, ${run.mode}, mask ${run.train_mask}`,
        metrics: { test_mrr, precision_at_10, recall_at_10, num_users },
        perUser: kept === undefined ? null : { users: kept.user_ids, mrr: kept.mrr },
      },
    ];
  });
}

interface Week {
  readonly num_users: number;
  readonly masked: Metrics;
  readonly unmasked: Metrics;
}
const { weeks } = JSON.parse(readFileSync(fixture("examples/quickstart/expected.json"), "utf8")) as {
  readonly weeks: Readonly<Record<string, Week>>;
};
const ofSample = (mask: "masked" | "unmasked") =>
  Object.entries(weeks).map(([name, week]): Recorded => {
    return { name, metrics: { ...week[mask], num_users: week.num_users }, perUser: null };
  });

const SETS: readonly (readonly [string, readonly Recorded[]])[] = [
  ["mini", goldenRuns("mini")],
  ["mini_extra", goldenRuns("mini_extra")],
  ["quickstart, masked", ofSample("masked")],
  ["quickstart, unmasked", ofSample("unmasked")],
];

interface RuleCase {
  readonly id: string;
  readonly input: {
    readonly rule: "mrr" | "users";
    readonly previous: number | null;
    readonly current: number;
  };
}
const boundary = statsCases<RuleCase>("drop_and_growth_rules").cases.map(({ id, input }) => {
  const metric = input.rule === "mrr" ? "test_mrr" : "num_users";
  const before = input.previous === null ? null : { [metric]: input.previous };
  return { id, before, now: { [metric]: input.current } };
});

/** The three rules to the letter, without a word of the product's code. */
function asWritten(before: Metrics | null, now: Metrics): readonly string[] {
  const change = (metric: string) => {
    const [old, value] = [before?.[metric], now[metric]];
    return old === undefined || value === undefined || old === 0 ? 0 : (value - old) / old;
  };
  const isLow = [...DEFAULT_LIMITS.thresholds].some(([metric, least]) => (now[metric] ?? least) < least);
  return [
    ...(isLow ? ["absolute-threshold"] : []),
    ...(-change("test_mrr") > 0.1 + 1e-9 ? ["relative-drop"] : []),
    ...(change("num_users") > 0.1 + 1e-9 ? ["user-growth"] : []),
  ];
}

function samplesOf({ metrics, perUser }: Recorded): RunSamples {
  const mean = metrics["test_mrr"] ?? 0;
  // Where no users' values were recorded, twenty people have the mean between them.
  const users = perUser?.users ?? Array.from({ length: 20 }, (_, user) => user);
  const mrr = perUser?.mrr ?? users.map((user) => mean * (user % 2 === 0 ? 0.5 : 1.5));
  return { ofMetric: new Map([["test_mrr", sampleOf(users, mrr)]]), popularity: null, cold: null };
}

/** The flag's triggers with and without what chance alone does standing beside it. */
function decided(before: Recorded | null, now: Recorded): readonly (readonly string[])[] {
  const run = aPastRun(before?.metrics ?? {});
  const previous = new Map(
    [...run.metrics].map(([metric, value]) => [metric, { run, value, comparability: "comparable" as const }]),
  );
  const kept = new Map(before === null ? [] : [[run.runId, samplesOf(before)]]);
  const statistics = compareRuns({
    metrics: ["test_mrr"],
    now: samplesOf(now),
    previous,
    references: { comparable: [], baseline: [], sinceBaseline: [], streak: 3 },
    kept,
    baseline: poolBaseline([], kept),
  });
  const evidence = { metrics: new Map(Object.entries(now.metrics)), previous };
  return [decide(evidence, DEFAULT_LIMITS), decide({ ...evidence, statistics }, DEFAULT_LIMITS)].map(
    ({ triggers }) => triggers,
  );
}

describe("limits mode decides every recorded case as the three rules are written", () => {
  test.each(SETS)("each run of %s after none, and after each run of the set", (_, runs) => {
    for (const now of runs)
      for (const before of [null, ...runs]) {
        const expected = asWritten(before?.metrics ?? null, now.metrics);
        const name = `${now.name} after ${before?.name ?? "none"}`;
        expect([name, ...decided(before, now)]).toEqual([name, expected, expected]);
      }
  });

  test.each(boundary)("$id", ({ id, before, now }) => {
    const expected = asWritten(before, now);
    const past = before === null ? null : { name: id, metrics: before, perUser: null };
    expect(decided(past, { name: id, metrics: now, perUser: null })).toEqual([expected, expected]);
  });
});
