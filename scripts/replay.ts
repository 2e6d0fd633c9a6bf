/**
 * Decides and tells a saved evaluation once more: `npm run replay -- model-monitor-report/report.json`. Prints the job
 * summary. Further flags (`--max-mrr-drop 20%`, `--decision evidence`, …) show what other limits would have said. Nothing is
 * evaluated, logged or sent.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";

import { z } from "zod";

import { DECISION_INPUTS } from "../src/config/decision-inputs.ts";
import { decide } from "../src/core/decide.ts";
import type { Limits } from "../src/core/decision.ts";
import { ConfigError, MonitorError } from "../src/core/errors.ts";
import type { EvaluatedOutcome } from "../src/core/outcome.ts";
import { planDispatch } from "../src/core/plan-dispatch.ts";
import { readReport, type SavedReport } from "../src/formats/report/report-reader.ts";
import { renderSummary } from "../src/formats/report/summary.ts";

/** The evaluation as these limits judge it; a retraining is only planned. */
export function replay(saved: SavedReport, limits: Limits): EvaluatedOutcome {
  const decision = decide(saved.evidence, limits);
  const { measurement, evidence, run } = saved;
  const now = measurement.endedAt;
  const facts = { decision, measurement, previous: evidence.previous, run, now, dispatchesOf: () => [] };
  return {
    status: "evaluated",
    ...saved,
    decision,
    plan: planDispatch(ONLY_PLANNED, facts),
    dispatched: false,
    retrainRun: null,
    failedDeliveries: [],
    history: { restored: { state: "found", refusals: [] }, saved: { kind: "held", why: "dry-run" } },
    reportPath: null,
    skippedRuns: [],
  };
}

const ONLY_PLANNED = {
  trigger: "repository_dispatch",
  eventType: "retrain-model",
  workflow: null,
  ref: null,
  repository: null,
  cooldownMs: null,
  maxPerWeek: null,
  dryRun: true,
} as const;

type Flags = Readonly<Record<string, string | undefined>>;

/** The limits of the report, with what the flags say instead. */
export function limitsFrom(saved: Limits, flags: Flags): Limits {
  const { thresholds, "max-mrr-drop": drop, "max-user-growth": growth, decision, patience } = DECISION_INPUTS;
  return {
    thresholds: saidOr(saved.thresholds, "thresholds", thresholds.schema, flags),
    maxMrrDrop: saidOr(saved.maxMrrDrop, "max-mrr-drop", drop.schema, flags),
    maxUserGrowth: saidOr(saved.maxUserGrowth, "max-user-growth", growth.schema, flags),
    decision: saidOr(saved.decision, "decision", decision.schema, flags),
    patience: saidOr(saved.patience, "patience", patience.schema, flags),
  };
}

/** What a flag says, read as the input of its name; what was saved where there is no such flag. */
function saidOr<Value>(saved: Value, name: string, schema: z.ZodType<Value>, flags: Flags): Value {
  const text = flags[name];
  if (text === undefined) return saved;
  const result = schema.safeParse(text);
  if (result.success) return result.data;
  throw new ConfigError(`--${name} ${text}`, `Allowed is ${result.error.issues[0]?.message}.`);
}

if (import.meta.main) {
  const option = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      thresholds: option,
      "max-mrr-drop": option,
      "max-user-growth": option,
      decision: option,
      patience: option,
    },
  });
  const file = positionals[0] ?? "model-monitor-report/report.json";
  try {
    const saved = readReport(file, readFileSync(file, "utf8"));
    console.log(renderSummary(replay(saved, limitsFrom(saved.limits, values))));
  } catch (error) {
    if (!(error instanceof MonitorError)) throw error;
    console.error(`${error.message}. ${error.hint}`);
    process.exitCode = 1;
  }
}
