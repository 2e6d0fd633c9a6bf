import { createHash } from "node:crypto";
import { Conversations } from "./conversations.ts";

export const DAY = 24 * 60 * 60 * 1000;

type Access = "none" | "read" | "write";

/** What a token may do in a repository, as `permissions:` of a job says it. */
interface Permissions {
  actions: Access;
  contents: Access;
  issues: Access;
  "pull-requests": Access;
}

export interface Repository {
  readonly id: number;
  readonly name: string;
  defaultBranch: string;
  private: boolean;
  /** Of the tests' token; null: the token cannot see the repository. */
  permissions: Permissions | null;
}

export interface WorkflowRun {
  readonly id: number;
  readonly repository: string;
  /** Where its code comes from: a fork's name for a fork's pull request. */
  readonly headRepository: string;
  readonly headBranch: string;
  readonly headSha: string;
  readonly event: string;
  /** Of the workflow file: `.github/workflows/weekly.yml`. */
  readonly path: string;
  status: "in_progress" | "completed";
  conclusion: string | null;
  readonly createdAt: number;
}

export interface Artifact {
  readonly id: number;
  readonly name: string;
  readonly run: WorkflowRun;
  bytes: Buffer;
  contentType: string;
  /** As the listing says it; null: as artifacts of old clients, which have none. */
  digest: string | null;
  /** As the listing says it. */
  size: number;
  readonly createdAt: number;
  expiresAt: number;
  /** An upload that was begun and not finished is not listed. */
  finished: boolean;
}

export interface CacheEntry {
  readonly id: number;
  readonly key: string;
  readonly version: string;
  bytes: Buffer;
  readonly createdAt: number;
  readAt: number;
  finished: boolean;
}

/** What GitHub knows, in memory. Tests look into it and change it. */
export class GitHubState {
  /** Milliseconds since 1970 UTC: tests set it to let weeks pass. */
  now: () => number = Date.now;
  retentionDays = 90;
  cacheToken: "read-write" | "read-only" = "read-write";
  readonly repositories = new Map<string, Repository>();
  readonly runs = new Map<number, WorkflowRun>();
  artifacts: Artifact[] = [];
  caches: CacheEntry[] = [];
  /** Issues, pull requests, comments and labels. */
  readonly conversations = new Conversations(
    () => this.now(),
    () => this.nextId(),
  );
  #lastId = 1000;

  nextId(): number {
    return ++this.#lastId;
  }

  repository(name: string): Repository {
    const known = this.repositories.get(name);
    if (known !== undefined) return known;
    const permissions = {
      actions: "write",
      contents: "write",
      issues: "write",
      "pull-requests": "write",
    } as const;
    const created: Repository = {
      id: this.nextId(),
      name,
      defaultBranch: "main",
      private: true,
      permissions: { ...permissions },
    };
    this.repositories.set(name, created);
    return created;
  }

  /** Adds a run: by default a successful one of `octo/movies`' weekly workflow on main. */
  addRun(given: Partial<WorkflowRun> = {}): WorkflowRun {
    const repository = given.repository ?? "octo/movies";
    const run: WorkflowRun = {
      id: this.nextId(),
      repository,
      headRepository: repository,
      headBranch: "main",
      headSha: "0123456789abcdef0123456789abcdef01234567",
      event: "schedule",
      path: ".github/workflows/weekly.yml",
      status: "completed",
      conclusion: "success",
      createdAt: this.now(),
      ...given,
    };
    this.repository(run.repository);
    this.repository(run.headRepository);
    this.runs.set(run.id, run);
    return run;
  }

  /** Adds a finished artifact, as if an earlier step had uploaded it. */
  addArtifact(run: WorkflowRun, name: string, bytes: Uint8Array, given: Partial<Artifact> = {}): Artifact {
    const artifact: Artifact = {
      id: this.nextId(),
      name,
      run,
      bytes: Buffer.from(bytes),
      contentType: "application/zip",
      digest: digestOf(bytes),
      size: bytes.length,
      createdAt: this.now(),
      expiresAt: this.now() + this.retentionDays * DAY,
      finished: true,
      ...given,
    };
    this.artifacts.push(artifact);
    return artifact;
  }

  isExpired(artifact: Artifact): boolean {
    return artifact.expiresAt <= this.now();
  }

  /** What GitHub does each day: cache entries that nobody read for over seven days go. */
  evictCaches(): void {
    this.caches = this.caches.filter((entry) => this.now() - entry.readAt <= 7 * DAY);
  }
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
