/** Where copies of the history live outside the workspace. */
export type StoreKind = "artifact" | "cache" | "branch";

/** Something that a store refused: one sentence, and what to do. */
export interface StoreRefusal {
  readonly store: StoreKind;
  readonly message: string;
  /** May hold the YAML lines that grant a permission. */
  readonly hint: string;
}

/** What was remembered when the run began. */
export interface RestoredHistory {
  /**
   * "found": at least one copy was read. "empty": every store answered and never held anything, the only case in which
   * an evaluation may be called the first. "lost": there was a history, and its last copy has expired. "unasked": this
   * run may read none of the stores.
   */
  readonly state: "found" | "empty" | "lost" | "unasked";
  /** Stores that were passed over because another one had the history. */
  readonly refusals: readonly StoreRefusal[];
  /** Why this run will not be remembered; not there when it will. */
  readonly notSaved?: NotSaved;
}

/** One copy of the history as it was saved. */
export interface SavedCopy {
  readonly store: StoreKind;
  /** Of the artifact, the branch or the cache entry. */
  readonly name: string;
  /** Milliseconds since 1970 UTC; null: never, or it is not known. */
  readonly expiresAt: number | null;
}

/** Why a history is not saved although there is one. */
export type NotSaved =
  "off" | "remote" | "dry-run" | "pull-request" | "foreign-head" | "other-branch" | "no-runs";

/** What became of the history at the end of the run. */
export type SavedHistory =
  | {
      readonly kind: "saved";
      readonly copies: readonly SavedCopy[];
      /** Evaluations and other runs that the saved copies hold. */
      readonly runs: number;
      /** Runs that `history-keep` left out, oldest first. */
      readonly pruned: number;
      /** Stores that did not take it although another one did. */
      readonly refusals: readonly StoreRefusal[];
      /** A sentence worth saying about where it lies: a cache alone forgets. */
      readonly isCacheOnly: boolean;
    }
  | { readonly kind: "directory"; readonly location: string }
  | { readonly kind: "held"; readonly why: NotSaved }
  | { readonly kind: "failed"; readonly refusals: readonly StoreRefusal[] };

/** What `history-keep` says: the newest runs of each experiment, runs of the last days, or as many as fit. */
export type HistoryKeep =
  | { readonly by: "bytes"; readonly bytes: number }
  | { readonly by: "runs"; readonly runs: number }
  | { readonly by: "days"; readonly days: number };

/** Until when the saved history lives: as long as its longest-lived copy; null: for ever, or not known. */
export function expiryOf(copies: readonly SavedCopy[]): number | null {
  const expiries = copies.map(({ expiresAt }) => expiresAt);
  const known = expiries.filter((expiry) => expiry !== null);
  return known.length === 0 || known.length < expiries.length ? null : Math.max(...known);
}

/** What is told of the memory: what was known at the beginning, and what was saved at the end. */
export interface HistoryReport {
  readonly restored: RestoredHistory;
  readonly saved: SavedHistory;
}

/** Stores that did not take the history and were to: the cache is an extra where another store took it. */
export function undelivered(saved: SavedHistory): readonly StoreRefusal[] {
  if (saved.kind === "failed") return saved.refusals;
  return saved.kind === "saved" ? saved.refusals.filter(({ store }) => store !== "cache") : [];
}
