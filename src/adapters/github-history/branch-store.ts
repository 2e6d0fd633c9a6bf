import { setTimeout as sleep } from "node:timers/promises";
import { HistoryError, ServiceError } from "../../core/errors.ts";
import type { SavedCopy, StoreRefusal } from "../../core/history.ts";
import type { HistoryStore, Snapshot, StoreAnswer, StoredCopy } from "../../formats/history/store.ts";
import { isSameContent, type Tree } from "../../formats/history/tree.ts";
import type { Asker } from "../github-api.ts";
import { explained, statusOf } from "../github-refusals.ts";
import { BranchClient, type BranchHead } from "./branch-client.ts";
import type { StoreSettings } from "./index.ts";

/** Each is a commit that another job made meanwhile. */
const MAX_ATTEMPTS = 6;
const WAIT_MS = 500;

/**
 * Keeps the history as plain files on a branch without parents in the code, one commit a save, through GitHub's Git data
 * API: no checkout, no git program. Moving the branch with `force: false` is a compare-and-swap: of two jobs that save at
 * once the second is refused, reads again, merges and tries again.
 */
export function branchStore(settings: StoreSettings): HistoryStore {
  const client = new BranchClient(settings.asker, settings.name);
  return {
    kind: "branch",
    read: async () => await read(client, settings),
    save: async (snapshot) => await save(client, settings, snapshot),
  };
}

async function read(client: BranchClient, { asker, name }: StoreSettings): Promise<StoreAnswer> {
  try {
    const head = await client.head();
    if (head === null) return { kind: "empty" };
    const readFiles = async () => await filesOf(client, head, { asker, name });
    return { kind: "found", copies: [readFiles] };
  } catch (error) {
    const refusal = ownWords(error, asker, { what: `read the branch ${name}`, permission: "contents: read" });
    return { kind: "refused", refusal };
  }
}

/** @throws HistoryError when they are no history, ServiceError when they do not come */
async function filesOf(
  client: BranchClient,
  head: BranchHead,
  { asker, name }: Pick<StoreSettings, "asker" | "name">,
): Promise<StoredCopy> {
  try {
    return { origin: `branch ${name}`, stored: await client.files(head) };
  } catch (error) {
    if (error instanceof HistoryError) throw error;
    const repository = asker.ownRepository;
    const what = `read the files of the branch ${name} of ${repository}`;
    const hintWhenMissing = "Run the job again: the branch was there a moment ago.";
    throw explained(error, { what, repository, permission: "contents: read", hintWhenMissing }, asker);
  }
}

async function save(
  client: BranchClient,
  { asker, name, now }: StoreSettings,
  snapshot: Snapshot,
): Promise<SavedCopy | StoreRefusal> {
  try {
    for (let attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
      if (attempt > 0) await sleep(WAIT_MS * attempt * (1 + (now() % 100) / 100));
      if (await commit(client, name, snapshot)) return { store: "branch", name, expiresAt: null };
    }
  } catch (error) {
    if (error instanceof HistoryError) throw error;
    return ownWords(error, asker, { what: `write the branch ${name}`, permission: "contents: write" });
  }
  return {
    store: "branch",
    message: `GitHub refused ${MAX_ATTEMPTS} times to move the branch ${name}`,
    hint: "Check that no ruleset or branch protection covers that branch, and that few jobs save to it at once.",
  };
}

/** False when the branch has moved meanwhile: what was built on its old head is of no use. */
async function commit(client: BranchClient, name: string, snapshot: Snapshot): Promise<boolean> {
  const head = await client.head();
  const present = head === null ? null : await client.files(head);
  const wanted = snapshot.stored(present === null ? null : { origin: `branch ${name}`, stored: present });
  return await client.commit(head, changesOf(present ?? new Map(), wanted), snapshot.title);
}

/** Path → new content, or null for a file that goes. */
function changesOf(present: Tree, wanted: Tree): ReadonlyMap<string, Uint8Array | null> {
  const changes = new Map<string, Uint8Array | null>();
  for (const [path, content] of wanted) {
    const before = present.get(path);
    if (before === undefined || !isSameContent(before, content)) changes.set(path, content);
  }
  for (const path of present.keys()) if (isOurs(path) && !wanted.has(path)) changes.set(path, null);
  return changes;
}

/** A README that a person adds to the branch stays. */
function isOurs(path: string): boolean {
  return path.startsWith("mlruns/");
}

function ownWords(
  error: unknown,
  asker: Asker,
  { what, permission }: { readonly what: string; readonly permission: string },
): StoreRefusal {
  if (asker.token === "")
    return {
      store: "branch",
      message: `GitHub cannot be asked to ${what}: the input "github-token" is empty`,
      hint: "Remove the empty `github-token` input, or pass a token.",
    };
  if (error instanceof HistoryError) throw error;
  const repository = asker.ownRepository;
  const hintWhenMissing = `Add these lines to the job that runs model-monitor:\npermissions:\n  ${permission}`;
  const told =
    error instanceof ServiceError
      ? error
      : explained(
          error,
          { what: `${what} of ${repository}`, repository, permission, hintWhenMissing },
          asker,
        );
  const status = statusOf(error);
  // GitHub words both alike: a ruleset that refuses us, and a repository without any commit.
  const hint =
    status === 409 || status === 422
      ? "Check the rulesets of the repository; one without commits has no branches."
      : told.hint;
  return { store: "branch", message: told.message, hint };
}
