import type { SavedCopy, StoreKind, StoreRefusal } from "../../core/history.ts";
import type { Tree } from "./tree.ts";

/** One copy of the history in a store, with its manifest, and how messages name it. */
export interface StoredCopy {
  readonly origin: string;
  readonly stored: Tree;
}

/**
 * What a store knows. Not to be told what it holds is never the same as to hold nothing: of a history that may be there
 * nobody says "first run".
 */
export type StoreAnswer =
  /**
   * Each copy is read when it is asked for, so that they are not in memory all at once. null: it has expired since it was
   * listed; what is there and cannot be read throws.
   */
  | { readonly kind: "found"; readonly copies: readonly (() => Promise<StoredCopy | null>)[] }
  | { readonly kind: "empty" }
  /** It held copies, and all have expired. */
  | { readonly kind: "lost" }
  | { readonly kind: "refused"; readonly refusal: StoreRefusal };

/** What is to be saved. */
export interface Snapshot {
  /**
   * The files to keep, the manifest among them.
   * @param present the copy that is about to be replaced; null when the store keeps copies side by side
   */
  stored(present: StoredCopy | null): Tree;
  /**
   * The directory on this machine that holds every file of the copy, below `mlruns/` there, as it is: a store whose client
   * wants files need not write them again. Not there when the copy is in memory only.
   */
  readonly folder?: string;
  /** One line for people, where a store keeps such things. */
  readonly title: string;
}

/** A place outside the workspace where copies of the history live. One file each, registered in `adapters/github-history/index.ts`. */
export interface HistoryStore {
  readonly kind: StoreKind;
  /** The newest copies. Never throws for a service that refuses or does not answer. */
  read(): Promise<StoreAnswer>;
  /** Saves one copy; one that is saved is never changed. Never throws for a service that refuses or does not answer. */
  save(snapshot: Snapshot): Promise<SavedCopy | StoreRefusal>;
}
