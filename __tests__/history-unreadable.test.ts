import { describe, expect, test } from "@jest/globals";
import { rankUsers } from "../src/adapters/ranking-pool.ts";
import { openTracking } from "../src/adapters/tracking/index.ts";
import { resolveConfig } from "../src/config/config.ts";
import type { InputName } from "../src/config/inputs.ts";
import { ServiceError } from "../src/core/errors.ts";
import type { EvaluatedOutcome } from "../src/core/outcome.ts";
import { renderSummary } from "../src/formats/report/summary.ts";
import { monitor } from "../src/monitor.ts";
import type { World } from "../src/world.ts";
import { closedAfterEach } from "./support/closed-after-each.ts";
import { reach, startMlflow, type FakeMlflow, type FakeOptions } from "./support/mlflow-rest.ts";
import { EXPERIMENT, newFolder } from "./support/mlflow-store.ts";
import { modelWithScores } from "./support/model.ts";
import { anOrigin } from "./support/outcomes.ts";
import { aRatings } from "./support/ratings.ts";

const opened = closedAfterEach();

let clock = 1_770_000_000_000;
const now = () => (clock += 1000);

interface Evaluated {
  readonly outcome: EvaluatedOutcome;
  readonly sent: number;
}

async function aServer(options: FakeOptions = {}): Promise<FakeMlflow> {
  return opened(await startMlflow(options));
}

/** One evaluation with runs on a server; every metric is below a minimum of 2 where a test wants the flag up. */
async function evaluate(
  server: FakeMlflow,
  inputs: readonly (readonly [InputName, string])[] = [],
): Promise<Evaluated> {
  let sent = 0;
  const options = { workspace: newFolder(), explicit: true, now, server: reach(server.url) };
  const world: World = {
    log: { group: async (_, work) => await work(), info: () => {}, progress: () => {} },
    now,
    origin: { ...anOrigin(), eventName: "schedule", runId: String(clock) },
    version: "0.0.0",
    tracking: openTracking(server.url, options),
    history: {
      restore: async () => ({ state: "empty", refusals: [] }),
      save: async () => ({ kind: "held", why: "remote" }),
    },
    readRatings: async () => ({
      ratings: aRatings([
        ["ann", "Heat"],
        ["bob", "Up"],
      ]),
      query: "SELECT",
      source: { path: "user_data.db", digest: "sha256:d", bytes: 1 },
      walFramesReplayed: 0,
    }),
    readModel: async () => ({
      model: modelWithScores([
        [2, 1],
        [1, 2],
      ]),
      source: { path: "model.pt", digest: "sha256:m", bytes: 1 },
      maps: { users: null, items: null },
    }),
    readIdMapping: async () => ({ kind: "first-seen" }),
    readTrainInteractions: async () => null,
    readTrainingManifest: async () => null,
    rankUsers: async (job) => await rankUsers(job),
    writeReport: async () => "report.json",
    sendRetrainEvent: async () => {
      sent += 1;
      return null;
    },
  };
  const values = new Map<InputName, string>(inputs);
  const config = resolveConfig({ inputs: { from: "flag", values }, file: null, environment: {} });
  const outcome = await monitor(config, world);
  if (outcome.status !== "evaluated") throw new Error(outcome.status);
  return { outcome, sent };
}

function reasonsOf({ decision }: EvaluatedOutcome): readonly string[] {
  return decision.findings.filter(({ outcome }) => outcome === "skipped").map(({ reason }) => reason);
}

const FLAG_UP = [["thresholds", "test_mrr: 2"]] as const;

describe("an evaluation with its runs on a server", () => {
  test("compares with the run before it", async () => {
    const server = await aServer();
    const first = await evaluate(server);
    const second = await evaluate(server);
    expect(first.outcome.isFirst).toBe(true);
    expect(second.outcome.evidence.previous.get("test_mrr")?.run.runId).toBe(first.outcome.run.runId);
    expect(second.outcome.failedDeliveries).toEqual([]);
    expect(server.runs.map(({ info }) => info.status)).toEqual(["FINISHED", "FINISHED"]);
  });

  test("sends the event when the flag is up", async () => {
    expect(await evaluate(await aServer(), FLAG_UP)).toMatchObject({ sent: 1 });
  });

  test("says which artifacts the server does not store, and does not fail for it", async () => {
    const { outcome } = await evaluate(await aServer({ artifactRoot: "s3://bucket" }));
    expect(outcome.failedDeliveries).toEqual([]);
    expect(renderSummary(outcome)).toMatch(
      /⚠️ Not everything was stored: the run has no .*evidence\.json.* and no .*report\.json.*s3:/,
    );
  });
});

describe.each<[string, FakeOptions["fault"], string]>([
  ["cannot be reached", () => "reset", "mlruns/"],
  [
    "takes the run and then falls silent",
    (call, count) => (call === "POST runs/search" && count > 1 ? { status: 502 } : null),
    "http",
  ],
])("when the server %s", (_, fault, location) => {
  test("the evaluation is reported, and what was not delivered is told", async () => {
    const { outcome } = await evaluate(await aServer({ fault: fault! }));
    expect(outcome.trackingLocation).toMatch(new RegExp(`^${location}`));
    expect(outcome.failedDeliveries[0]!.what).toBe("tracking-server");
    expect(renderSummary(outcome)).toContain("Not delivered: ");
  });

  test("the comparisons are skipped for a reason of their own, and nothing is called a first evaluation", async () => {
    const { outcome } = await evaluate(await aServer({ fault: fault! }));
    expect(reasonsOf(outcome)).toEqual(["history-unreadable", "history-unreadable"]);
    expect(outcome.isFirst).toBe(false);
    const summary = renderSummary(outcome);
    expect(summary).toContain("The earlier runs could not be read, so nothing was compared with them.");
    expect(summary).not.toContain("First evaluation");
  });

  test("no event is sent although the flag is up, and the summary says so", async () => {
    const { outcome, sent } = await evaluate(await aServer({ fault: fault! }), FLAG_UP);
    expect(outcome.decision.retrain).toBe(true);
    expect(sent).toBe(0);
    expect(outcome.plan).toMatchObject({
      kind: "hold",
      why: "history-unreadable",
      payload: { run_id: outcome.run.runId },
    });
    expect(renderSummary(outcome)).toContain("Held: the earlier runs could not be read");
  });
});

test("values that were found before the server fell silent do not count: the rest is unknown", async () => {
  let silent = false;
  const server = await aServer({
    pageSize: 1,
    fault: (call, count) => (silent && call === "POST runs/search" && count === 11 ? { status: 404 } : null),
  });
  await evaluate(server);
  await evaluate(server);
  // The newest run lacks one of the two metrics that are compared, so that a second page is asked for.
  server.runs[1]!.data.metrics = server.runs[1]!.data.metrics.filter(({ key }) => key !== "num_users");
  silent = true;
  server.experiments.set(EXPERIMENT, { id: "1", stage: "active" });
  const { outcome } = await evaluate(server);
  expect(server.calls().filter((call) => call === "POST runs/search").length).toBe(11);
  expect(outcome.evidence.previous.size).toBe(0);
  expect(reasonsOf(outcome)).toEqual(["history-unreadable", "history-unreadable"]);
});

test("`since: previous-run` with a server that cannot be reached is an error", async () => {
  const evaluating = evaluate(await aServer({ fault: () => "reset" }), [["since", "previous-run"]]);
  await expect(evaluating).rejects.toThrow(ServiceError);
});
