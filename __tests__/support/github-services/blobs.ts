import type { Call, Reply } from "./answer.ts";
import { NOT_FOUND } from "./answer.ts";

/** A place for bytes behind a signed URL, as Azure's block blobs are. */
interface Blob {
  readonly read?: () => { readonly bytes: Buffer; readonly contentType: string };
  readonly write?: (bytes: Buffer) => void;
  readonly blocks: Map<string, Buffer>;
}

/** Signed URLs carry a secret, so that tests can look for it where it must not be. */
export const URL_SECRET = "c2lnbmF0dXJlLW9mLXRoZS1ibG9i";

/** The blob storage of the artifact and cache services: uploads in one piece or in blocks, plain downloads. */
export class BlobStorage {
  readonly #blobs = new Map<string, Blob>();
  readonly #origin: () => string;

  constructor(origin: () => string) {
    this.#origin = origin;
  }

  uploadUrl(write: (bytes: Buffer) => void): string {
    return this.#signed({ write, blocks: new Map() });
  }

  downloadUrl(read: NonNullable<Blob["read"]>): string {
    return this.#signed({ read, blocks: new Map() });
  }

  #signed(blob: Blob): string {
    const id = String(this.#blobs.size + 1);
    this.#blobs.set(id, blob);
    return `${this.#origin()}/blobs/${id}?sv=2025-01-05&sig=${URL_SECRET}`;
  }

  answer(call: Call): Reply {
    const blob = this.#blobs.get(call.url.pathname.replace("/blobs/", ""));
    if (blob === undefined || call.url.searchParams.get("sig") !== URL_SECRET) return NOT_FOUND;
    if (call.method === "GET" && blob.read !== undefined) {
      const { bytes, contentType } = blob.read();
      return { status: 200, body: bytes, headers: { "content-type": contentType } };
    }
    if (call.method === "PUT" && blob.write !== undefined) return put(call, blob.write, blob.blocks);
    return { status: 405 };
  }
}

function put(call: Call, write: (bytes: Buffer) => void, blocks: Map<string, Buffer>): Reply {
  const part = call.url.searchParams.get("comp");
  if (part === null) write(call.bytes);
  else if (part === "block") blocks.set(call.url.searchParams.get("blockid") ?? "", call.bytes);
  else {
    const listed = [...call.bytes.toString("utf8").matchAll(/<Latest>([^<]*)<\/Latest>/g)];
    write(Buffer.concat(listed.map(([, id]) => blocks.get(id!)!)));
  }
  return {
    status: 201,
    headers: { etag: '"0x1"', "last-modified": new Date().toUTCString(), "x-ms-request-id": "1" },
  };
}
