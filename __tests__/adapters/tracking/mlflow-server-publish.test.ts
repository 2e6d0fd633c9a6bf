import { describe, expect, test } from "@jest/globals";

import { HistoryError } from "../../../src/core/errors.ts";
import { AN_INPUT, aRunRecord, EXPERIMENT, NOW } from "../../support/mlflow-store.ts";
import { addRun, serverStores } from "../../support/server-stores.ts";

const aServer = serverStores();

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
    expect(run!.data.metrics).toEqual([{ key: "test_mrr", value: 0.25, timestamp: NOW + 500, step: 1 }]);
    expect(run!.data.params).toEqual([{ key: "model_monitor.query", value: "sha256:q" }]);
    expect(run!.data.tags).toContainEqual({ key: "model_monitor.event", value: "schedule" });
    expect([...server.artifacts]).toEqual([[`1/${runId}/artifacts/evidence.json`, "{}"]]);
  });

  test("tells what the run read", async () => {
    const { server, store } = await aServer();
    await store.publish(EXPERIMENT, aRunRecord({ inputs: [AN_INPUT] }));
    const { name, digest } = AN_INPUT;
    expect(server.runs[0]!.datasets).toMatchObject([{ dataset: { name, digest } }]);
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
