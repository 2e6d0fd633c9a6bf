import type { Config } from "./config/config.ts";
import type { Measurement } from "./core/measurement.ts";
import { EVIDENCE_ARTIFACT, paramsOf, tagsOf } from "./core/run-labels.ts";
import type { PublishedRun, RunRecord } from "./core/run.ts";
import { sha256 } from "./formats/digests.ts";
import { writeEvidence } from "./formats/report/evidence-json.ts";
import { inputsOf } from "./formats/run-inputs.ts";
import { nextStep } from "./next-step.ts";
import type { World } from "./world.ts";

/** What was logged, and where. */
export interface LoggedRun {
  readonly record: RunRecord;
  readonly run: PublishedRun;
}

/**
 * Step 4. Publishes the run, whole and finished.
 * @throws MonitorError when the store cannot be read or written: a run that is not kept is not judged either
 */
export async function logRun(config: Config, world: World, measurement: Measurement): Promise<LoggedRun> {
  const record = toRun(config, measurement, await nextStep(config, world));
  const run = await world.tracking.publish(config.experiment, record);
  world.log.info(`run ${run.runId} in ${world.tracking.location}`);
  return { record, run };
}

/**
 * The run as MLflow keeps it: metrics, settings and digests, origin, and the evidence as an artifact.
 * @param step which evaluation of the experiment this is; null when that cannot be told
 */
function toRun(config: Config, measurement: Measurement, step: number | null): RunRecord {
  return {
    name: config.runName,
    startTime: measurement.startedAt,
    endTime: measurement.endedAt,
    userId: measurement.origin?.actor ?? "",
    step: step ?? 0,
    metrics: measurement.metrics,
    params: paramsOf(measurement, sha256(measurement.settings.query)),
    tags: tagsOf(measurement, step),
    artifacts: new Map([[EVIDENCE_ARTIFACT, writeEvidence(measurement)]]),
    inputs: inputsOf(measurement),
  };
}
