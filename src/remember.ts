import { HistoryError } from "./core/errors.ts";
import type { HistoryKeep, RestoredHistory, SavedHistory, StoreRefusal } from "./core/history.ts";
import type { HistoryPlan } from "./core/plan-history.ts";
import { changesBetween, type Change } from "./formats/history/changes.ts";
import { readCopy, treeOf } from "./formats/history/copy.ts";
import { keepRuns } from "./formats/history/keep.ts";
import { readStored, writeStored } from "./formats/history/manifest.ts";
import { mergeCopies } from "./formats/history/merge.ts";
import type { HistoryStore, StoreAnswer, StoredCopy } from "./formats/history/store.ts";
import type { Tree } from "./formats/history/tree.ts";
import type { History, Log } from "./world.ts";

/** What the memory is made of. */
export interface HistoryParts {
  readonly plan: HistoryPlan;
  /** Those of the plan, opened; the order in which they are asked. */
  readonly stores: readonly HistoryStore[];
  /** The tracking directory; null when runs are not logged to one. */
  readonly directory: {
    readonly location: string;
    /** Absolute. */
    readonly path: string;
    read(): Tree;
    apply(changes: readonly Change[]): Promise<void>;
  } | null;
  readonly keep: HistoryKeep;
  /** Of the dispatch, which is counted in the history; null: none. */
  readonly cooldownMs: number | null;
  readonly log: Log;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
}

type Directory = NonNullable<HistoryParts["directory"]>;

/** Remembers evaluations beyond the life of a runner (spec, "The life of a run"). */
export function remember(parts: HistoryParts): History {
  const { plan, directory } = parts;
  if (directory === null || plan.place === "nowhere") {
    const why = plan.notSaved ?? "remote";
    return { restore: async () => NOTHING_TO_ASK, save: async () => ({ kind: "held", why }) };
  }
  if (plan.place === "directory") {
    const { location } = directory;
    return { restore: async () => NOTHING_TO_ASK, save: async () => ({ kind: "directory", location }) };
  }
  return {
    restore: async () => {
      const restored = await restore(parts, directory);
      return plan.notSaved === null ? restored : { ...restored, notSaved: plan.notSaved };
    },
    save: async () => await save(parts, directory),
  };
}

const NOTHING_TO_ASK: RestoredHistory = { state: "empty", refusals: [] };

/**
 * Brings the tracking directory to the union of what the stores and the directory hold.
 * @throws HistoryError when a history may be there and cannot be listed or read: nothing has been changed then
 */
async function restore({ plan, stores, log }: HistoryParts, directory: Directory): Promise<RestoredHistory> {
  const readers = stores.filter(({ kind }) => plan.readFrom.includes(kind));
  if (readers.length === 0) return { state: "unasked", refusals: [] };
  const answers = await allOf(readers.map(async (store) => await store.read()));
  for (const [index, { kind }] of readers.entries())
    log.info(`history in the ${kind}: ${told(answers[index]!)}`);
  const refusals = answers.flatMap((answer) => (answer.kind === "refused" ? [answer.refusal] : []));
  const copies = answers.flatMap((answer) => (answer.kind === "found" ? answer.copies : []));
  const [refusal] = refusals;
  if (copies.length === 0 && refusal !== undefined) throw unknownHistory(refusal);
  if (copies.length === 0)
    return { state: answers.some(({ kind }) => kind === "lost") ? "lost" : "empty", refusals };
  const isAnyLeft = await unite(copies, directory, log);
  return { state: isAnyLeft ? "found" : "lost", refusals };
}

function told(answer: StoreAnswer): string {
  return answer.kind === "found" ? `${answer.copies.length} to read` : WORDS[answer.kind];
}

const WORDS = { empty: "none", lost: "expired", refused: "cannot be asked" } as const;

/**
 * What the stores say, asked side by side: each waits for its service. All have ended before the first error is thrown, so
 * that none is at work behind it, with the log in its hands.
 */
async function allOf<Result>(asked: readonly Promise<Result>[]): Promise<readonly Result[]> {
  await Promise.allSettled(asked);
  return await Promise.all(asked);
}

/** Merges before anything is written, so that a damaged copy leaves the directory as it is. */
async function unite(
  copies: readonly (() => Promise<StoredCopy | null>)[],
  directory: Directory,
  log: Log,
): Promise<boolean> {
  const present = readCopy(directory.read(), Infinity);
  let wanted = present;
  let isAnyLeft = false;
  for (const read of copies) {
    const copy = await read();
    if (copy === null) continue;
    isAnyLeft = true;
    wanted = mergeCopies(wanted, copyOf(copy));
  }
  await directory.apply(changesBetween(present, wanted));
  log.info(`runs known: ${wanted.runs.size}, of them in ${directory.location} before: ${present.runs.size}`);
  return isAnyLeft;
}

/** Not to know is not to have none: the flag would be lowered, or the history replaced by one that begins today. */
function unknownHistory({ message, hint }: StoreRefusal): HistoryError {
  return new HistoryError(`the history cannot be read, so nothing was evaluated: ${message}`, hint);
}

/** Saves what the directory holds, without the runs that are too old, to every store of the plan. */
async function save(
  { plan, stores, keep, cooldownMs, now, log }: HistoryParts,
  directory: Directory,
): Promise<SavedHistory> {
  if (plan.notSaved !== null) return { kind: "held", why: plan.notSaved };
  const ours = readCopy(directory.read(), Infinity);
  if (ours.runs.size === 0) return { kind: "held", why: "no-runs" };
  let size = { runs: 0, pruned: 0 };
  const stored = (present: StoredCopy | null): Tree => {
    const all = present === null ? ours : mergeCopies(ours, copyOf(present));
    const kept = keepRuns(all, keep, now(), cooldownMs);
    size = { runs: kept.copy.runs.size, pruned: kept.pruned };
    return writeStored(treeOf(kept.copy), { savedAt: now() });
  };
  const savers = stores.filter((store) => plan.saveTo.includes(store.kind));
  const snapshot = { stored, folder: directory.path, title: `Remember ${ours.runs.size} runs` };
  const results = await allOf(savers.map(async (store) => await store.save(snapshot)));
  for (const result of results)
    log.info(
      `history in the ${result.store}: ${"message" in result ? "not saved" : `saved as ${result.name}`}`,
    );
  const refusals = results.filter((result) => "message" in result);
  const copies = results.filter((result) => "name" in result);
  if (copies.length === 0) return { kind: "failed", refusals };
  return {
    kind: "saved",
    copies,
    ...size,
    refusals,
    isCacheOnly: copies.every((copy) => copy.store === "cache"),
  };
}

function copyOf({ stored, origin }: StoredCopy) {
  const { tree, savedAt } = readStored(stored, origin);
  return readCopy(tree, savedAt);
}
