import { z } from "zod";
import { readArchive } from "../../formats/history/archive.ts";
import { damagedCopy, type Tree } from "../../formats/history/tree.ts";
import type { Asker } from "../github-api.ts";
import { statusOf } from "../github-refusals.ts";

/** GitHub answers within seconds; a hanging connection must not hold the job. */
const TIMEOUT_MS = 60_000;
const MAX_ARCHIVE_BYTES = 256 * 1024 * 1024;
/** Another job was first: the branch is no longer where it was, or is there already. */
const CONFLICTS: ReadonlySet<number | null> = new Set([409, 422]);

/** Where a branch points. */
export interface BranchHead {
  readonly commit: string;
}

const Sha = z.string().regex(/^[0-9a-f]{40,64}$/);
const Refs = z.array(z.object({ ref: z.string(), object: z.object({ sha: Sha }) })).max(1000);
const Commit = z.object({ tree: z.object({ sha: Sha }) });
const Created = z.object({ sha: Sha });

/** The calls of GitHub's Git data API that a branch of files needs. What GitHub refuses is thrown as its client's error. */
export class BranchClient {
  readonly #asker: Asker;
  readonly #branch: string;

  constructor(asker: Asker, branch: string) {
    this.#asker = asker;
    this.#branch = branch;
  }

  /** null: there is no such branch. By prefix, because a single look-up answers 404 also to a token that may not look. */
  async head(): Promise<BranchHead | null> {
    const data = await this.#request("GET /repos/{owner}/{repo}/git/matching-refs/{ref}", {
      ref: `heads/${this.#branch}`,
    });
    const found = Refs.parse(data).find(({ ref }) => ref === `refs/heads/${this.#branch}`);
    return found === undefined ? null : { commit: found.object.sha };
  }

  /**
   * All files at once, as GitHub packs them: one request, where file by file a year of runs would use up the token's hour.
   * @throws HistoryError when they are no history
   */
  async files({ commit }: BranchHead): Promise<Tree> {
    const origin = `branch ${this.#branch}`;
    const body = await this.#request(
      "GET /repos/{owner}/{repo}/zipball/{ref}",
      { ref: commit },
      { asStream: true },
    );
    return readArchive(await readAll(body, origin), origin, { inFolder: true });
  }

  /**
   * Puts a commit with some changed files on top of the head, or makes the branch.
   * @returns false when the branch has moved or come into being meanwhile
   */
  async commit(
    head: BranchHead | null,
    changes: ReadonlyMap<string, Uint8Array | null>,
    message: string,
  ): Promise<boolean> {
    const base = head === null ? {} : { base_tree: await this.#treeOf(head) };
    const entries = [];
    for (const [path, content] of changes)
      entries.push({ path, mode: "100644", type: "blob", ...(await this.#content(content)) });
    const tree = await this.#create("trees", { ...base, tree: entries });
    const parents = head === null ? [] : [head.commit];
    const sha = await this.#create("commits", { message, tree, parents });
    return await this.#move(head, sha);
  }

  async #treeOf({ commit }: BranchHead): Promise<string> {
    const data = await this.#request("GET /repos/{owner}/{repo}/git/commits/{commit_sha}", {
      commit_sha: commit,
    });
    return Commit.parse(data).tree.sha;
  }

  /** Text goes along with the tree; anything else needs a request of its own. */
  async #content(content: Uint8Array | null): Promise<{ sha: string | null } | { content: string }> {
    if (content === null) return { sha: null };
    const text = textOf(content);
    if (text !== null) return { content: text };
    const base64 = Buffer.from(content).toString("base64");
    return { sha: await this.#create("blobs", { content: base64, encoding: "base64" }) };
  }

  async #create(what: "blobs" | "trees" | "commits", body: object): Promise<string> {
    return Created.parse(await this.#request(`POST /repos/{owner}/{repo}/git/${what}`, { ...body })).sha;
  }

  async #move(head: BranchHead | null, sha: string): Promise<boolean> {
    const ref = `heads/${this.#branch}`;
    try {
      if (head === null)
        await this.#request("POST /repos/{owner}/{repo}/git/refs", { ref: `refs/${ref}`, sha });
      else await this.#request("PATCH /repos/{owner}/{repo}/git/refs/{ref}", { ref, sha, force: false });
      return true;
    } catch (error) {
      if (CONFLICTS.has(statusOf(error))) return false;
      throw error;
    }
  }

  async #request(
    route: string,
    parameters: Readonly<Record<string, unknown>>,
    { asStream = false } = {},
  ): Promise<unknown> {
    // Loaded only now: most runs ask nothing, and the client is the largest part of the bundle.
    const { getOctokit } = await import("@actions/github");
    const [owner = "", repo = ""] = this.#asker.ownRepository.split("/");
    const { data } = await getOctokit(this.#asker.token).request(route, {
      owner,
      repo,
      ...parameters,
      request: {
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(asStream ? { parseSuccessResponseBody: false } : {}),
      },
    });
    return data;
  }
}

/** Piece by piece, so that an archive without end fills no memory. */
async function readAll(body: unknown, origin: string): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  if (!isStream(body)) throw new TypeError("the client gave no stream");
  for await (const chunk of body) {
    if (!ArrayBuffer.isView(chunk))
      throw new TypeError("the client gave a stream of something else than bytes");
    bytes += chunk.byteLength;
    if (bytes > MAX_ARCHIVE_BYTES) throw damagedCopy(origin, `it holds more than ${MAX_ARCHIVE_BYTES} bytes`);
    chunks.push(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength));
  }
  return Buffer.concat(chunks);
}

/** Which class it is depends on the client's fetch. */
function isStream(body: unknown): body is AsyncIterable<unknown> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body;
}

/** null: no text that JSON and git carry unchanged. */
function textOf(content: Uint8Array): string | null {
  if (content.includes(0)) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(content);
  } catch {
    return null;
  }
}
