import { isPullRequestEvent } from "./pull-request-event.ts";

/** The artifact that the user names; null stands for what the interface says of an unset input. */
export interface ArtifactRequest {
  readonly name: string;
  /** File name; null: any workflow. */
  readonly workflow: string | null;
  /** null: the newest that can be trusted. */
  readonly runId: string | null;
  /** null: the default branch. */
  readonly branch: string | null;
  /** `owner/name`; null: this repository. */
  readonly repository: string | null;
}

/** What is looked for: by name, and what its run must be for it to be trusted. */
export interface ArtifactWish {
  readonly name: string;
  /** `owner/name`. */
  readonly repository: string;
  /** The branch that the providing run must belong to. */
  readonly branch: string;
  /** File name of the workflow that must have provided it; null: any. */
  readonly workflow: string | null;
}

/** An artifact as GitHub lists it. */
export interface ListedArtifact {
  readonly id: number;
  readonly name: string;
  /** Bytes as uploaded, which is packed. */
  readonly size: number;
  readonly expired: boolean;
  /** `sha256:` and 64 hex digits; null: of a client that gave none. */
  readonly digest: string | null;
  /** Milliseconds since 1970 UTC. */
  readonly createdAt: number;
  readonly run: {
    readonly id: number;
    readonly repositoryId: number;
    /** null: the fork is gone. */
    readonly headRepositoryId: number | null;
    readonly headBranch: string | null;
  };
}

/** The workflow run that uploaded an artifact. */
export interface ProvidingRun {
  readonly id: number;
  /** Of the workflow file, `.github/workflows/weekly.yml`; GitHub may add `@` and a ref. */
  readonly path: string;
  readonly event: string;
  /** null while it runs. */
  readonly conclusion: string | null;
}

/** Why an artifact of the right name is not taken. */
export type ArtifactRefusal =
  "fork" | "other-branch" | "other-workflow" | "pull-request" | "not-successful" | "no-digest" | "expired";

/** What was found instead of an artifact. */
export interface MissingArtifact extends ArtifactWish {
  /** The run that was named; null: all runs were looked through. */
  readonly runId: string | null;
  /** How many artifacts of that name were refused, and why. */
  readonly refused: ReadonlyMap<ArtifactRefusal, number>;
}

/**
 * What the listing alone says against an artifact; null: nothing. An upload of a fork's pull request sits in the base
 * repository under any name it likes; only the repository of the run's head tells.
 */
export function refusalOfListing(wish: ArtifactWish, artifact: ListedArtifact): ArtifactRefusal | null {
  const { run } = artifact;
  if (run.headRepositoryId !== run.repositoryId) return "fork";
  if (run.headBranch !== wish.branch) return "other-branch";
  return refusalOfOwn(artifact);
}

/** What speaks against an artifact of this very run, which is trusted as this job is: it has no conclusion yet. */
export function refusalOfOwn({ expired, digest }: ListedArtifact): ArtifactRefusal | null {
  if (expired) return "expired";
  return digest === null ? "no-digest" : null;
}

/** What the run says against its artifacts; null: nothing. */
export function refusalOfRun(wish: ArtifactWish, run: ProvidingRun): ArtifactRefusal | null {
  if (wish.workflow !== null && fileOf(run.path) !== wish.workflow) return "other-workflow";
  if (isPullRequestEvent(run.event)) return "pull-request";
  return run.conclusion === "success" ? null : "not-successful";
}

/** Newest first; of one second the higher id, which GitHub counts up. */
export function newestFirst(artifacts: readonly ListedArtifact[]): readonly ListedArtifact[] {
  return artifacts.toSorted((a, b) => b.createdAt - a.createdAt || b.id - a.id);
}

function fileOf(path: string): string {
  return path.replace(/@.*$/, "").replace(/^.*\//, "");
}

/**
 * The default branch as a run knows it: a scheduled run always runs on it, and most events carry it. null: GitHub has to be
 * asked.
 */
export function defaultBranchOf(run: {
  readonly eventName: string;
  readonly refName: string;
  /** `repository.default_branch` of the event. */
  readonly ofEvent: string | null;
}): string | null {
  return run.eventName === "schedule" && run.refName !== "" ? run.refName : run.ofEvent;
}
