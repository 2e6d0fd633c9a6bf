import { describe, expect, test } from "@jest/globals";

import { MlflowServerStore } from "../../../src/adapters/tracking/mlflow-server.ts";
import { HistoryError } from "../../../src/core/errors.ts";
import { aClient, type FakeRun } from "../../support/mlflow-rest.ts";
import { aRunRecord, EXPERIMENT, NOW, pastRunsOf } from "../../support/mlflow-store.ts";
import { addRun, serverStores } from "../../support/server-stores.ts";

const aServer = serverStores();

/** As `runs/search` answers it. */
function anAnsweredRun(id: string, info: object): object {
  return {
    info: { run_id: id, status: "FINISHED", lifecycle_stage: "active", start_time: NOW, ...info },
    data: { metrics: [{ key: "m", value: 1 }] },
  };
}

describe("the past runs of a server", () => {
  test("come newest first, over as many pages as there are", async () => {
    const { server, store } = await aServer({ pageSize: 2 });
    for (const [runId, age] of [
      ["a", 3],
      ["b", 1],
      ["c", 2],
      ["d", 5],
      ["e", 4],
    ] as const)
      addRun(server, runId, ({ info }) => Object.assign(info, { start_time: NOW - age }));
    expect((await pastRunsOf(store, "1")).map(({ runId }) => runId)).toEqual(["b", "c", "a", "e", "d"]);
    expect(server.calls()).toHaveLength(3);
  });

  test("are asked for page by page, no further than needed", async () => {
    const { server, store } = await aServer({ pageSize: 1 });
    for (const runId of ["a", "b", "c"]) addRun(server, runId);
    for await (const run of store.pastRuns("1")) if (run.runId === "a") break;
    expect(server.calls()).toHaveLength(1);
  });

  test("end when a server hands out the same page for ever", async () => {
    const { server, store } = await aServer({
      fault: () => ({ status: 200, body: '{"next_page_token":"x"}' }),
    });
    expect(await pastRunsOf(store, "1")).toEqual([]);
    expect(server.calls()).toHaveLength(2);
  });

  test("are finished and not deleted, whatever the server sends", async () => {
    const runs = [
      anAnsweredRun("a", {}),
      anAnsweredRun("b", { status: "RUNNING" }),
      anAnsweredRun("c", { lifecycle_stage: "deleted" }),
    ];
    const { store } = await aServer({ fault: () => ({ status: 200, body: JSON.stringify({ runs }) }) });
    expect((await pastRunsOf(store, "1")).map(({ runId }) => runId)).toEqual(["a"]);
  });

  test("keep NaN apart from a number, and take numbers that are written as text", async () => {
    const body = `{"runs":[{"info":{"run_id":"a","status":"FINISHED","start_time":"${NOW}"},"data":{"metrics":[
      {"key":"bare","value":NaN},{"key":"quoted","value":"NaN"},{"key":"inf","value":"-Infinity"},
      {"key":"text","value":"1e-07"},{"key":"number","value":0.5}]}}]}`;
    const { store } = await aServer({ fault: () => ({ status: 200, body }) });
    const [run] = await pastRunsOf(store, "1");
    expect(run!.startTime).toBe(NOW);
    expect(Object.fromEntries(run!.metrics)).toEqual({
      bare: Number.NaN,
      quoted: Number.NaN,
      inf: -Infinity,
      text: 1e-7,
      number: 0.5,
    });
  });

  test.each<[string, (run: FakeRun) => void, string]>([
    ["without a start", ({ info }) => delete info["start_time"], "info.start_time"],
    [
      "with a metric that is no number",
      ({ data }) => (data.metrics = [{ key: "m", value: "x" }]),
      "data.metrics.0.value",
    ],
    ["with a start beyond all times", ({ info }) => (info["start_time"] = 2 ** 62), "info.start_time"],
  ])("pass over one of somebody else %s, and say so", async (_, damage, where) => {
    const { server, store } = await aServer();
    addRun(server, "good");
    addRun(server, "bad", damage);
    expect((await pastRunsOf(store, "1")).map(({ runId }) => runId)).toEqual(["good"]);
    expect(store.skippedRuns).toEqual([{ path: "run bad", reason: expect.stringContaining(where) }]);
  });

  test("are no history when one of ours is damaged", async () => {
    const { server, store } = await aServer();
    addRun(server, "ours", ({ info, data }) => {
      delete info["start_time"];
      data.params = [{ key: "model_monitor.query", value: "q" }];
    });
    await expect(pastRunsOf(store, "1")).rejects.toThrow(HistoryError);
  });

  test("can be asked for the newest start alone", async () => {
    const { server, store } = await aServer();
    expect(await store.newestStart(EXPERIMENT)).toBeNull();
    addRun(server, "a");
    expect(await store.newestStart(EXPERIMENT)).toBe(NOW - 1000);
  });
});

describe("amending a run on a server", () => {
  test("adds artifacts and then tags", async () => {
    const { server, store } = await aServer();
    const run = await store.publish(EXPERIMENT, aRunRecord());
    const before = server.requests.length;
    await store.amend(run, { tags: new Map([["t", "1"]]), artifacts: new Map([["report.json", "{}"]]) });
    expect(server.calls().slice(before)).toEqual([
      "GET artifacts/list",
      "PUT artifact",
      "POST runs/log-batch",
    ]);
    expect(server.artifacts.get(`1/${run.runId}/artifacts/report.json`)).toBe("{}");
    expect(server.runs[0]!.data.tags).toContainEqual({ key: "t", value: "1" });
  });

  test("leaves an artifact that is there already", async () => {
    const { server, store } = await aServer();
    const run = await store.publish(EXPERIMENT, aRunRecord());
    const other = new MlflowServerStore(aClient(server.url));
    const before = server.requests.length;
    await other.amend(run, { artifacts: new Map([["evidence.json", "{}"]]) });
    expect(server.calls().slice(before)).toEqual(["GET runs/get", "GET artifacts/list", "GET artifact"]);
  });

  test("does not ask a server for artifacts that it is known not to store", async () => {
    const { server, store } = await aServer({ artifactRoot: "s3://bucket" });
    const run = await store.publish(EXPERIMENT, aRunRecord());
    const before = server.requests.length;
    await store.amend(run, { artifacts: new Map([["report.json", "{}"]]) });
    expect(server.requests).toHaveLength(before);
    expect(store.notes[0]!.message).toContain("the run has no evidence.json and no report.json: ");
  });

  test("never changes a published artifact", async () => {
    const { server, store } = await aServer();
    const run = await store.publish(EXPERIMENT, aRunRecord());
    const amending = store.amend(run, { artifacts: new Map([["evidence.json", "{1}"]]) });
    await expect(amending).rejects.toThrow(HistoryError);
    expect([...server.artifacts.values()]).toEqual(["{}"]);
  });
});
