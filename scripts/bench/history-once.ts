import { openTracking } from "../../src/adapters/tracking/index.ts";
import { EarlierRuns } from "../../src/core/evidence/earlier-runs.ts";
import { decide } from "../../src/core/decide.ts";
import { planDispatch } from "../../src/core/plan-dispatch.ts";
import { PreviousRunSearch } from "../../src/core/previous-runs.ts";
import { paramsOf } from "../../src/core/run-labels.ts";
import { trendOf } from "../../src/core/trend.ts";
import { renderSummary } from "../../src/formats/report/summary.ts";
import { aMeasurement, EXPERIMENT } from "./measurement.ts";

/** One measurement of `history.ts`, in a process of its own: node history-once.ts <workspace>; prints milliseconds as JSON. */
const tracking = openTracking("mlruns", { workspace: process.argv[2]!, explicit: false, now: Date.now });
const measurement = aMeasurement(Date.UTC(2026, 0, 5), 0.04);
const params = paramsOf(measurement, `sha256:${"c".repeat(64)}`);
const limits = {
  thresholds: new Map([["test_mrr", 0.02]]),
  maxMrrDrop: 0.1,
  maxUserGrowth: 0.1,
  decision: "limits" as const,
  patience: 2,
};

const started = performance.now();
const startedCpu = process.cpuUsage();
const experimentId = await tracking.findExperiment(EXPERIMENT);
if (experimentId === null) throw new Error("there is no history");
const run = { runId: "0", experimentId };
const past = await readOnce();
const read = performance.now();
// In a job every run was read before anything is written; then it is read as here, from memory.
await readOnce();
const readAgain = performance.now();
const { previous, runs } = past;
const evidence = { metrics: measurement.metrics, previous };
const decision = decide(evidence, limits);
const dispatch = {
  trigger: "none",
  eventType: "retrain-model",
  workflow: null,
  ref: null,
  repository: null,
  cooldownMs: null,
  maxPerWeek: null,
  dryRun: false,
} as const;
const now = measurement.endedAt;
const plan = planDispatch(dispatch, { decision, measurement, previous, run, now, dispatchesOf: () => [] });
const page = renderSummary({
  status: "evaluated",
  measurement,
  run,
  experiment: EXPERIMENT,
  trackingLocation: "mlruns/",
  evidence,
  trend: trendOf(runs, measurement),
  isFirst: false,
  decision,
  plan,
  dispatched: false,
  retrainRun: null,
  failedDeliveries: [],
  history: {
    restored: { state: "found", refusals: [] },
    saved: { kind: "directory", location: "mlruns/" },
  },
  reportPath: null,
  skippedRuns: tracking.skippedRuns,
});
const drawn = performance.now();
const cpu = process.cpuUsage(startedCpu);
if (!page.includes("```mermaid")) throw new Error("nothing was drawn");
const steps = {
  read: read - started,
  "read again": readAgain - read,
  "decide and draw": drawn - readAgain,
  "all together": drawn - started,
  // On a machine that does other things too the clock counts those as well.
  "processor time of all": (cpu.user + cpu.system) / 1000,
};
console.log(JSON.stringify(steps));

async function readOnce() {
  const search = new PreviousRunSearch(measurement, params, ["test_mrr", "num_users"]);
  const history = new EarlierRuns(measurement, params);
  for await (const earlier of tracking.pastRuns(run.experimentId)) {
    search.offer(earlier);
    history.offer(earlier);
  }
  return { previous: search.found, runs: history.runs };
}
