import type { NotSaved, StoreKind } from "./history.ts";
import { isPullRequestEvent } from "./pull-request-event.ts";

/** What the input `history` can say. */
export const HISTORY_SETTINGS = ["auto", "branch", "none"] as const;

/** Everything that decides where the history lives. */
export interface HistorySituation {
  readonly setting: (typeof HISTORY_SETTINGS)[number];
  /** Whether runs are logged to a directory: only that can be lost with the runner. */
  readonly isDirectory: boolean;
  readonly isDryRun: boolean;
  /** null: on a command line. */
  readonly github: {
    /** GitHub Enterprise Server, which has no artifacts of this kind. */
    readonly isGhes: boolean;
    /** Whether the runner lets us at its artifact and cache services. */
    readonly hasRuntimeToken: boolean;
    readonly eventName: string;
    /** `refs/heads/main`. */
    readonly ref: string;
    readonly defaultBranch: string;
    /** A `workflow_run` that was caused by another repository, a fork. */
    readonly isForeignHead: boolean;
  } | null;
}

/** Where the history lives, as data. */
export interface HistoryPlan {
  /** "directory": the tracking directory is the history, nothing is copied. */
  readonly place: "stores" | "directory" | "nowhere";
  readonly readFrom: readonly StoreKind[];
  readonly saveTo: readonly StoreKind[];
  /** Why nothing is saved; null when something is. */
  readonly notSaved: NotSaved | null;
}

/**
 * Decides from where the history is read and where it is saved (action interface, `history`).
 *
 * Only runs of the default branch write: what another branch or a pull request saved nobody would read, and they must not
 * change what the default branch compares with. The cache is also read by these alone, because GitHub offers a run the
 * entries of its own branch first, and unpacking an entry can write anywhere on the runner.
 */
export function planHistory({ setting, isDirectory, isDryRun, github }: HistorySituation): HistoryPlan {
  if (!isDirectory) return nowhere("remote");
  if (setting === "none") return nowhere("off");
  if (github === null) return DIRECTORY;
  if (setting === "auto" && !github.hasRuntimeToken) return DIRECTORY;
  const stores = storesOf(setting, github.isGhes);
  const held = whyHeld(github);
  const readFrom = held === null ? stores : stores.filter((store) => store !== "cache");
  const notSaved = held ?? (isDryRun ? "dry-run" : null);
  return { place: "stores", readFrom, saveTo: notSaved === null ? stores : [], notSaved };
}

const DIRECTORY: HistoryPlan = { place: "directory", readFrom: [], saveTo: [], notSaved: null };

function nowhere(notSaved: NotSaved): HistoryPlan {
  return { place: "nowhere", readFrom: [], saveTo: [], notSaved };
}

function storesOf(setting: "auto" | "branch", isGhes: boolean): readonly StoreKind[] {
  if (setting === "branch") return ["branch"];
  return isGhes ? ["cache"] : ["artifact", "cache"];
}

function whyHeld({
  eventName,
  isForeignHead,
  ref,
  defaultBranch,
}: NonNullable<HistorySituation["github"]>): NotSaved | null {
  if (isPullRequestEvent(eventName)) return "pull-request";
  if (isForeignHead) return "foreign-head";
  return ref === `refs/heads/${defaultBranch}` ? null : "other-branch";
}
