import { afterEach, describe, expect, test } from "@jest/globals";
import { MlflowServerStore } from "../../../src/adapters/tracking/mlflow-server.ts";
import { HistoryError } from "../../../src/core/errors.ts";
import {
  aClient,
  startMlflow,
  type FakeMlflow,
  type FakeOptions,
  type FakeRun,
} from "../../support/mlflow-rest.ts";
import { aRunRecord, EXPERIMENT, NOW, pastRunsOf } from "../../support/mlflow-store.ts";

const open: FakeMlflow[] = [];

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function aServer(options: FakeOptions = {}): Promise<{ server: FakeMlflow; store: MlflowServerStore }> {
  const server = await startMlflow(options);
  open.push(server);
  return { server, store: new MlflowServerStore(aClient(server.url)) };
}

/** Puts a run of somebody else on the server. */
function addRun(server: FakeMlflow, runId: string, change: (run: FakeRun) => void = () => {}): void {
  const run: FakeRun = {
    info: { run_id: runId, status: "FINISHED", lifecycle_stage: "active", start_time: NOW - 1000 },
    data: { metrics: [{ key: "test_mrr", value: 0.3 }], params: [], tags: [] },
  };
  change(run);
  server.runs.push(run);
  server.experiments.set(EXPERIMENT, { id: "1", stage: "active" });
}

/** As `runs/search` answers it. */
function anAnsweredRun(id: string, info: object): object {
  return {
    info: { run_id: id, status: "FINISHED", lifecycle_stage: "active", start_time: NOW, ...info },
    data: { metrics: [{ key: "m", value: 1 }] },
  };
}

describe("publishing to a server", () => {
  test("makes a finished run with everything that the record holds", async () => {
    const { server, store } = await aServer();
    const { runId, experimentId } = await store.publish(EXPERIMENT, aRunRecord());
    expect(experimentId).toBe("1");
    const [run] = server.runs;
    expect(run!.info).toMatchObject({
      run_id: runId,
      run_name: "periodic_evaluation",
      status: "FINISHED",
      start_time: NOW,
      end_time: NOW + 500,
    });
    expect(run!.data.metrics).toEqual([{ key: "test_mrr", value: 0.25, timestamp: NOW + 500, step: 0 }]);
    expect(run!.data.params).toEqual([{ key: "model_monitor.query", value: "sha256:q" }]);
    expect(run!.data.tags).toContainEqual({ key: "model_monitor.event", value: "schedule" });
    expect([...server.artifacts]).toEqual([[`1/${runId}/artifacts/evidence.json`, "{}"]]);
  });

  test("says FINISHED last, when all the rest is there", async () => {
    const { server, store } = await aServer();
    await store.publish(EXPERIMENT, aRunRecord());
    expect(server.calls()).toEqual([
      "GET experiments/get-by-name",
      "POST experiments/create",
      "POST runs/search",
      "POST runs/create",
      "POST runs/log-batch",
      "POST runs/log-batch",
      "PUT artifact",
      "POST runs/update",
    ]);
  });

  test("splits what is more than one request may hold", async () => {
    const { server, store } = await aServer();
    const metrics = new Map(Array.from({ length: 801 }, (_, index) => [`m${index}`, index]));
    const params = new Map(Array.from({ length: 101 }, (_, index) => [`p${index}`, "x"]));
    await store.publish(EXPERIMENT, aRunRecord({ metrics, params }));
    expect(server.calls().filter((call) => call === "POST runs/log-batch")).toHaveLength(4);
    expect(server.runs[0]!.data.metrics).toHaveLength(801);
    expect(server.runs[0]!.data.params).toHaveLength(101);
  });

  test("uses the experiment that another job created in the meantime", async () => {
    const { server, store } = await aServer({
      fault: (call, count) => {
        if (call === "GET experiments/get-by-name" && count === 1) {
          server.experiments.set(EXPERIMENT, { id: "7", stage: "active" });
          return { status: 404, body: '{"error_code":"RESOURCE_DOES_NOT_EXIST"}' };
        }
        return null;
      },
    });
    expect(await store.publish(EXPERIMENT, aRunRecord())).toMatchObject({ experimentId: "7" });
  });

  test("finds the experiment that its own request created, when the answer was lost", async () => {
    const { store } = await aServer({
      fault: (call, count) => (call === "POST experiments/create" && count === 1 ? "after" : null),
    });
    expect(await store.publish(EXPERIMENT, aRunRecord())).toMatchObject({ experimentId: "1" });
  });

  test("refuses an experiment that was deleted, by the command that restores it", async () => {
    const { server, store } = await aServer();
    server.experiments.set(EXPERIMENT, { id: "7", stage: "deleted" });
    const publishing = store.publish(EXPERIMENT, aRunRecord());
    await expect(publishing).rejects.toThrow(HistoryError);
    await expect(publishing).rejects.toMatchObject({
      hint: expect.stringContaining("mlflow experiments restore --experiment-id 7"),
    });
    expect(server.runs).toEqual([]);
  });

  test("writes nothing when a run of ours is damaged", async () => {
    const { server, store } = await aServer();
    addRun(server, "ours", ({ data }) => {
      data.metrics = [];
      data.tags = [{ key: "model_monitor.event", value: "schedule" }];
    });
    await expect(store.publish(EXPERIMENT, aRunRecord())).rejects.toThrow(
      new HistoryError(`${server.url}: run ours, written by model-monitor, is damaged: holds no metric`, ""),
    );
    expect(server.runs).toHaveLength(1);
  });

  test.each(["after", "reset"] as const)(
    "makes one run when the answer to its creation is lost (%s)",
    async (how) => {
      const { server, store } = await aServer({
        fault: (call, count) => (call === "POST runs/create" && count === 1 ? how : null),
      });
      const { runId } = await store.publish(EXPERIMENT, aRunRecord());
      expect(server.runs.map(({ info }) => [info.run_id, info.status])).toEqual([[runId, "FINISHED"]]);
    },
  );

  test("deletes the twin that a slow server made after all", async () => {
    const { server, store } = await aServer({
      fault: (call, count) => {
        // The lost request is carried out when its run was looked for and another one was asked for.
        if (call === "POST runs/create" && count === 1) return "after";
        if (call === "POST runs/search" && count === 2) return { status: 200, body: "{}" };
        return null;
      },
    });
    const { runId } = await store.publish(EXPERIMENT, aRunRecord());
    const active = server.runs.filter(({ info }) => info.lifecycle_stage === "active");
    expect(server.runs).toHaveLength(2);
    expect(active.map(({ info }) => info.run_id)).toEqual([runId]);
  });

  test.each(["POST runs/log-batch", "PUT artifact", "POST runs/update"])(
    "is done once when the answer to %s is lost",
    async (lost) => {
      const { server, store } = await aServer({
        fault: (call, count) => (call === lost && count === 1 ? "after" : null),
      });
      await store.publish(EXPERIMENT, aRunRecord());
      expect(server.runs).toHaveLength(1);
      expect(server.runs[0]!.info.status).toBe("FINISHED");
      expect(server.runs[0]!.data.metrics).toHaveLength(1);
    },
  );

  test.each(["POST runs/log-batch", "PUT artifact"])(
    "leaves a FAILED run, never a finished half, when %s keeps failing",
    async (failing) => {
      const { server, store } = await aServer({
        fault: (call) => (call === failing ? { status: 502 } : null),
      });
      await expect(store.publish(EXPERIMENT, aRunRecord())).rejects.toThrow("HTTP 502");
      expect(server.runs.map(({ info }) => info.status)).toEqual(["FAILED"]);
    },
  );

  test.each([
    ["s3://bucket/1", "(s3:)"],
    ["/srv/mlruns/1", "(a directory of the server)"],
    ["mlflow-artifacts://elsewhere:5000/1", "(mlflow-artifacts, on another server)"],
    ["mlflow-artifacts:/../1", "(mlflow-artifacts, in a folder that cannot be meant)"],
  ])(
    "without a way to %s finishes the run and says which artifact is not there",
    async (artifactRoot, where) => {
      const { server, store } = await aServer({ artifactRoot });
      await store.publish(EXPERIMENT, aRunRecord());
      expect(server.runs[0]!.info.status).toBe("FINISHED");
      expect(server.artifacts.size).toBe(0);
      expect(store.notes).toHaveLength(1);
      expect(store.notes[0]!.message).toContain("the run has no evidence.json: ");
      expect(store.notes[0]!.message).toContain(where);
    },
  );

  test("goes on where the server stores no artifacts", async () => {
    const body = "Endpoint disabled due to the mlflow server running with `--no-serve-artifacts`.";
    const { server, store } = await aServer({
      fault: (call) => (call === "PUT artifact" ? { status: 503, body } : null),
    });
    await store.publish(EXPERIMENT, aRunRecord());
    expect(server.runs[0]!.info.status).toBe("FINISHED");
    expect(store.notes[0]!.message).toContain("--no-serve-artifacts");
  });
});

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
