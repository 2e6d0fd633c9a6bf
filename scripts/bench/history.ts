import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { openTracking } from "../../src/adapters/tracking/index.ts";
import { paramsOf, tagsOf } from "../../src/core/run-labels.ts";
import type { RunRecord } from "../../src/core/run.ts";
import { amendmentFiles, runFiles } from "../../src/formats/mlflow/run-files.ts";
import type { Bench } from "./bench.ts";
import { aMeasurement, EXPERIMENT } from "./measurement.ts";
import { digits, type Table } from "./table.ts";
import { median } from "./timing.ts";

const RUNS = 200;
const REPEATS = 7;
const TIMES = z.record(z.string(), z.number());
const WEEK = 7 * 24 * 60 * 60 * 1000;

/**
 * How long a history of 200 weekly runs takes to be read, compared and drawn: each time in a new process, as in a job, with the
 * parser and the compiler cold; the disk cache is warm. Processor time is of user and system together.
 */
export const HISTORY: Bench = {
  name: "history",
  about: `how long a history of ${RUNS} runs takes to be read, compared and drawn`,
  run: async () => {
    const workspace = mkdtempSync(join(tmpdir(), "model-monitor-bench-"));
    try {
      await writeHistory(workspace);
      return [measureHistory(workspace)];
    } finally {
      rmSync(workspace, { recursive: true });
    }
  },
};

function measureHistory(workspace: string): Table {
  const once = fileURLToPath(new URL("history-once.ts", import.meta.url));
  const results = Array.from({ length: REPEATS }, () => {
    const answer = execFileSync(process.execPath, ["--no-warnings", once, workspace], { encoding: "utf8" });
    return TIMES.parse(JSON.parse(answer));
  });
  return {
    title: `A history of ${RUNS} runs in \`mlruns/\`, the middle of ${REPEATS} processes.`,
    head: ["step", "ms"],
    rows: Object.keys(results[0]!).map((step) => [
      step,
      digits(median(results.map((result) => result[step]!))),
    ]),
  };
}

/** The first run is published as a job does; the others are the same files, without waiting for the disk after each. */
async function writeHistory(workspace: string): Promise<void> {
  const store = openTracking("mlruns", { workspace, explicit: false, now: Date.now });
  const { experimentId } = await store.publish(EXPERIMENT, recordOf(0));
  for (let week = 1; week < RUNS; week++) {
    const runId = week.toString(16).padStart(32, "0");
    const files = [
      ...runFiles(recordOf(week), { store: "mlruns", experimentId, runId }),
      ...amendmentFiles({ tags: new Map([["model_monitor.retrain", "false"]]) }).tags,
    ];
    for (const [path, content] of files) {
      const target = join(workspace, "mlruns", experimentId, runId, path);
      mkdirSync(dirname(target), { recursive: true });
      writeFileSync(target, content);
    }
  }
  const written = readdirSync(join(workspace, "mlruns", experimentId)).length - 1;
  if (written !== RUNS) throw new Error(`${written} runs were written instead of ${RUNS}`);
}

function recordOf(week: number): RunRecord {
  const measurement = aMeasurement(Date.UTC(2022, 0, 3) + week * WEEK, 0.045 + Math.sin(week / 5) / 200);
  return {
    name: "periodic_evaluation",
    startTime: measurement.startedAt,
    endTime: measurement.endedAt,
    userId: "",
    metrics: measurement.metrics,
    params: paramsOf(measurement, `sha256:${"c".repeat(64)}`),
    tags: tagsOf(measurement, week + 1),
    artifacts: new Map([["evidence.json", "{}"]]),
    step: week + 1,
    inputs: [],
  };
}
