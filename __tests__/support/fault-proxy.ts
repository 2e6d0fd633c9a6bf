import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** What goes wrong with one call. */
export type Fault =
  /** The connection is cut before the server has the request, or when the server has carried it out. */
  | "reset before"
  | "reset after"
  /** The server carries it out, and nothing is said for longer than anybody waits. */
  | "no answer"
  /** 429 with Retry-After, and 502: the server has not seen it. */
  | "429"
  | "502"
  /** The server carries it out, and half of the answer arrives. */
  | "cut answer";

export interface SeenCall {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly body: string;
}

export interface FaultProxy {
  readonly url: string;
  /** How often the fault was done. */
  readonly faults: number;
  close(): Promise<void>;
}

interface FaultPlan {
  readonly fault: Fault;
  readonly hits: (call: SeenCall) => boolean;
  /** How many of the calls that are hit; the others pass. */
  readonly times: number;
}

/** A proxy on loopback before a server: passes everything on, and does one fault to some calls. */
export async function startFaultProxy(target: string, plan: FaultPlan): Promise<FaultProxy> {
  let faults = 0;
  const server = createServer((incoming, outgoing) => {
    void handle(incoming, outgoing);
  });
  const handle = async (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const body = await bodyOf(incoming);
    const call = { method: incoming.method ?? "", url: incoming.url ?? "", body: body.toString("utf8") };
    const isHit = faults < plan.times && plan.hits(call);
    if (isHit) faults += 1;
    const fault = isHit ? plan.fault : null;
    if (fault === null) await pass(target, incoming, body, outgoing);
    else await spoil(fault, async () => await ask(target, incoming, body), outgoing);
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    get faults() {
      return faults;
    },
    close: async () => await closed(server),
  };
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingMessage["headers"];
  readonly body: Buffer;
}

async function spoil(fault: Fault, carryOut: () => Promise<Answer>, outgoing: ServerResponse): Promise<void> {
  if (fault === "reset before") outgoing.socket?.destroy();
  else if (fault === "429") outgoing.writeHead(429, { "retry-after": "1" }).end("slow down");
  else if (fault === "502")
    outgoing.writeHead(502, { "content-type": "text/html" }).end("<h1>Bad gateway</h1>");
  else {
    const { status, headers, body } = await carryOut();
    if (fault === "reset after") outgoing.socket?.destroy();
    if (fault !== "cut answer") return;
    outgoing.writeHead(status, { ...headers, "content-length": String(body.length + 1) });
    outgoing.write(body.subarray(0, Math.ceil(body.length / 2)), () => outgoing.socket?.destroy());
  }
}

async function pass(
  target: string,
  incoming: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): Promise<void> {
  const answer = await ask(target, incoming, body);
  outgoing.writeHead(answer.status, { ...answer.headers, "content-length": String(answer.body.length) });
  outgoing.end(answer.body);
}

async function ask(target: string, { method, url, headers }: IncomingMessage, body: Buffer): Promise<Answer> {
  return await new Promise((resolve, reject) => {
    const { host: _, "transfer-encoding": __, connection: ___, ...kept } = headers;
    const asked = request(
      `${target}${url ?? ""}`,
      { method, headers: { ...kept, "content-length": String(body.length) } },
      (answer) => {
        const { "transfer-encoding": ____, connection: _____, ...answered } = answer.headers;
        const { statusCode: status = 502 } = answer;
        resolve(bodyOf(answer).then((bytes) => ({ status, headers: answered, body: bytes })));
      },
    );
    asked.on("error", reject).end(body);
  });
}

async function bodyOf(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  // A client that was cut off leaves half a request.
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
