import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { type MlflowVersion, startMlflow, typeInShell } from "./mlflow-library.ts";

/** A `mlflow server` on loopback. */
export interface MlflowServer {
  readonly url: string;
  stop(): Promise<void>;
}

const STARTED_WITHIN_MS = 90_000;

/** How a server differs from a plain one. */
interface ServerOptions {
  /** More of the command line. */
  readonly args?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/**
 * The administrator of a server with basic-auth. ASCII: MLflow 3 refuses any other password, also its own client's, where
 * artifacts are uploaded.
 */
export const ADMIN = { name: "admin", password: "a pass:word with 1234" } as const;

/**
 * Starts a server on a new database in a folder of its own, which is removed when it stops. Artifacts go through the
 * server.
 */
export async function startDatabaseServer(
  version: MlflowVersion,
  {
    auth = false,
    serveArtifacts = true,
  }: { readonly auth?: boolean; readonly serveArtifacts?: boolean } = {},
): Promise<MlflowServer> {
  const folder = mkdtempSync(join(tmpdir(), "model-monitor-server-"));
  const artifacts = join(folder, "artifacts");
  const config = join(folder, "auth.ini");
  writeFileSync(config, authConfig(join(folder, "auth.db")));
  const server = await startServer(version, folder, `sqlite:///${join(folder, "mlflow.db")}`, {
    args: [
      ...(serveArtifacts
        ? ["--artifacts-destination", artifacts]
        : ["--no-serve-artifacts", "--default-artifact-root", artifacts]),
      ...(auth ? ["--app-name", "basic-auth"] : []),
    ],
    environment: auth
      ? { MLFLOW_AUTH_CONFIG_PATH: config, MLFLOW_FLASK_SERVER_SECRET_KEY: "of these tests" }
      : {},
  });
  const stop = async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { ...server, stop };
}

function authConfig(database: string): string {
  return [
    "[mlflow]",
    "default_permission = READ",
    `database_uri = sqlite:///${database}`,
    `admin_username = ${ADMIN.name}`,
    `admin_password = ${ADMIN.password}`,
    // MLflow 3 hashes the password for every request unless it remembers who was let in; MLflow 2 does not know this.
    "auth_cache_ttl_seconds = 600",
    "authorization_function = mlflow.server.auth:authenticate_request_basic_auth",
    "",
  ].join("\n");
}

/** Starts a server in a folder, for a store given as on the command line, and waits until it answers. */
async function startServer(
  version: MlflowVersion,
  folder: string,
  store: string,
  { args = [], environment = {} }: ServerOptions,
): Promise<MlflowServer> {
  const command = ["server", "--backend-store-uri", store, ...args];
  return await answering((more) => startMlflow(version, [...command, ...more], folder, environment));
}

/** The same for a line that a user copies, such as `mlflow ui`; host and port are ours. */
export async function openPages(version: MlflowVersion, folder: string, line: string): Promise<MlflowServer> {
  return await answering((more) => typeInShell(version, [line, ...more].join(" "), folder));
}

/** Starts a server on a free port, and waits until it answers. */
async function answering(start: (args: readonly string[]) => ChildProcess): Promise<MlflowServer> {
  const port = String(await freePort());
  const server = start(["--host", "127.0.0.1", "--port", port, "--workers", "1"]);
  let log = "";
  for (const stream of [server.stdout, server.stderr])
    stream?.setEncoding("utf8").on("data", (text: string) => {
      log += text;
    });
  const closed = once(server, "close");
  const url = `http://127.0.0.1:${port}`;
  const stop = async () => {
    // The whole group: its workers are processes of their own.
    if (server.exitCode === null && server.pid !== undefined) process.kill(-server.pid, "SIGKILL");
    await closed;
  };
  const giveUpAt = Date.now() + STARTED_WITHIN_MS;
  while (!(await isHealthy(url))) {
    if (server.exitCode === null && Date.now() < giveUpAt) await sleep(200);
    else {
      await stop();
      throw new Error(`mlflow server did not start: ${log}`);
    }
  }
  return { url, stop };
}

async function isHealthy(url: string): Promise<boolean> {
  return await fetch(`${url}/health`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** A port that is free now. */
async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no port");
  return address.port;
}

/** Tries are as many as ever; nobody waits two minutes for an answer here. */
export const IN_A_HURRY = { MLFLOW_HTTP_REQUEST_MAX_RETRIES: "1", MLFLOW_HTTP_REQUEST_TIMEOUT: "20" };
