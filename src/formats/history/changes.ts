import { folderOf, REVISION_TAG, type HistoryCopy, type Part, type RunCopy } from "./copy.ts";
import type { Tree } from "./tree.ts";

/** One step that brings a directory to what a merged history holds. Each leaves every run whole. */
export type Change =
  /** A run or an experiment that is not there yet: all its files at once. */
  | { readonly kind: "place"; readonly folder: string; readonly files: Tree }
  /** Files of a run or an experiment, one after the other in this order. */
  | {
      readonly kind: "replace";
      readonly folder: string;
      readonly files: Tree;
      /** Tags that the newer state does not have. */
      readonly remove: readonly string[];
    }
  /** An experiment that was deleted elsewhere, or restored. */
  | { readonly kind: "move"; readonly from: string; readonly to: string };

/**
 * What is to be done to a directory that holds `present`, so that it holds `wanted`, a merge of it with other copies.
 * Experiments come before their runs. Nothing is ever removed but tags that a newer state of a run does not have.
 */
export function changesBetween(present: HistoryCopy, wanted: HistoryCopy): readonly Change[] {
  return [...experimentChanges(present, wanted), ...runChanges(present, wanted)];
}

function* experimentChanges(present: HistoryCopy, wanted: HistoryCopy): Generator<Change> {
  for (const [id, { state, files }] of wanted.experiments) {
    const known = present.experiments.get(id);
    const folder = folderOf(wanted.experiments, id);
    if (known === undefined) {
      yield { kind: "place", folder, files: new Map([...files, ...state.files]) };
      continue;
    }
    const before = folderOf(present.experiments, id);
    if (before !== folder) yield { kind: "move", from: before, to: folder };
    yield* replacement(
      folder,
      [{ known: known.files, wanted: files }],
      [{ known: known.state, wanted: state }],
    );
  }
}

function* runChanges(present: HistoryCopy, wanted: HistoryCopy): Generator<Change> {
  for (const [key, run] of wanted.runs) {
    const folder = `${folderOf(wanted.experiments, run.experimentId)}/${run.runId}`;
    const known = present.runs.get(key);
    if (known === undefined) yield { kind: "place", folder, files: allFiles(run) };
    else
      yield* replacement(
        folder,
        [{ known: known.files, wanted: run.files }],
        // meta.yaml last: it says of a run that it is deleted, the tags say what happened to it.
        [
          { known: known.tags, wanted: run.tags },
          { known: known.meta, wanted: run.meta },
        ],
      );
  }
}

function* replacement(
  folder: string,
  written: readonly { readonly known: Tree; readonly wanted: Tree }[],
  parts: readonly { readonly known: Part; readonly wanted: Part }[],
): Generator<Change> {
  const missing = written.flatMap(({ known, wanted }) => [...wanted].filter(([path]) => !known.has(path)));
  const newer = parts.filter(({ known, wanted }) => known !== wanted && !isSameState(known, wanted));
  const replaced = newer.flatMap(({ wanted }) => [...wanted.files].sort(revisionLast));
  const remove = newer.flatMap(({ known, wanted }) =>
    [...known.files.keys()].filter((path) => !wanted.files.has(path)),
  );
  const files = new Map([...missing, ...replaced]);
  if (files.size > 0 || remove.length > 0) yield { kind: "replace", folder, files, remove };
}

/** By content: a copy that was saved later is no change. The content's digest is the last of the ranks. */
function isSameState(one: Part, other: Part): boolean {
  return one.rank.at(-1) === other.rank.at(-1);
}

/** Until it is written the state counts as the old one, so that a crash in between is mended by the next merge. */
function revisionLast([one]: readonly [string, unknown], [other]: readonly [string, unknown]): number {
  return Number(one.endsWith(REVISION_TAG)) - Number(other.endsWith(REVISION_TAG));
}

function allFiles({ files, tags, meta }: RunCopy): Tree {
  return new Map([...files, ...tags.files, ...meta.files]);
}
