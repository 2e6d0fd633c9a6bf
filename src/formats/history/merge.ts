import type { HistoryError } from "../../core/errors.ts";
import { quote } from "../quote.ts";
import type { ExperimentCopy, HistoryCopy, Part, RunCopy } from "./copy.ts";
import { damagedCopy, isSameContent, type Tree } from "./tree.ts";

export const NO_HISTORY: HistoryCopy = { experiments: new Map(), runs: new Map() };

/**
 * What both copies hold (spec, "The life of a run"): merged by run id, `meta.yaml` and `tags/` from the newer copy, all
 * other files equal, a deletion in any copy stays. It does not matter which copy comes first, how several are paired, or
 * that one is merged twice: the parts of a run are taken by a total order, the rest is a union.
 * @throws HistoryError when one file of a run has two contents, or a metric or param is in one copy only
 */
export function mergeCopies(one: HistoryCopy, other: HistoryCopy): HistoryCopy {
  return {
    experiments: mergeMaps(one.experiments, other.experiments, mergeExperiments),
    runs: mergeMaps(one.runs, other.runs, mergeRuns),
  };
}

function mergeMaps<Value>(
  one: ReadonlyMap<string, Value>,
  other: ReadonlyMap<string, Value>,
  merge: (a: Value, b: Value, key: string) => Value,
): ReadonlyMap<string, Value> {
  const merged = new Map(one);
  for (const [key, value] of other) {
    const present = merged.get(key);
    merged.set(key, present === undefined ? value : merge(present, value, key));
  }
  return merged;
}

function mergeExperiments(one: ExperimentCopy, other: ExperimentCopy, id: string): ExperimentCopy {
  return { state: newer(one.state, other.state), files: union(one.files, other.files, id) };
}

function mergeRuns(one: RunCopy, other: RunCopy, key: string): RunCopy {
  for (const folder of ["metrics", "params"]) requireSameNames(one, other, folder);
  return {
    ...one,
    meta: newer(one.meta, other.meta),
    tags: newer(one.tags, other.tags),
    files: union(one.files, other.files, key),
  };
}

function newer<Some extends Part>(one: Some, other: Some): Some {
  for (const [index, rank] of one.rank.entries()) {
    const against = other.rank[index]!;
    if (rank !== against) return rank > against ? one : other;
  }
  return one;
}

/** Artifacts may be added to a run after its publication (`report.json`), so that one copy can lack them. */
function union(one: Tree, other: Tree, folder: string): Tree {
  return mergeMaps(one, other, (a, b, path) => {
    if (isSameContent(a, b)) return a;
    throw conflict(`${folder}/${path}`, "two copies hold different contents of it, and it is written once");
  });
}

/** Metrics and params are complete when a run is published: one that is in one copy only was lost or planted. */
function requireSameNames(one: RunCopy, other: RunCopy, folder: string): void {
  const missingIn = (files: Tree, { files: others }: RunCopy) =>
    [...others.keys()].filter((path) => path.startsWith(`${folder}/`) && !files.has(path));
  const [odd] = [...missingIn(one.files, other), ...missingIn(other.files, one)].sort();
  if (odd === undefined) return;
  const path = `${one.experimentId}/${one.runId}/${odd}`;
  throw conflict(path, "one copy holds it and the other does not, and it is written once");
}

function conflict(path: string, found: string): HistoryError {
  return damagedCopy(`mlruns/${/^[\w./ -]*$/.test(path) ? path : quote(path)}`, found);
}
