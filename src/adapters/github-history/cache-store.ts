import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { SavedCopy, StoreRefusal } from "../../core/history.ts";
import { readArchive } from "../../formats/history/archive.ts";
import { packTree } from "../../formats/history/pack.ts";
import type { HistoryStore, Snapshot, StoreAnswer, StoredCopy } from "../../formats/history/store.ts";
import type { Tree } from "../../formats/history/tree.ts";
import type { StoreSettings } from "./index.ts";
import { hear, type Heard } from "./quiet-client.ts";
import { readTree, writeTree } from "./tree-folder.ts";

/** In the workspace, because the cache finds entries by their path in it; there only while it is read or saved. */
const FOLDER = ".model-monitor-history";
/** In that folder. Nobody looks into cache entries, so that one file does. */
const PACKED = "history.zip";
/** The client makes five attempts at a service that fails, in some 34 s. */
const TIMEOUT_MS = 60_000;
/** Entries that nobody reads for longer are deleted. */
const KEPT_MS = 7 * 24 * 60 * 60 * 1000;
const UNREADABLE_MODES = new Set(["none", "write-only"]);

/** Keeps the history in the Actions cache: quick and without any permission, but only for a week. */
export function cacheStore(settings: StoreSettings): HistoryStore {
  return {
    kind: "cache",
    read: async () => await read(settings),
    save: async (snapshot) => await save(settings, snapshot),
  };
}

/** No name of a history holds a slash, so that no other one begins like this. */
function prefixOf({ name }: StoreSettings): string {
  return `${name.replaceAll(",", "-").replaceAll("/", "-")}/`;
}

/** Entries never change: each is saved under a key of its own, and found again by the prefix. */
function newKey(settings: StoreSettings): string {
  return `${prefixOf(settings)}${settings.runId}-${settings.runAttempt}-${randomUUID().slice(0, 8)}`;
}

async function read(settings: StoreSettings): Promise<StoreAnswer> {
  const mode = settings.environment["ACTIONS_CACHE_MODE"]?.trim().toLowerCase() ?? "";
  if (UNREADABLE_MODES.has(mode))
    return { kind: "refused", refusal: unread("this run may not read the cache") };
  const heard = await inFolder(settings, async (folder) => {
    const { isFeatureAvailable, restoreCache } = await import("@actions/cache");
    if (!isFeatureAvailable()) return "no cache service is there";
    const asked = await attempt(
      async () => await restoreCache([FOLDER], newKey(settings), [prefixOf(settings)]),
    );
    if (asked === null || asked.said.some((line) => line.includes("Failed to restore")))
      return "it did not answer";
    if (asked.result === undefined) return null;
    const origin = `cache entry ${asked.result}`;
    return { origin, stored: unpacked(readTree(folder, origin), origin) };
  });
  if (typeof heard === "string") return { kind: "refused", refusal: unread(heard) };
  return heard === null ? { kind: "empty" } : found(heard);
}

/** An entry whose copy is too large to be packed holds the files themselves. */
function unpacked(tree: Tree, origin: string): Tree {
  const packed = tree.get(PACKED);
  return packed === undefined ? tree : readArchive(packed, origin);
}

function found(copy: StoredCopy): StoreAnswer {
  return { kind: "found", copies: [async () => await Promise.resolve(copy)] };
}

async function save(settings: StoreSettings, snapshot: Snapshot): Promise<SavedCopy | StoreRefusal> {
  const key = newKey(settings);
  return await inFolder(settings, async (folder) => {
    const stored = snapshot.stored(null);
    const packed = packTree(stored);
    writeTree(folder, packed === null ? stored : new Map([[PACKED, packed]]));
    const { saveCache } = await import("@actions/cache");
    const asked = await attempt(async () => await saveCache([FOLDER], key));
    // A refused token and a service that is down both come back as -1; the library's own line for the latter is wrong.
    if (asked !== null && asked.result !== -1)
      return { store: "cache", name: key, expiresAt: settings.now() + KEPT_MS };
    const isDenied =
      asked?.said.some((line) => /cache write denied|does not permit writes/.test(line)) === true;
    return isDenied ? DENIED : NOT_TAKEN;
  });
}

async function attempt<Result>(work: () => Promise<Result>): Promise<Heard<Result> | null> {
  return await hear(TIMEOUT_MS, work).catch(() => null);
}

async function inFolder<Result>(
  { workspace }: StoreSettings,
  work: (folder: string) => Promise<Result>,
): Promise<Result> {
  const folder = join(workspace, FOLDER);
  // Left behind by a job that was killed on a runner that lives on.
  await rm(folder, { recursive: true, force: true });
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function unread(why: string): StoreRefusal {
  return {
    store: "cache",
    message: `the cache could not be asked for the history: ${why}`,
    hint: "Run the job again; if it stays so, set `history: branch`.",
  };
}

const DENIED: StoreRefusal = {
  store: "cache",
  message: "the history was not saved in the cache: this run may only read it",
  hint: "GitHub gives runs of this event no writable cache; run the monitor on `schedule`, `push` or `workflow_dispatch`.",
};
const NOT_TAKEN: StoreRefusal = {
  store: "cache",
  message: "the history was not saved in the cache: the cache service did not take it",
  hint: "Run the job again; if it stays so, set `history: branch`.",
};
