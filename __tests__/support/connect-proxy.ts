import { createServer, request, type IncomingMessage, type ServerResponse } from "node:http";
import { connect, type AddressInfo, type Server, type Socket } from "node:net";
import { createServer as createTlsServer, type TlsOptions } from "node:tls";

export interface ConnectProxy {
  /** With the user and the password that it asks for. */
  readonly url: string;
  /** Whom it was asked for, in order: `host:port`. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

interface ProxyOptions {
  /** The port on loopback behind each `host:port`; it leads nowhere else. */
  readonly hosts: ReadonlyMap<string, number>;
  /** `user:password`; null: it asks for none. */
  readonly credentials?: string | null;
}

/** The one way out of a company's network: an HTTP proxy on loopback, by CONNECT or by whole addresses. */
export async function startConnectProxy({ hosts, credentials = null }: ProxyOptions): Promise<ConnectProxy> {
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const expected =
    credentials === null
      ? undefined
      : `Basic ${Buffer.from(decodeURIComponent(credentials)).toString("base64")}`;
  /** The port that a request is let through to, or the status that refuses it. */
  const wayTo = (host: string, { headers }: IncomingMessage): { port: number } | { status: number } => {
    if (headers["proxy-authorization"] !== expected) return { status: 407 };
    asked.push(host);
    const port = hosts.get(host);
    return port === undefined ? { status: 502 } : { port };
  };
  const server = createServer((incoming, outgoing) => {
    const { host, port } = new URL(incoming.url ?? "", "http://nobody.invalid");
    const way = wayTo(port === "" ? `${host}:80` : host, incoming);
    if ("port" in way) pass(way.port, incoming, outgoing);
    else outgoing.writeHead(way.status).end();
  });
  server.on("connection", (socket) => sockets.add(socket));
  server.on("connect", (incoming: IncomingMessage, socket: Socket) => {
    const way = wayTo(incoming.url ?? "", incoming);
    if ("status" in way) {
      socket.end(`HTTP/1.1 ${way.status} Refused\r\n\r\n`);
      return;
    }
    const upstream = connect(way.port, "127.0.0.1", () => {
      socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
      join(socket, upstream);
    });
    upstream.on("error", () => socket.destroy());
  });
  const port = await listen(server);
  const userinfo = credentials === null ? "" : `${credentials}@`;
  return {
    url: `http://${userinfo}127.0.0.1:${port}`,
    asked,
    close: async () => await closed(server, sockets),
  };
}

/** What stands before a plain server and speaks TLS for it. */
export async function startTlsFront(
  target: number,
  tls: TlsOptions,
): Promise<{ readonly port: number; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createTlsServer(tls, (socket) => {
    sockets.add(socket);
    const upstream = connect(target, "127.0.0.1");
    upstream.on("error", () => socket.destroy());
    join(socket, upstream);
  });
  const port = await listen(server);
  return { port, close: async () => await closed(server, sockets) };
}

function pass(port: number, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { pathname, search } = new URL(incoming.url ?? "");
  const { "proxy-authorization": _, "proxy-connection": __, ...headers } = incoming.headers;
  const upstream = request(
    { port, host: "127.0.0.1", method: incoming.method, path: `${pathname}${search}`, headers },
    (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    },
  );
  upstream.on("error", () => outgoing.destroy());
  incoming.pipe(upstream);
}

/** One end that breaks off takes the other with it. */
function join(one: Socket, other: Socket): void {
  one.pipe(other).pipe(one);
  one.on("error", () => other.destroy());
  other.on("error", () => one.destroy());
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

async function closed(server: Server, sockets: ReadonlySet<Socket>): Promise<void> {
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => server.close(resolve));
}
