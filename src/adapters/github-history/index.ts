import type { StoreKind } from "../../core/history.ts";
import type { HistoryStore } from "../../formats/history/store.ts";
import type { Asker } from "../github-api.ts";
import { artifactStore } from "./artifact-store.ts";
import { branchStore } from "./branch-store.ts";
import { cacheStore } from "./cache-store.ts";

/** What every store is given; each takes what it needs. */
export interface StoreSettings {
  /** Of the artifact, the branch, or the beginning of the cache keys. */
  readonly name: string;
  readonly asker: Asker;
  readonly defaultBranch: string;
  readonly runId: string;
  readonly runAttempt: number;
  /** `GITHUB_WORKSPACE`: the cache knows its entries by their paths in it. */
  readonly workspace: string;
  /** `RUNNER_TEMP`. */
  readonly temporary: string;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** The variables of the runner's services. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** One line per store. */
const STORES: Readonly<Record<StoreKind, (settings: StoreSettings) => HistoryStore>> = {
  artifact: artifactStore,
  cache: cacheStore,
  branch: branchStore,
};

/** Every store there is. */
export const STORE_KINDS = Object.keys(STORES).filter((kind): kind is StoreKind =>
  Object.hasOwn(STORES, kind),
);

/** Opens the stores of these kinds; nothing is asked yet. */
export function openHistoryStores(
  kinds: readonly StoreKind[],
  settings: StoreSettings,
): readonly HistoryStore[] {
  return kinds.map((kind) => STORES[kind](settings));
}
