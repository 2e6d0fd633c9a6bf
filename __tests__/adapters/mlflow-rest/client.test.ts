import { readFileSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "@jest/globals";
import { z } from "zod";
import type { MlflowServerOptions } from "../../../src/adapters/mlflow-rest/client.ts";
import { ConfigError, ServiceError } from "../../../src/core/errors.ts";
import { json, startLoopback, type LoopbackServer, type Reply } from "../../support/loopback-server.ts";
import { aClient } from "../../support/mlflow-rest.ts";

const TLS = join(import.meta.dirname, "../../fixtures/tls");
const CERT = join(TLS, "loopback-cert.pem");
const KEY_AND_CERT = { cert: readFileSync(CERT), key: readFileSync(join(TLS, "loopback-key.pem")) };
const ANY = z.object({ a: z.unknown() });

const open: LoopbackServer[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function serving(...start: Parameters<typeof startLoopback>): Promise<LoopbackServer> {
  const server = await startLoopback(...start);
  open.push(server);
  return server;
}

/** A server that says these one after the other, and then that all is well. */
async function saying(...replies: readonly Reply[]): Promise<LoopbackServer> {
  return await serving((_, count) => replies[count - 1] ?? json({ a: 1 }));
}

async function errorOf(work: Promise<unknown>): Promise<ServiceError> {
  const error: unknown = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (error instanceof ServiceError) return error;
  throw new Error(`no ServiceError: ${String(error)}`);
}

function waiting(): { readonly waits: number[]; readonly pace: NonNullable<MlflowServerOptions["pace"]> } {
  const waits: number[] = [];
  const wait = async (ms: number) => {
    waits.push(ms);
  };
  return { waits, pace: { wait, chance: () => 0 } };
}

/** By way of a proxy that asks for a password. */
function through({ url }: LoopbackServer, except = ""): Partial<MlflowServerOptions> {
  return { proxy: { url: url.replace("//", "//me:pw@"), shownAs: url, except } };
}

describe("a request", () => {
  test("goes below the path of the tracking URI, with its query encoded", async () => {
    const server = await saying();
    await aClient(`${server.url}/team/mlflow`).getJson("runs/get", { run_id: "a b&c" }, ANY);
    expect(server.requests[0]).toMatchObject({
      method: "GET",
      url: "/team/mlflow/api/2.0/mlflow/runs/get?run_id=a+b%26c",
    });
  });

  test("says who asks, in which workspace, by which program", async () => {
    const server = await saying();
    const client = aClient(server.url, { authorization: "Bearer t", workspace: "team-a" });
    await client.postJson("runs/update", { x: 1 }, ANY);
    expect(server.requests[0]!.headers).toMatchObject({
      authorization: "Bearer t",
      "x-mlflow-workspace": "team-a",
      "user-agent": "model-monitor/test",
      "content-type": "application/json",
    });
    expect(server.requests[0]!.headers).not.toHaveProperty("origin");
  });

  test("uploads bytes under their own content type", async () => {
    const server = await saying();
    await aClient(server.url).putFile("api/x/r%C3%A9sum%C3%A9.json", "{}", "text/plain; charset=utf-8");
    expect(server.requests[0]).toMatchObject({
      method: "PUT",
      url: "/api/x/r%C3%A9sum%C3%A9.json",
      body: "{}",
    });
    expect(server.requests[0]!.headers["content-type"]).toBe("text/plain; charset=utf-8");
  });

  test("downloads bytes as they are", async () => {
    const server = await saying({
      status: 200,
      body: "\u0000é",
      headers: { "content-type": "application/octet-stream" },
    });
    const bytes = await aClient(server.url).download("get-artifact", { path: "m.pt" }, 10);
    expect(Buffer.from(bytes).toString("utf8")).toBe("\u0000é");
  });
});

describe("an answer", () => {
  test("may hold bare NaN and integers that a double would round", async () => {
    const server = await saying({
      status: 200,
      body: '{"a": [NaN, -Infinity, 123456789012345678, "NaN 1"]}',
    });
    const answer = await aClient(server.url).getJson("x", {}, ANY);
    expect(answer.a).toEqual(["NaN", "-Infinity", "123456789012345678", "NaN 1"]);
  });

  test("that is larger than allowed is not read to its end", async () => {
    const server = await saying({ status: 200, body: "x".repeat(1000) });
    const error = await errorOf(aClient(server.url).download("f", {}, 999));
    expect(error.message).toContain("more than 999 bytes");
    expect(server.requests).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    ["a login page", { status: 200, body: "<html>Sign in</html>", headers: { "content-type": "text/html" } }],
    [
      "another server's 404",
      { status: 404, body: "<h1>Not found</h1>", headers: { "content-type": "text/html" } },
    ],
  ])("of something else, %s, is told as such and not asked for again", async (_, reply) => {
    const server = await saying(reply);
    const error = await errorOf(aClient(server.url).getJson("runs/get", {}, ANY));
    expect(error.message).toContain(`${server.url}: something answers there, but not as MLflow does`);
    expect(error.hint).toContain("tracking-uri");
    expect(server.requests).toHaveLength(1);
  });

  test.each<[number, string, string, string]>([
    [401, "You are not authenticated.", "does not know who asks", "MLFLOW_TRACKING_USERNAME"],
    [403, "Permission denied", "may not do this", "permission"],
    [
      403,
      "Invalid Host header - possible DNS rebinding attack detected",
      "security settings",
      "--allowed-hosts",
    ],
    [302, "", "redirects to https://login.example", "tracking-uri"],
  ])("of %i %j is explained", async (status, body, found, toDo) => {
    const headers = { location: "https://login.example/?token=hunter2", "content-type": "text/html" };
    const server = await saying({ status, body, headers });
    const error = await errorOf(
      aClient(server.url, { authorization: "Basic c2VjcmV0" }).getJson("x", {}, ANY),
    );
    expect(error.message).toContain(found);
    expect(error.hint).toContain(toDo);
    expect(`${error.message} ${error.hint}`).not.toMatch(/hunter2|c2VjcmV0/);
    expect(server.requests).toHaveLength(1);
  });

  test("of a refusal is told by its code, never by the server's words", async () => {
    const body = JSON.stringify({
      error_code: "INVALID_PARAMETER_VALUE",
      message: "::error:: SELECT secret",
    });
    const server = await saying({ status: 400, body });
    const error = await errorOf(aClient(server.url).postJson("runs/log-batch", {}, ANY));
    expect(error.message).toBe(
      `${server.url}: MLflow refused the request (runs/log-batch: HTTP 400 INVALID_PARAMETER_VALUE)`,
    );
  });
});

describe("another try", () => {
  test.each<[string, Reply]>([
    ["a reset connection", "reset"],
    ["a cut answer", "cut"],
    ["a cut answer without a length", { status: 200, body: '{"a":' }],
    ["408", { status: 408 }],
    ["429", { status: 429 }],
    ["500", { status: 500 }],
    ["502", { status: 502, body: "<html>Bad Gateway</html>" }],
    ["503", { status: 503 }],
    ["504", { status: 504 }],
  ])("follows %s", async (_, reply) => {
    const server = await saying(reply);
    expect(await aClient(server.url).postJson("x", {}, ANY)).toEqual({ a: 1 });
    expect(server.requests).toHaveLength(2);
  });

  test.each([400, 401, 403, 404, 409, 413, 422])("does not follow %i", async (status) => {
    const server = await saying({ status });
    await errorOf(aClient(server.url).postJson("x", {}, ANY));
    expect(server.requests).toHaveLength(1);
  });

  test("waits twice as long each time, and as long as the server asks for", async () => {
    const { waits, pace } = waiting();
    const server = await saying(
      "reset",
      { status: 503, headers: { "retry-after": "7" } },
      { status: 429 },
      "reset",
    );
    await aClient(server.url, { pace }).getJson("x", {}, ANY);
    expect(waits).toEqual([1000, 7000, 4000, 8000]);
  });

  test("is the last one after as many as configured", async () => {
    const server = await serving(() => ({ status: 502 }));
    const error = await errorOf(aClient(server.url, { retries: 3 }).getJson("x", {}, ANY));
    expect(server.requests).toHaveLength(4);
    expect(error.message).toContain("HTTP 502");
  });

  test("follows a 500 only twice: a broken store answers so for ever", async () => {
    const server = await serving(() => ({ status: 500 }));
    await errorOf(aClient(server.url, { retries: 10 }).getJson("x", {}, ANY));
    expect(server.requests).toHaveLength(3);
  });

  test.each([
    ["2.22", "Endpoint: /x disabled due to the mlflow server running with `--no-serve-artifacts`."],
    [
      "3.17",
      '{"detail":"Artifact serving is disabled. Run `mlflow server` with `--serve-artifacts` to enable."}',
    ],
  ])("does not follow the 503 of a server that stores no artifacts, in the words of %s", async (_, body) => {
    const server = await serving(() => ({ status: 503, body }));
    const error = await errorOf(aClient(server.url).putFile("x", "{}", "application/json"));
    expect(server.requests).toHaveLength(1);
    expect(error.hint).toContain("--serve-artifacts");
  });

  test("looks first for what a lost request has done, where it must not be done twice", async () => {
    const server = await saying("reset");
    const found = await aClient(server.url).postJson("x", {}, ANY, { lookFor: async () => ({ a: "found" }) });
    expect(found).toEqual({ a: "found" });
    expect(server.requests).toHaveLength(1);
  });

  test("follows when nothing was found", async () => {
    const server = await saying("reset");
    expect(await aClient(server.url).postJson("x", {}, ANY, { lookFor: async () => null })).toEqual({ a: 1 });
  });
});

describe("a server that cannot be had", () => {
  test("refuses connections: the address is named, and what to check", async () => {
    const server = await startLoopback(() => json({}));
    await server.close();
    const error = await errorOf(aClient(server.url, { retries: 1 }).getJson("x", {}, ANY));
    expect(error.message).toContain(`${server.url}: nothing answers there`);
    expect(error.hint).toContain("tracking-uri");
  });

  test("says nothing: it is given up after the time limit, a few times", async () => {
    const server = await serving(() => "silence");
    const error = await errorOf(aClient(server.url, { timeoutMs: 100 }).getJson("x", {}, ANY));
    expect(error.message).toContain("no whole answer within the time limit");
    expect(error.hint).toContain("MLFLOW_HTTP_REQUEST_TIMEOUT");
    expect(server.requests).toHaveLength(3);
  });

  test("has no name that is known", async () => {
    const error = await errorOf(aClient("http://mlflow.invalid", { retries: 0 }).getJson("x", {}, ANY));
    expect(error.message).toMatch(
      /^http:\/\/mlflow\.invalid: (?:no such host is known|the host's name could not)/,
    );
  });
});

describe("TLS", () => {
  const tls = { verify: true, caFile: null, clientFile: null };

  test("of an unknown authority is refused at once, with the variable that helps", async () => {
    const server = await serving(() => json({ a: 1 }), KEY_AND_CERT);
    const error = await errorOf(aClient(server.url).getJson("x", {}, ANY));
    expect(error.message).toContain("certificate is not trusted");
    expect(error.hint).toContain("MLFLOW_TRACKING_SERVER_CERT_PATH");
  });

  test.each([
    ["whose certificate is named", { ...tls, caFile: CERT }],
    ["that is not to be verified", { ...tls, verify: false }],
  ])("is spoken with a server %s", async (_, options) => {
    const server = await serving(() => json({ a: 1 }), KEY_AND_CERT);
    expect(await aClient(server.url, { tls: options }).getJson("x", {}, ANY)).toEqual({ a: 1 });
  });

  test("shows our certificate to a server that wants one", async () => {
    const pem = join(TLS, "loopback-client.pem");
    const server = await serving(() => json({ a: 1 }), {
      ...KEY_AND_CERT,
      ca: KEY_AND_CERT.cert,
      requestCert: true,
      rejectUnauthorized: true,
    });
    const options = { tls: { ...tls, caFile: CERT, clientFile: pem } };
    expect(await aClient(server.url, options).getJson("x", {}, ANY)).toEqual({ a: 1 });
  });

  test.each([
    ["is missing", join(TLS, "missing.pem"), "cannot be read"],
    ["is no PEM", join(TLS, "README.md"), "holds no PEM"],
  ])("with a certificate file that %s is an error of the configuration", async (_, caFile, found) => {
    const asking = aClient("https://127.0.0.1:9", { tls: { ...tls, caFile } }).getJson("x", {}, ANY);
    await expect(asking).rejects.toThrow(ConfigError);
    await expect(asking).rejects.toThrow(`MLFLOW_TRACKING_SERVER_CERT_PATH: the file it names ${found}`);
  });
});

describe("a proxy", () => {
  test("is asked for what is meant for an http: server, with its password", async () => {
    const proxy = await saying();
    await aClient("http://mlflow.example", through(proxy)).getJson("x", {}, ANY);
    expect(proxy.requests[0]).toMatchObject({ url: "http://mlflow.example/api/2.0/mlflow/x" });
    expect(proxy.requests[0]!.headers["proxy-authorization"]).toBe("Basic bWU6cHc=");
  });

  test("tunnels to an https: server", async () => {
    const server = await serving(() => json({ a: 1 }), KEY_AND_CERT);
    const proxy = await saying();
    const tunnels: string[] = [];
    proxy.server.on("connect", (request, socket) => {
      tunnels.push(request.url ?? "");
      const upstream = connectSocket(server.port, "127.0.0.1", () => {
        socket.write("HTTP/1.1 200 Connection established\r\n\r\n");
        upstream.pipe(socket).pipe(upstream);
      });
      socket.on("error", () => upstream.destroy());
      upstream.on("error", () => socket.destroy());
    });
    const tls = { verify: true, caFile: CERT, clientFile: null };
    expect(await aClient(server.url, { ...through(proxy), tls }).getJson("x", {}, ANY)).toEqual({ a: 1 });
    expect(tunnels).toEqual([`127.0.0.1:${server.port}`]);
  });

  test("is passed by for a host of NO_PROXY", async () => {
    const [server, proxy] = [await saying(), await saying()];
    await aClient(server.url, through(proxy, "example.org, 127.0.0.1")).getJson("x", {}, ANY);
    expect(proxy.requests).toHaveLength(0);
    expect(server.requests).toHaveLength(1);
  });

  test.each<[string, Reply]>([
    ["http://mlflow.example", { status: 407 }],
    ["https://mlflow.example", { status: 407 }],
  ])("that refuses the way to %s is named without its password", async (url, reply) => {
    const proxy = await serving(() => reply);
    proxy.server.on("connect", (_, socket) =>
      socket.end("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n"),
    );
    const error = await errorOf(aClient(url, { ...through(proxy), retries: 0 }).getJson("x", {}, ANY));
    expect(error.message).toContain(
      `the proxy did not let the request through (x through the proxy ${proxy.url}`,
    );
    expect(error.message).not.toContain("pw");
  });
});
