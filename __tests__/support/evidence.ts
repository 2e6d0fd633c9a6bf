import type { Comparability, Evidence, Limits } from "../../src/core/decision.ts";
import type { PastRun } from "../../src/core/run.ts";

/** The limits that apply when the user sets none. */
export const DEFAULT_LIMITS: Limits = {
  thresholds: new Map([
    ["test_mrr", 0.02],
    ["precision_at_10", 0.03],
    ["recall_at_10", 0.03],
  ]),
  maxMrrDrop: 0.1,
  maxUserGrowth: 0.1,
  decision: "limits",
  patience: 2,
};

/** A past run with the given metrics; everything else is of no matter unless overridden. */
export function aPastRun(metrics: Record<string, number>, overrides: Partial<PastRun> = {}): PastRun {
  return {
    runId: "0123456789abcdef0123456789abcdef",
    startTime: 1_760_000_000_000,
    metrics: new Map(Object.entries(metrics)),
    params: new Map(),
    tags: new Map(),
    ...overrides,
  };
}

/** Evidence of one metric now and before, comparable unless said otherwise. */
export function change(
  metric: string,
  before: number | null,
  now: number | null,
  comparability: Comparability = "comparable",
): Evidence {
  return {
    metrics: new Map(now === null ? [] : [[metric, now]]),
    previous: new Map(
      before === null
        ? []
        : [[metric, { run: aPastRun({ [metric]: before }), value: before, comparability }]],
    ),
  };
}
