import type { RunAmendment, RunRecord } from "../../core/run.ts";
import { checkRecord, RUN_NAME_TAG } from "./check-record.ts";
import { inputFile } from "./dataset-files.ts";
import { writeMetricLine } from "./metric-lines.ts";
import { checkKeys, cut, MAX_PARAM_CHARACTERS, MAX_TAG_CHARACTERS } from "./names.ts";
import { type RunPlace, writeRunMeta } from "./run-meta.ts";

/** The sub-directories of a run, one file per key. */
type Section = "metrics" | "params" | "tags" | "artifacts";

/**
 * A run as MLflow's file store keeps it: path below the run's directory → content, `meta.yaml` among them.
 * @throws RangeError for a record that MLflow could not read back: a metric that is not finite, a bad or clashing key,
 *   or nothing at all in one of the directories (git and upload-artifact drop empty ones, and MLflow ≥ 3.8 then says
 *   "Run not found")
 */
export function runFiles(record: RunRecord, place: RunPlace): ReadonlyMap<string, string> {
  checkRecord(record);
  const name = cut(record.name, MAX_TAG_CHARACTERS);
  const tags = new Map(record.tags).set(RUN_NAME_TAG, name);
  const metrics = new Map(
    [...record.metrics].map(([key, value]) => [
      key,
      writeMetricLine({ timestamp: record.endTime, value, step: record.step }),
    ]),
  );
  return new Map([
    ...section("metrics", metrics),
    ...section("params", shortened(record.params, MAX_PARAM_CHARACTERS)),
    ...section("tags", shortened(tags, MAX_TAG_CHARACTERS)),
    ...section("artifacts", record.artifacts),
    ...record.inputs.map((input) => inputFile(input, place.runId)),
    ["meta.yaml", writeRunMeta(place, { ...record, name })],
  ]);
}

/**
 * What an amendment writes, in this order: artifacts first, so that a tag never speaks of a report that is not there.
 * @throws RangeError for a bad or clashing key
 */
export function amendmentFiles(amendment: RunAmendment): {
  readonly artifacts: ReadonlyMap<string, string>;
  readonly tags: ReadonlyMap<string, string>;
} {
  const tags = shortened(amendment.tags ?? new Map(), MAX_TAG_CHARACTERS);
  return { artifacts: below("artifacts", amendment.artifacts ?? new Map()), tags: below("tags", tags) };
}

/**
 * Where an artifact lies, below the run's directory.
 * @throws RangeError for a path that could not have been written
 */
export function artifactFile(path: string): string {
  return [...below("artifacts", new Map([[path, ""]])).keys()][0]!;
}

function section(name: Section, content: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  if (content.size === 0) throw new RangeError(`a run must have at least one entry in ${name}`);
  return below(name, content);
}

function below(name: Section, content: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  checkKeys(name, content.keys());
  return new Map([...content].map(([key, value]) => [`${name}/${key}`, value]));
}

function shortened(values: ReadonlyMap<string, string>, limit: number): ReadonlyMap<string, string> {
  return new Map([...values].map(([key, value]) => [key, cut(value, limit)]));
}
