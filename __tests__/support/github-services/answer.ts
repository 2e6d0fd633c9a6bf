import type { IncomingHttpHeaders, OutgoingHttpHeaders } from "node:http";

/** One request as the server saw it. */
export interface Call {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
  /** The JSON of the body; null when there is none, or when it is a blob. */
  readonly body: unknown;
}

export interface Reply {
  readonly status: number;
  /** JSON, or bytes as they are. */
  readonly body?: unknown;
  readonly headers?: OutgoingHttpHeaders;
}

export const NOT_FOUND: Reply = { status: 404, body: { message: "Not Found" } };

/** What GitHub says when the token lacks a permission. */
export const FORBIDDEN: Reply = { status: 403, body: { message: "Resource not accessible by integration" } };
