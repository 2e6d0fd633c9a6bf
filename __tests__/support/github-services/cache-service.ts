import type { Call, Reply } from "./answer.ts";
import type { BlobStorage } from "./blobs.ts";
import type { CacheEntry, GitHubState } from "./state.ts";

interface Fields {
  readonly key: string;
  readonly version: string;
  readonly restore_keys?: readonly string[];
  readonly size_bytes?: string;
}

/** `github.actions.results.api.v1.CacheService`, in Twirp's JSON. */
export class CacheService {
  readonly #state: GitHubState;
  readonly #blobs: BlobStorage;

  constructor(state: GitHubState, blobs: BlobStorage) {
    this.#state = state;
    this.#blobs = blobs;
  }

  answer(method: string, { body }: Call): Reply {
    const fields = body as Fields;
    if (method === "GetCacheEntryDownloadURL") return this.#restore(fields);
    if (method === "CreateCacheEntry") return this.#create(fields);
    if (method === "FinalizeCacheEntryUpload") return this.#finalize(fields);
    return { status: 404, body: { code: "bad_route", msg: method } };
  }

  /** The exact key, then each key as a prefix; of several the newest. */
  #restore({ key, version, restore_keys: restoreKeys = [] }: Fields): Reply {
    this.#state.evictCaches();
    const entries = this.#state.caches.filter((entry) => entry.finished && entry.version === version);
    const matches = [
      entries.filter((entry) => entry.key === key),
      ...[key, ...restoreKeys].map((prefix) => entries.filter((entry) => entry.key.startsWith(prefix))),
    ];
    const found = matches.find((some) => some.length > 0)?.reduce(newer);
    if (found === undefined) return { status: 200, body: { ok: false } };
    found.readAt = this.#state.now();
    const url = this.#blobs.downloadUrl(() => ({
      bytes: found.bytes,
      contentType: "application/octet-stream",
    }));
    return { status: 200, body: { ok: true, signed_download_url: url, matched_key: found.key } };
  }

  #create({ key, version }: Fields): Reply {
    if (this.#state.cacheToken === "read-only")
      return refusal("cache write denied: the event of this run may only read caches");
    if (this.#state.caches.some((entry) => entry.key === key && entry.version === version))
      return refusal(`cache entry with the same key, version, and scope already exists`);
    const now = this.#state.now();
    const entry: CacheEntry = {
      id: this.#state.nextId(),
      key,
      version,
      bytes: Buffer.alloc(0),
      createdAt: now,
      readAt: now,
      finished: false,
    };
    this.#state.caches.push(entry);
    const url = this.#blobs.uploadUrl((bytes) => {
      entry.bytes = bytes;
    });
    return { status: 200, body: { ok: true, signed_upload_url: url } };
  }

  #finalize({ key, version, size_bytes: size }: Fields): Reply {
    const entry = this.#state.caches.find((some) => some.key === key && some.version === version);
    if (entry === undefined || entry.bytes.length !== Number(size)) return refusal("nothing was uploaded");
    entry.finished = true;
    return { status: 200, body: { ok: true, entry_id: String(entry.id) } };
  }
}

function refusal(message: string): Reply {
  return { status: 200, body: { ok: false, message } };
}

function newer(a: CacheEntry, b: CacheEntry): CacheEntry {
  return b.createdAt > a.createdAt || (b.createdAt === a.createdAt && b.id > a.id) ? b : a;
}
