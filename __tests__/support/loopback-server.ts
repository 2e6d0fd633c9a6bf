import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createTlsServer, type ServerOptions } from "node:https";
import type { AddressInfo } from "node:net";

/** One request as a server saw it. */
export interface SeenRequest {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly headers: IncomingMessage["headers"];
  readonly body: string;
}

/** What a server does with a request: an answer, or something that is none. */
export type Reply =
  | {
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string | Uint8Array;
    }
  /** The connection is cut: before a word was said, or in the middle of the answer. */
  | "reset"
  | "cut"
  /** Nothing is ever said. */
  | "silence";

export interface LoopbackServer {
  readonly url: string;
  readonly port: number;
  readonly requests: readonly SeenRequest[];
  readonly server: Server;
  close(): Promise<void>;
}

/** A server on loopback that answers as told, request by request. */
export async function startLoopback(
  reply: (request: SeenRequest, count: number) => Reply,
  tls: ServerOptions | null = null,
): Promise<LoopbackServer> {
  const requests: SeenRequest[] = [];
  const handle = (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const { method = "", url = "", headers } = incoming;
      const request = { method, url, headers, body: Buffer.concat(chunks).toString("utf8") };
      requests.push(request);
      send(reply(request, requests.length), outgoing);
    });
  };
  const server = tls === null ? createServer(handle) : createTlsServer(tls, handle);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `${tls === null ? "http" : "https"}://127.0.0.1:${port}`,
    port,
    requests,
    server,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function send(reply: Reply, outgoing: ServerResponse): void {
  if (reply === "silence") return;
  if (reply === "reset") {
    outgoing.socket?.destroy();
    return;
  }
  if (reply === "cut") {
    outgoing.writeHead(200, { "content-type": "application/json", "content-length": "100" });
    outgoing.write('{"a":', () => outgoing.socket?.destroy());
    return;
  }
  const { status, headers = {}, body = "" } = reply;
  outgoing.writeHead(status, { "content-type": "application/json", ...headers });
  outgoing.end(body);
}

export function json(value: unknown, status = 200): Reply {
  return { status, body: JSON.stringify(value) };
}
