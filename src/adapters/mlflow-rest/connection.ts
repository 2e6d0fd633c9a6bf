import { readFile } from "node:fs/promises";
import type { Dispatcher } from "undici";
import { ConfigError } from "../../core/errors.ts";

const CONNECT_TIMEOUT_MS = 15_000;

/** How a server is reached; the configuration is made of the same. */
export interface Route {
  readonly tls: {
    readonly verify: boolean;
    readonly caFile: string | null;
    readonly clientFile: string | null;
  };
  readonly proxy: { readonly url: string; readonly shownAs: string; readonly except: string } | null;
  readonly timeoutMs: number;
}

/** One request to a server, by a connection pool of undici. */
export type Send = (url: string, options: SendOptions) => Promise<Dispatcher.ResponseData>;

/** What is sent, and by what it is given up. */
export interface SendOptions {
  readonly method: "GET" | "POST" | "PUT";
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | string | null;
  readonly signal: AbortSignal;
}

/**
 * Opens connections as a route says: its proxy, its certificates, its time-outs. Redirects are not followed.
 * @throws ConfigError when a certificate file cannot be read
 */
export async function connect({ tls, proxy, timeoutMs }: Route): Promise<Send> {
  // Loaded only now: who keeps runs in a directory never needs it. By its default export: it is CommonJS, and the bundle
  // keeps no other one.
  const { EnvHttpProxyAgent, request } = (await import("undici")).default;
  const requestTls = {
    rejectUnauthorized: tls.verify,
    ...(await certificates(tls)),
    timeout: CONNECT_TIMEOUT_MS,
    allowH2: false,
  };
  const dispatcher = new EnvHttpProxyAgent({
    // Both: one server has one scheme, and undici takes the proxy for http: also for https:, which nobody else does.
    httpProxy: proxy?.url ?? "",
    httpsProxy: proxy?.url ?? "",
    noProxy: proxy?.except ?? "",
    connect: requestTls,
    requestTls,
    proxyTls: { timeout: CONNECT_TIMEOUT_MS, allowH2: false },
    headersTimeout: timeoutMs,
    bodyTimeout: timeoutMs,
    // Through a proxy each server gets one; more would be of no use, as requests come one after the other.
    connections: 2,
  });
  return async (url, options) => await request(url, { ...options, dispatcher });
}

async function certificates({
  caFile,
  clientFile,
}: Route["tls"]): Promise<{ readonly ca?: string; readonly cert?: string; readonly key?: string }> {
  const ca = caFile === null ? {} : { ca: await readPem("MLFLOW_TRACKING_SERVER_CERT_PATH", caFile) };
  if (clientFile === null) return ca;
  const pem = await readPem("MLFLOW_TRACKING_CLIENT_CERT_PATH", clientFile);
  return { ...ca, cert: pem, key: pem };
}

async function readPem(variable: string, file: string): Promise<string> {
  try {
    const text = await readFile(file, "utf8");
    if (text.includes("-----BEGIN ")) return text;
  } catch (error) {
    throw new ConfigError(`${variable}: the file it names cannot be read`, PEM_HINT, { cause: error });
  }
  throw new ConfigError(`${variable}: the file it names holds no PEM`, PEM_HINT);
}

const PEM_HINT = "Name a file in PEM form (it begins with -----BEGIN), written by a step before this one.";
