import { describe, expect, test } from "@jest/globals";

import type { MlflowServerOptions } from "../../../src/adapters/mlflow-rest/client.ts";
import { ANY, errorOf } from "../../support/client-calls.ts";
import type { Reply } from "../../support/loopback-server.ts";
import { loopbackServers } from "../../support/loopback-servers.ts";
import { aClient } from "../../support/mlflow-rest.ts";

const { serving, saying } = loopbackServers();

function waiting(): { readonly waits: number[]; readonly pace: NonNullable<MlflowServerOptions["pace"]> } {
  const waits: number[] = [];
  const wait = async (ms: number) => {
    waits.push(ms);
  };
  return { waits, pace: { wait, chance: () => 0 } };
}

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

  // Two evaluations that tag one version of a model at once: MLflow's database lets one of them do it.
  test("follows a refusal of MLflow's own database, twice at most", async () => {
    const refusal: Reply = {
      status: 400,
      body: '{"error_code":"BAD_REQUEST","message":"UNIQUE constraint"}',
    };
    const server = await saying(refusal);
    expect(await aClient(server.url).postJson("x", {}, ANY)).toEqual({ a: 1 });
    const stubborn = await serving(() => refusal);
    await errorOf(aClient(stubborn.url).postJson("x", {}, ANY));
    expect([server.requests.length, stubborn.requests.length]).toEqual([2, 3]);
  });

  test("does not follow a request that MLflow calls wrong", async () => {
    const server = await saying({ status: 400, body: '{"error_code":"INVALID_PARAMETER_VALUE"}' });
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
