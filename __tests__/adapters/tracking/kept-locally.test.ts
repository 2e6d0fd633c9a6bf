import { describe, expect, test } from "@jest/globals";
import { openTracking } from "../../../src/adapters/tracking/index.ts";
import { HistoryError, ServiceError } from "../../../src/core/errors.ts";
import type { TrackingStore } from "../../../src/core/run.ts";
import { closedAfterEach } from "../../support/closed-after-each.ts";
import { reach, startMlflow, type FakeMlflow, type FakeOptions } from "../../support/mlflow-rest.ts";
import { aRunRecord, EXPERIMENT, newFolder, NOW, openStore, pastRunsOf } from "../../support/mlflow-store.ts";

const opened = closedAfterEach();

async function aStore(
  options: FakeOptions = {},
  dryRun = false,
): Promise<{ readonly server: FakeMlflow; readonly store: TrackingStore; readonly workspace: string }> {
  const server = opened(await startMlflow(options));
  const workspace = newFolder();
  const store = openTracking(server.url, {
    workspace,
    explicit: true,
    now: () => NOW,
    server: reach(server.url),
    dryRun,
  });
  return { server, store, workspace };
}

/** Runs that were kept in the workspace. */
async function keptIn(workspace: string): Promise<readonly string[]> {
  const store = openStore(workspace);
  const id = await store.findExperiment(EXPERIMENT);
  return id === null ? [] : (await pastRunsOf(store, id)).map(({ runId }) => runId);
}

describe("a tracking URI of a server", () => {
  test("keeps runs there, and nothing in the workspace", async () => {
    const { server, store, workspace } = await aStore();
    const run = await store.publish(EXPERIMENT, aRunRecord());
    expect(store.location).toBe(server.url);
    expect((await pastRunsOf(store, run.experimentId)).map(({ runId }) => runId)).toEqual([run.runId]);
    expect(await keptIn(workspace)).toEqual([]);
  });
});

describe("a server that does not take a run", () => {
  test.each<[string, FakeOptions["fault"]]>([
    ["because it is down", () => "reset"],
    ["because nobody may write", () => ({ status: 403, body: "Permission denied" })],
    ["in the middle of it", (call) => (call === "POST runs/log-batch" ? { status: 503 } : null)],
  ])("%s costs no run: it is kept in the workspace", async (_, fault) => {
    const { store, workspace } = await aStore({ fault: fault! });
    const run = await store.publish(EXPERIMENT, aRunRecord());
    expect(store.location).toBe("mlruns/");
    expect(await keptIn(workspace)).toEqual([run.runId]);
  });

  test("has no past runs that could be mistaken for none: they are unreadable, and the run's place is told", async () => {
    const { server, store } = await aStore({ fault: () => "reset" });
    const run = await store.publish(EXPERIMENT, aRunRecord());
    const reading = async () => await pastRunsOf(store, run.experimentId);
    await expect(reading()).rejects.toThrow(ServiceError);
    await expect(reading()).rejects.toThrow(
      `${server.url}: the connection broke before the answer was whole (experiments/get-by-name: UND_ERR_SOCKET); this run was kept in mlruns/ of the workspace instead`,
    );
  });

  test("is not asked again: what is added goes to the run in the workspace", async () => {
    const { server, store } = await aStore({ fault: () => "reset" });
    const run = await store.publish(EXPERIMENT, aRunRecord());
    const asked = server.requests.length;
    await store.amend(run, { tags: new Map([["t", "1"]]) });
    expect(server.requests).toHaveLength(asked);
  });

  test("is no excuse for a damaged history: nothing is kept anywhere", async () => {
    const { server, store, workspace } = await aStore();
    server.experiments.set(EXPERIMENT, { id: "1", stage: "deleted" });
    await expect(store.publish(EXPERIMENT, aRunRecord())).rejects.toThrow(HistoryError);
    expect(await keptIn(workspace)).toEqual([]);
  });
});

describe("a dry run with a server", () => {
  test("reads the runs of the server and writes into the workspace alone", async () => {
    const { server, store: real } = await aStore();
    const earlier = await real.publish(EXPERIMENT, aRunRecord({ startTime: NOW - 1000 }));
    const workspace = newFolder();
    const options = { workspace, explicit: true, now: () => NOW, server: reach(server.url), dryRun: true };
    const store = openTracking(server.url, options);
    const before = server.artifacts.size;

    const run = await store.publish(EXPERIMENT, aRunRecord());
    await store.amend(run, { tags: new Map([["t", "1"]]), artifacts: new Map([["report.json", "{}"]]) });

    expect((await pastRunsOf(store, run.experimentId)).map(({ runId }) => runId)).toEqual([earlier.runId]);
    expect(await keptIn(workspace)).toEqual([run.runId]);
    expect(store.location).toBe("mlruns/");
    expect(server.runs).toHaveLength(1);
    expect(server.artifacts.size).toBe(before);
  });

  test("creates no experiment", async () => {
    const { server, store } = await aStore({}, true);
    const run = await store.publish(EXPERIMENT, aRunRecord());
    expect(await pastRunsOf(store, run.experimentId)).toEqual([]);
    expect(server.experiments.size).toBe(0);
  });
});
