import type { Config } from "./config/config.ts";
import { measurementKey } from "./core/comparability.ts";
import type { Previous } from "./core/decision.ts";
import { MalformedFileError, MonitorError, UnsupportedFileError } from "./core/errors.ts";
import { poolBaseline } from "./core/evidence/baseline-samples.ts";
import { compareRuns, runsToRead } from "./core/evidence/compare-runs.ts";
import type { EarlierRuns } from "./core/evidence/earlier-runs.ts";
import { referencesOf } from "./core/evidence/references.ts";
import {
  asStrangers,
  runSamples,
  type Gap,
  type KeptValues,
  type PastSamples,
} from "./core/evidence/run-samples.ts";
import type { Statistics } from "./core/evidence/statistics.ts";
import type { Measurement } from "./core/measurement.ts";
import { EVIDENCE_ARTIFACT, PARAMS } from "./core/run-labels.ts";
import type { PublishedRun, RunRecord } from "./core/run.ts";
import { MAX_EVIDENCE_CHARACTERS } from "./formats/report/evidence-json.ts";
import { readKeptValues } from "./formats/report/kept-values.ts";
import type { World } from "./world.ts";

/** What is known when the runs before have been read. */
interface ReadHistory {
  readonly measurement: Measurement;
  readonly run: PublishedRun;
  readonly record: RunRecord;
  readonly previous: ReadonlyMap<string, Previous>;
  readonly earlierRuns: EarlierRuns;
}

/**
 * What chance alone could have done to this run's numbers. Of all earlier runs only the previous one and those of the
 * baseline are asked for their users' values; one whose values cannot be had leaves a gap that the report names: the
 * limits do not need them, and nothing that was read without them is in doubt.
 */
export async function gatherStatistics(
  { thresholds }: Pick<Config, "thresholds">,
  world: World,
  { measurement, run, record, previous, earlierRuns }: ReadHistory,
): Promise<Statistics> {
  const metrics = [...new Set(["test_mrr", ...thresholds.keys()])];
  const modelDigest = measurement.model.digest;
  const references = referencesOf(earlierRuns.runs, {
    modelDigest,
    measurementKey: measurementKey(record.params),
  });
  const kept = new Map<string, PastSamples>();
  for (const runId of runsToRead(metrics, previous, references)) {
    const values = await readKept(world, { ...run, runId });
    const isOfModel = references.baseline.some((past) => past.runId === runId);
    const known = isOfModel || hasModel(previous, runId, modelDigest);
    kept.set(runId, "gap" in values ? values : runSamples(known ? values : asStrangers(values), metrics));
  }
  const now = runSamples(keptOf(measurement), metrics);
  const baseline = poolBaseline(references.baseline, kept);
  return compareRuns({ metrics, now, previous, references, kept, baseline });
}

function hasModel(previous: ReadonlyMap<string, Previous>, runId: string, digest: string): boolean {
  return [...previous.values()].some(
    ({ run }) => run.runId === runId && run.params.get(PARAMS.modelDigest) === digest,
  );
}

/** What a later run will read of this one. */
function keptOf({ perUser, model, settings, health }: Measurement): KeptValues {
  const cold = { some: health.coldUsers, all: health.counts.numUsers };
  return { perUser, modelKind: model.kind, cold: settings.idMapping === "mapped" ? cold : null };
}

async function readKept(
  { log, tracking }: World,
  run: PublishedRun,
): Promise<KeptValues | { readonly gap: Gap }> {
  const file = `${EVIDENCE_ARTIFACT} of run ${run.runId}`;
  try {
    const text = await tracking.readArtifact(run, EVIDENCE_ARTIFACT, MAX_EVIDENCE_CHARACTERS);
    return text === null ? { gap: "values-not-kept" } : readKeptValues(file, text);
  } catch (error) {
    if (!(error instanceof MonitorError)) throw error;
    log.info(`no intervals against run ${run.runId}: ${error.message}`);
    const damaged = error instanceof MalformedFileError || error instanceof UnsupportedFileError;
    return { gap: damaged ? "values-damaged" : "values-unreadable" };
  }
}
