import { OUR_PREFIX } from "../../core/run-labels.ts";
import type { RunRecord } from "../../core/run.ts";
import { checkKeys, cut, MAX_PARAM_CHARACTERS, MAX_TAG_CHARACTERS } from "../mlflow/names.ts";
import { writeDouble } from "./wire-json.ts";

/** What one `runs/log-batch` takes (mlflow/utils/validation.py), with fewer metrics so that all of it stays below 1,000. */
const MAX_METRICS = 800;
const MAX_PARAMS = 100;
const MAX_TAGS = 100;
/** Runs of one page; the previous run is nearly always on the first. */
const PAGE_SIZE = 50;

/** A tag that names one attempt to publish, so that a run whose answer was lost is found again. */
const PUBLICATION_TAG = `${OUR_PREFIX}publication`;

type Texts = ReadonlyMap<string, string>;

/** `runs/create`. */
export function createRequest(experimentId: string, run: RunRecord, publication: string): object {
  checkKeys("tags", run.tags.keys());
  return {
    experiment_id: experimentId,
    run_name: cut(run.name, MAX_TAG_CHARACTERS),
    user_id: run.userId,
    start_time: run.startTime,
    tags: entries(new Map([...run.tags, [PUBLICATION_TAG, publication]]), MAX_TAG_CHARACTERS),
  };
}

/**
 * `runs/log-batch`, as many as MLflow's limits ask for. Sent again after a lost answer they change nothing: the rows are
 * the same.
 * @throws RangeError for a key that MLflow does not take
 */
export function valueBatches(runId: string, run: RunRecord): readonly object[] {
  checkKeys("metrics", run.metrics.keys());
  checkKeys("params", run.params.keys());
  const metrics = [...run.metrics].map(([key, value]) => ({
    key,
    value: writeDouble(value),
    timestamp: run.endTime,
    step: run.step,
  }));
  return [
    ...chunks(entries(run.params, MAX_PARAM_CHARACTERS), MAX_PARAMS).map((params) => ({
      run_id: runId,
      params,
    })),
    ...chunks(metrics, MAX_METRICS).map((chunk) => ({ run_id: runId, metrics: chunk })),
  ];
}

/** `runs/log-batch` for tags alone. */
export function tagBatches(runId: string, tags: Texts): readonly object[] {
  checkKeys("tags", tags.keys());
  return chunks(entries(tags, MAX_TAG_CHARACTERS), MAX_TAGS).map((chunk) => ({ run_id: runId, tags: chunk }));
}

/** `runs/search`: FINISHED, not deleted, newest first; MLflow itself then orders by run id. */
export function pastRunsRequest(experimentId: string, pageToken: string): object {
  return {
    experiment_ids: [experimentId],
    filter: "attributes.status = 'FINISHED'",
    run_view_type: "ACTIVE_ONLY",
    max_results: PAGE_SIZE,
    order_by: ["attributes.start_time DESC"],
    ...(pageToken === "" ? {} : { page_token: pageToken }),
  };
}

/** `runs/search`: what one attempt to publish has created. */
export function publicationRequest(experimentId: string, publication: string): object {
  return {
    experiment_ids: [experimentId],
    filter: `tags.\`${PUBLICATION_TAG}\` = '${publication}'`,
    run_view_type: "ACTIVE_ONLY",
    max_results: 10,
  };
}

function entries(values: Texts, limit: number): readonly { readonly key: string; readonly value: string }[] {
  return [...values].map(([key, value]) => ({ key, value: cut(value, limit) }));
}

function chunks<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  const found: Item[][] = [];
  for (let start = 0; start < items.length; start += size) found.push(items.slice(start, start + size));
  return found;
}
