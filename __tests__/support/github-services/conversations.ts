/** An issue, or a pull request: GitHub counts both together and keeps their comments in one place. */
export interface Issue {
  readonly repository: string;
  readonly number: number;
  title: string;
  body: string;
  readonly author: string;
  state: "open" | "closed";
  stateReason: string | null;
  labels: string[];
  readonly createdAt: number;
  updatedAt: number;
  closedAt: number | null;
  /** null: an issue. */
  readonly pull: PullHead | null;
}

/** Where a pull request comes from. */
interface PullHead {
  /** `owner/name`; null: the fork is gone. */
  readonly repository: string | null;
  readonly branch: string;
  readonly sha: string;
  /** Further commits of it. */
  readonly commits?: readonly string[];
}

export interface Comment {
  readonly id: number;
  readonly repository: string;
  readonly issue: number;
  body: string;
  /** null: the account is gone. */
  readonly author: string | null;
  readonly createdAt: number;
  updatedAt: number;
}

export interface Label {
  readonly repository: string;
  readonly name: string;
  color: string;
  description: string | null;
}

/** Issues, pull requests, their comments and labels, and who the tests' token is. Tests look into it and change it. */
export class Conversations {
  /** As whom the tests' token writes. */
  login = "github-actions[bot]";
  issues: Issue[] = [];
  comments: Comment[] = [];
  labels: Label[] = [];
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  readonly #nextId: () => number;

  constructor(now: () => number, nextId: () => number) {
    this.now = now;
    this.#nextId = nextId;
  }

  /** Adds an issue, as if somebody had opened it. */
  addIssue(given: Partial<Issue> = {}): Issue {
    const issue: Issue = {
      repository: "octo/movies",
      number: Math.max(0, ...this.issues.map(({ number }) => number)) + 1,
      title: "An issue",
      body: "",
      author: "octocat",
      state: "open",
      stateReason: null,
      labels: [],
      createdAt: this.now(),
      updatedAt: this.now(),
      closedAt: null,
      pull: null,
      ...given,
    };
    this.issues.push(issue);
    return issue;
  }

  /** Adds a pull request of a branch of `octo/movies`. */
  addPull(head: Partial<PullHead> = {}, given: Partial<Issue> = {}): Issue {
    const sha = "0123456789abcdef0123456789abcdef01234567";
    return this.addIssue({
      title: "A pull request",
      pull: { repository: "octo/movies", branch: "topic", sha, ...head },
      ...given,
    });
  }

  addComment(issue: Issue, body: string, author: string | null = "octocat"): Comment {
    const comment: Comment = {
      id: this.#nextId(),
      repository: issue.repository,
      issue: issue.number,
      body,
      author,
      createdAt: this.now(),
      updatedAt: this.now(),
    };
    this.comments.push(comment);
    return comment;
  }

  /** Whether a number, or the issue of a comment, is a pull request: its permission then counts too. */
  isPull(repository: string, parameters: Readonly<Record<string, string>>): boolean {
    const comment = this.comments.find(({ id }) => id === Number(parameters["comment_id"]));
    const number = comment?.issue ?? Number(parameters["issue_number"]);
    return this.issues.some(
      (issue) => issue.repository === repository && issue.number === number && issue.pull !== null,
    );
  }

  label(repository: string, name: string): Label | undefined {
    return this.labels.find(
      (label) => label.repository === repository && label.name.toLowerCase() === name.toLowerCase(),
    );
  }

  /** GitHub makes labels that do not exist yet, in grey. */
  setLabels(issue: Issue, names: readonly string[]): void {
    for (const name of names)
      if (this.label(issue.repository, name) === undefined)
        this.labels.push({ repository: issue.repository, name, color: "ededed", description: null });
    issue.labels = [...new Set(names)];
  }

  commentsOf({ repository, number }: Issue): readonly Comment[] {
    return this.comments.filter((comment) => comment.repository === repository && comment.issue === number);
  }
}
