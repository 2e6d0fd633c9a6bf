import { createHash } from "node:crypto";
import { OUR_PREFIX } from "../../core/run-labels.ts";
import { readExperimentUpdate } from "../mlflow/experiment.ts";
import { isExperimentId, isRunId } from "../mlflow/names.ts";
import { readRunLife } from "../mlflow/run-meta.ts";
import type { Tree } from "./tree.ts";

/*
 * A copy of `mlruns/` taken apart into what is merged as one. What model-monitor does not need to remember (registered and
 * logged models, traces) is no part of it: it stays where it is and is not carried along.
 */

/** Files that are replaced together, and how new they are: greater is newer. Equal ranks mean equal files. */
export interface Part {
  readonly files: Tree;
  readonly rank: readonly (number | string)[];
}

/** One run of a copy. */
export interface RunCopy {
  readonly experimentId: string;
  readonly runId: string;
  /** `meta.yaml`: a deletion in any copy stays. */
  readonly meta: Part;
  readonly tags: Part;
  /** Everything else: written once. Paths relative to the run. */
  readonly files: Tree;
}

/** One experiment of a copy, without its runs. */
export interface ExperimentCopy {
  /** `meta.yaml` and `tags/`, and whether the experiment lies in the trash. */
  readonly state: Part & { readonly isDeleted: boolean };
  /** Data sets, under their digests: written once. */
  readonly files: Tree;
}

/** A copy, taken apart. */
export interface HistoryCopy {
  /** By experiment id. */
  readonly experiments: ReadonlyMap<string, ExperimentCopy>;
  /** By `experiment/run`. */
  readonly runs: ReadonlyMap<string, RunCopy>;
}

/** The tag that counts the changes of a run after its publication. */
export const REVISION_TAG = `${OUR_PREFIX}revision`;
/** Where MLflow puts deleted experiments, in the tracking directory. */
export const TRASH = ".trash";

const META = "meta.yaml";
const EMPTY: Tree = new Map();

/**
 * Takes a tree apart. Of two states of one run the newer is told by, in this order: deleted before active (for
 * `meta.yaml`), the revision that every change of ours raises, when the copy was saved, and at last the content itself,
 * so that the order is total and a merge does not depend on which copy comes first.
 * @param savedAt when the copy was saved, in milliseconds since 1970 UTC; Infinity for the workspace, where a person may
 *   just have changed something
 */
export function readCopy(tree: Tree, savedAt: number): HistoryCopy {
  const experiments = new Map<string, ExperimentCopy>();
  const runs = new Map<string, RunCopy>();
  for (const [id, { isDeleted, files }] of byExperiment(tree)) {
    const folders = byFirstFolder(files);
    const own = folders.get("") ?? EMPTY;
    if (own.has(META)) experiments.set(id, experimentCopy(id, { isDeleted, own, folders }, savedAt));
    for (const [runId, run] of folders)
      if (isRunId(runId) && run.has(META)) runs.set(`${id}/${runId}`, runCopy(id, runId, run, savedAt));
  }
  return { experiments, runs };
}

/** The tree of a copy, as it lies in `mlruns/`. */
export function treeOf({ experiments, runs }: HistoryCopy): Tree {
  const tree = new Map<string, Uint8Array>();
  const put = (folder: string, files: Tree) => {
    for (const [path, content] of files) tree.set(`${folder}/${path}`, content);
  };
  for (const [id, { state, files }] of experiments) {
    put(folderOf(experiments, id), state.files);
    put(folderOf(experiments, id), files);
  }
  for (const { experimentId, runId, meta, tags, files } of runs.values())
    for (const part of [meta.files, tags.files, files])
      put(`${folderOf(experiments, experimentId)}/${runId}`, part);
  return tree;
}

/** Where an experiment lies: MLflow moves a deleted one into the trash, with its runs. */
export function folderOf(experiments: HistoryCopy["experiments"], id: string): string {
  return experiments.get(id)?.state.isDeleted === true ? `${TRASH}/${id}` : id;
}

interface ExperimentFiles {
  isDeleted: boolean;
  readonly files: Map<string, Uint8Array>;
}

function byExperiment(tree: Tree): ReadonlyMap<string, ExperimentFiles> {
  const experiments = new Map<string, ExperimentFiles>();
  for (const [path, content] of tree) {
    const isDeleted = path.startsWith(`${TRASH}/`);
    const [id, rest] = splitOnce(isDeleted ? path.slice(TRASH.length + 1) : path);
    if (rest === null || !isExperimentId(id)) continue;
    const found = experiments.get(id) ?? { isDeleted, files: new Map<string, Uint8Array>() };
    // One that is at both places was caught while it was moved: it is the active one that MLflow shows.
    if (found.isDeleted && !isDeleted) found.files.clear();
    if (isDeleted && !found.isDeleted) continue;
    found.isDeleted = isDeleted;
    found.files.set(rest, content);
    experiments.set(id, found);
  }
  return experiments;
}

/** The files of each folder, relative to it; those beside the folders under "". */
function byFirstFolder(files: Tree): ReadonlyMap<string, Tree> {
  const folders = new Map<string, Map<string, Uint8Array>>();
  for (const [path, content] of files) {
    const [first, rest] = splitOnce(path);
    const folder = rest === null ? "" : first;
    const inside = folders.get(folder) ?? new Map<string, Uint8Array>();
    inside.set(rest ?? first, content);
    folders.set(folder, inside);
  }
  return folders;
}

function splitOnce(path: string): readonly [string, string | null] {
  const slash = path.indexOf("/");
  return slash === -1 ? [path, null] : [path.slice(0, slash), path.slice(slash + 1)];
}

function experimentCopy(
  id: string,
  {
    isDeleted,
    own,
    folders,
  }: { readonly isDeleted: boolean; readonly own: Tree; readonly folders: ReadonlyMap<string, Tree> },
  savedAt: number,
): ExperimentCopy {
  const meta = own.get(META)!;
  const files = new Map([[META, meta], ...below("tags", folders.get("tags") ?? EMPTY)]);
  // MLflow notes the time of each change: a restored experiment is newer than the deleted one.
  const rank = [readExperimentUpdate(textOf(meta), id), Number(isDeleted), savedAt, digestOf(files)];
  return {
    state: { files, rank, isDeleted },
    files: new Map(below("datasets", folders.get("datasets") ?? EMPTY)),
  };
}

function runCopy(experimentId: string, runId: string, all: Tree, savedAt: number): RunCopy {
  const meta = new Map([[META, all.get(META)!]]);
  const tags = new Map([...all].filter(([path]) => isTag(path)));
  const { isDeleted } = readRunLife(textOf(all.get(META)!), { experimentId, runId });
  const revision = revisionOf(tags);
  return {
    experimentId,
    runId,
    meta: { files: meta, rank: [Number(isDeleted), revision, savedAt, digestOf(meta)] },
    tags: { files: tags, rank: [revision, savedAt, digestOf(tags)] },
    files: new Map([...all].filter(([path]) => path !== META && !isTag(path))),
  };
}

function isTag(path: string): boolean {
  return path.startsWith("tags/");
}

/** How often the run was changed after its publication; 0 for a run that was not, or that somebody else wrote. */
export function revisionOf(tags: Tree): number {
  const text = tags.get(`tags/${REVISION_TAG}`);
  return text === undefined || !/^\d{1,9}$/.test(textOf(text)) ? 0 : Number(textOf(text));
}

function below(folder: string, files: Tree): readonly [string, Uint8Array][] {
  return [...files].map(([path, content]) => [`${folder}/${path}`, content]);
}

function digestOf(files: Tree): string {
  const hash = createHash("sha256");
  for (const path of [...files.keys()].sort())
    hash.update(`${path}\0${files.get(path)!.length}\0`).update(files.get(path)!);
  return hash.digest("hex");
}

function textOf(content: Uint8Array): string {
  return Buffer.from(content).toString("utf8");
}
