import { readFileSync } from "node:fs";
import { connect as connectSocket } from "node:net";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import type { MlflowServerOptions } from "../../../src/adapters/mlflow-rest/client.ts";
import { ConfigError } from "../../../src/core/errors.ts";
import { ANY, errorOf } from "../../support/client-calls.ts";
import { json, type LoopbackServer, type Reply } from "../../support/loopback-server.ts";
import { loopbackServers } from "../../support/loopback-servers.ts";
import { aClient } from "../../support/mlflow-rest.ts";

const TLS = join(import.meta.dirname, "../../fixtures/tls");
const CERT = join(TLS, "loopback-cert.pem");
const KEY_AND_CERT = { cert: readFileSync(CERT), key: readFileSync(join(TLS, "loopback-key.pem")) };

const { serving, saying } = loopbackServers();

/** By way of a proxy that asks for a password. */
function through({ url }: LoopbackServer, except = ""): Partial<MlflowServerOptions> {
  return { proxy: { url: url.replace("//", "//me:pw@"), shownAs: url, except } };
}

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
