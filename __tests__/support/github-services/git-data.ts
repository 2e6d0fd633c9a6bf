import { createHash } from "node:crypto";
import { zipBytes } from "../zip-writer.ts";
import { NOT_FOUND, type Reply } from "./answer.ts";
import type { RestRoutes } from "./rest-actions.ts";

interface Commit {
  readonly tree: string;
  readonly parents: readonly string[];
  readonly message: string;
}

interface TreeEntry {
  readonly path: string;
  readonly content?: string;
  readonly sha?: string | null;
}

const REPO = "/repos/{owner}/{repo}";

/** The Git data API over one repository in memory: what a branch of plain files needs. */
export class GitData {
  readonly refs = new Map<string, string>();
  readonly commits = new Map<string, Commit>();
  readonly #trees = new Map<string, ReadonlyMap<string, Buffer>>();
  readonly #blobs = new Map<string, Buffer>();

  /** The files of a branch, as text. */
  filesOf(branch: string): Readonly<Record<string, string>> {
    const files = this.#filesAt(this.refs.get(`refs/heads/${branch}`)!);
    return Object.fromEntries([...files].map(([path, content]) => [path, content.toString("utf8")]));
  }

  /** Puts a commit on a branch, as if somebody had pushed it. */
  push(branch: string, files: ReadonlyMap<string, Buffer>): void {
    const tree = this.#keep(this.#trees, JSON.stringify([...files.keys(), Math.random()]), files);
    const parent = this.refs.get(`refs/heads/${branch}`);
    const commit = { tree, parents: parent === undefined ? [] : [parent], message: "pushed" };
    this.refs.set(`refs/heads/${branch}`, this.#keep(this.commits, JSON.stringify(commit), commit));
  }

  routes(): RestRoutes {
    return {
      [`GET ${REPO}/git/matching-refs/{ref}`]: ({ parameters }) => {
        const found = [...this.refs].filter(([ref]) => ref.startsWith(`refs/${parameters["ref"]}`));
        return { status: 200, body: found.map(([ref, sha]) => ({ ref, object: { type: "commit", sha } })) };
      },
      [`GET ${REPO}/git/commits/{commit_sha}`]: ({ parameters }) => {
        const commit = this.commits.get(parameters["commit_sha"]!);
        return commit === undefined ? NOT_FOUND : { status: 200, body: { tree: { sha: commit.tree } } };
      },
      [`GET ${REPO}/zipball/{ref}`]: ({ parameters }) => this.#zipball(parameters["ref"]!),
      [`POST ${REPO}/git/blobs`]: ({ body }) => {
        const { content } = body as { content: string };
        return created(this.#keep(this.#blobs, content, Buffer.from(content, "base64")));
      },
      [`POST ${REPO}/git/trees`]: ({ body }) => this.#createTree(body as never),
      [`POST ${REPO}/git/commits`]: ({ body }) => {
        const commit = body as Commit;
        return created(this.#keep(this.commits, JSON.stringify(commit), commit));
      },
      [`POST ${REPO}/git/refs`]: ({ body }) => {
        const { ref, sha } = body as { ref: string; sha: string };
        if (this.refs.has(ref)) return unprocessable("Reference already exists");
        this.refs.set(ref, sha);
        return created(sha);
      },
      [`PATCH ${REPO}/git/refs/{ref}`]: ({ parameters, body }) => {
        const { sha, force } = body as { sha: string; force?: boolean };
        const ref = `refs/${parameters["ref"]}`;
        const isAhead = this.commits.get(sha)?.parents.includes(this.refs.get(ref)!) === true;
        if (force !== true && !isAhead) return unprocessable("Update is not a fast forward");
        this.refs.set(ref, sha);
        return { status: 200, body: { ref, object: { sha } } };
      },
    };
  }

  #createTree({ base_tree: base, tree }: { base_tree?: string; tree: readonly TreeEntry[] }): Reply {
    const files = new Map(base === undefined ? [] : this.#trees.get(base)!);
    for (const { path, content, sha } of tree) {
      if (content !== undefined) files.set(path, Buffer.from(content, "utf8"));
      else if (typeof sha === "string") files.set(path, this.#blobs.get(sha)!);
      else if (!files.delete(path)) return unprocessable("GitRPC::BadObjectState");
    }
    return created(this.#keep(this.#trees, `${base} ${JSON.stringify(tree)}`, files));
  }

  #zipball(sha: string): Reply {
    const files = this.#filesAt(sha);
    const parts = [...files].map(([path, content]) => ({
      name: `octo-movies-${sha.slice(0, 7)}/${path}`,
      content,
    }));
    // GitHub's archives carry the commit as their comment.
    const body = zipBytes([{ name: `octo-movies-${sha.slice(0, 7)}/`, content: "" }, ...parts], sha);
    return { status: 200, body, headers: { "content-type": "application/zip" } };
  }

  #filesAt(commit: string): ReadonlyMap<string, Buffer> {
    return this.#trees.get(this.commits.get(commit)!.tree)!;
  }

  #keep<Value>(store: Map<string, Value>, identity: string, value: Value): string {
    const sha = createHash("sha1")
      .update(`${store === this.#trees} ${identity}`)
      .digest("hex");
    store.set(sha, value);
    return sha;
  }
}

function created(sha: string): Reply {
  return { status: 201, body: { sha } };
}

function unprocessable(message: string): Reply {
  return { status: 422, body: { message } };
}
