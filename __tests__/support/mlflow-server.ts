import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { type MlflowVersion, startMlflow } from "./mlflow-library.ts";

/** A `mlflow server` on loopback. */
export interface MlflowServer {
  readonly url: string;
  stop(): Promise<void>;
}

const STARTED_WITHIN_MS = 90_000;

/** Starts a server in a folder, for a store given as on the command line, and waits until it answers. */
export async function startServer(
  version: MlflowVersion,
  folder: string,
  store: string,
): Promise<MlflowServer> {
  return await startPages(version, folder, ["server", "--backend-store-uri", store]);
}

/** The same for a command as a user types it, such as `mlflow ui`; host and port are ours. */
export async function startPages(
  version: MlflowVersion,
  folder: string,
  command: readonly string[],
): Promise<MlflowServer> {
  const port = String(await freePort());
  const args = [...command, "--host", "127.0.0.1", "--port", port, "--workers", "1"];
  const server = startMlflow(version, args, folder);
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
