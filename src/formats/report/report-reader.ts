import { z } from "zod";
import type { Evidence, Limits, Previous } from "../../core/decision.ts";
import { DECISION_MODES } from "../../core/decision.ts";
import { MalformedFileError, UnsupportedFileError } from "../../core/errors.ts";
import type { Measurement } from "../../core/measurement.ts";
import { SCHEMA, type ReportedRun } from "./report-json.ts";
import { MEASUREMENT_FIELDS, mapOf, measurementOf } from "./measurement-json.ts";
import { STATISTICS } from "./statistics-reader.ts";
import { visible } from "./visible.ts";

/** What `report.json` keeps of an evaluation: enough to decide and to tell it once more. */
export interface SavedReport extends Omit<ReportedRun, "decision" | "plan"> {
  /** Without values of single users, which are in `evidence.json`. */
  readonly measurement: Measurement;
}

const HINT = "Take `report.json` from the artifacts of the run in MLflow.";
const TEXT = z.string().max(100_000);
const COMPARABILITY = [
  "comparable",
  "settings-unknown",
  "same-measurement",
  "different-train-mask",
  "different-id-mapping",
  "different-min-rating",
  "different-query",
  "different-since",
] as const satisfies readonly Previous["comparability"][];

const PREVIOUS = z
  .object({
    run_id: TEXT,
    start_time: z.int(),
    value: z.number(),
    comparability: z.enum(COMPARABILITY),
  })
  .transform(({ run_id: runId, start_time: startTime, ...same }): Previous => {
    const nothing = new Map<string, never>();
    return { run: { runId, startTime, metrics: nothing, params: nothing, tags: nothing }, ...same };
  });

const TREND = z
  .object({
    start_time: z.int(),
    value: z.number(),
    comparability: z.enum(COMPARABILITY),
    model_digest: TEXT.nullable(),
    new_model: z.boolean(),
    dispatch: z.enum(["intended", "sent", "refused"]).nullable(),
  })
  .transform(({ start_time: startTime, model_digest: modelDigest, new_model: newModel, ...same }) => ({
    startTime,
    modelDigest,
    newModel,
    ...same,
  }));

const LIMITS = z
  .object({
    thresholds: mapOf(z.number()),
    max_mrr_drop: z.number().nullable(),
    max_user_growth: z.number().nullable(),
    decision: z.enum(DECISION_MODES),
    patience: z.int().positive(),
  })
  .transform(({ max_mrr_drop: maxMrrDrop, max_user_growth: maxUserGrowth, ...same }): Limits => ({
    maxMrrDrop,
    maxUserGrowth,
    ...same,
  }));

const REPORT = z
  .object({
    schema: z.literal(SCHEMA),
    run: z.object({ run_id: TEXT, experiment_id: TEXT, experiment: TEXT, tracking: TEXT }),
    measurement: z.object(MEASUREMENT_FIELDS),
    is_first: z.boolean(),
    history_unreadable: z.boolean(),
    previous: mapOf(PREVIOUS),
    trend: z.array(TREND).max(100_000),
    statistics: STATISTICS.nullable(),
    limits: LIMITS,
  })
  .transform(({ run, measurement, statistics, ...json }): SavedReport => {
    const evidence: Evidence = {
      metrics: measurement.metrics,
      previous: json.previous,
      historyUnreadable: json.history_unreadable,
      ...(statistics === null ? {} : { statistics }),
    };
    return {
      measurement: { ...measurementOf(measurement), perUser: NOBODY },
      run: { runId: run.run_id, experimentId: run.experiment_id },
      experiment: run.experiment,
      trackingLocation: run.tracking,
      isFirst: json.is_first,
      evidence,
      trend: json.trend,
      limits: json.limits,
    };
  });

const NOBODY: Measurement["perUser"] = {
  keys: "internal_user_id",
  users: [],
  targets: [],
  values: new Map(),
};

/**
 * Reads `report.json` back.
 * @throws UnsupportedFileError for another schema, MalformedFileError for anything that `writeReport` does not write
 */
export function readReport(file: string, text: string): SavedReport {
  const json = parse(file, text);
  const { schema } = z.object({ schema: z.number() }).safeParse(json).data ?? {};
  if (schema !== undefined && schema !== SCHEMA)
    throw new UnsupportedFileError(
      file,
      `schema ${schema}, this version reads ${SCHEMA}`,
      "Use the version of model-monitor that wrote it.",
    );
  const result = REPORT.safeParse(json);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const where = issue === undefined ? "" : `${issue.path.map(String).join(".")}: ${issue.message}`;
  throw new MalformedFileError(file, visible(`not a report: ${where}`, 200), HINT);
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedFileError(file, "not JSON", HINT, { cause: error });
  }
}
