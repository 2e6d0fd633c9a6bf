import { MlflowServerStore } from "../../src/adapters/tracking/mlflow-server.ts";
import { closedAfterEach } from "./closed-after-each.ts";
import { aClient, startMlflow, type FakeMlflow, type FakeOptions, type FakeRun } from "./mlflow-rest.ts";
import { EXPERIMENT, NOW } from "./mlflow-store.ts";

/** What makes a store on a server of its own, which is closed after the test. */
export function serverStores() {
  const opened = closedAfterEach();
  return async (options: FakeOptions = {}): Promise<{ server: FakeMlflow; store: MlflowServerStore }> => {
    const server = opened(await startMlflow(options));
    return { server, store: new MlflowServerStore(aClient(server.url)) };
  };
}

/** Puts a run of somebody else on the server. */
export function addRun(server: FakeMlflow, runId: string, change: (run: FakeRun) => void = () => {}): void {
  const run: FakeRun = {
    info: { run_id: runId, status: "FINISHED", lifecycle_stage: "active", start_time: NOW - 1000 },
    data: { metrics: [{ key: "test_mrr", value: 0.3 }], params: [], tags: [] },
  };
  change(run);
  server.runs.push(run);
  server.experiments.set(EXPERIMENT, { id: "1", stage: "active" });
}
