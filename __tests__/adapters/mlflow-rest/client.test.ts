import { describe, expect, test } from "@jest/globals";

import { ANY, errorOf } from "../../support/client-calls.ts";
import { json, startLoopback, type Reply } from "../../support/loopback-server.ts";
import { loopbackServers } from "../../support/loopback-servers.ts";
import { aClient } from "../../support/mlflow-rest.ts";

const { serving, saying } = loopbackServers();

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
