import { readCopy, type HistoryCopy } from "../../src/formats/history/copy.ts";
import type { Tree } from "../../src/formats/history/tree.ts";

export const EXPERIMENT_ID = "248907177784349337";
/** Monday, 2 November 2026. */
export const FIRST_WEEK = Date.UTC(2026, 10, 2, 5, 17);
export const DAY = 24 * 60 * 60 * 1000;

export interface RunState {
  readonly startTime?: number;
  readonly deleted?: boolean;
  /** Without the folder `tags/`. */
  readonly tags?: Readonly<Record<string, string>>;
  /** More files, or others. */
  readonly files?: Readonly<Record<string, string>>;
}

/** The files of a run, by path below `mlruns/`. */
export function runFilesOf(runId: string, state: RunState = {}, experimentId = EXPERIMENT_ID) {
  const {
    startTime = FIRST_WEEK,
    deleted = false,
    tags = { "mlflow.runName": "weekly" },
    files = {},
  } = state;
  const meta = [
    `experiment_id: '${experimentId}'`,
    `lifecycle_stage: ${deleted ? "deleted" : "active"}`,
    `run_id: ${runId}`,
    `start_time: ${startTime}`,
    "status: 3",
    "",
  ].join("\n");
  const all: Record<string, string> = {
    "meta.yaml": meta,
    "metrics/test_mrr": "1 0.5 0\n",
    "params/k": "10",
  };
  for (const [tag, text] of Object.entries(tags)) all[`tags/${tag}`] = text;
  return Object.fromEntries(
    Object.entries({ ...all, ...files }).map(([path, text]) => [`${experimentId}/${runId}/${path}`, text]),
  );
}

/** The files of an experiment, by path below `mlruns/`. */
export function experimentFilesOf({
  deleted = false,
  updated = 1,
  name = "evaluation_runs",
  id = EXPERIMENT_ID,
} = {}) {
  const meta = [
    `experiment_id: '${id}'`,
    `last_update_time: ${updated}`,
    `lifecycle_stage: ${deleted ? "deleted" : "active"}`,
    `name: ${name}`,
    "",
  ].join("\n");
  return { [`${deleted ? ".trash/" : ""}${id}/meta.yaml`]: meta };
}

export function treeFrom(files: Readonly<Record<string, string>>): Tree {
  return new Map(Object.entries(files).map(([path, text]) => [path, Buffer.from(text)]));
}

export function copyFrom(files: Readonly<Record<string, string>>, savedAt = 0): HistoryCopy {
  return readCopy(treeFrom(files), savedAt);
}

/** Path → text, to compare trees in words. */
export function textsOf(tree: Tree): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...tree].map(([path, content]) => [path, Buffer.from(content).toString("utf8")]),
  );
}
