import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { rankUsers } from "../src/adapters/ranking-pool.ts";
import { openTracking } from "../src/adapters/tracking/index.ts";
import { resolveConfig } from "../src/config/config.ts";
import type { InputName } from "../src/config/inputs.ts";
import type { Rule } from "../src/core/rules/rule.ts";
import type { PublishedRun } from "../src/core/run.ts";
import { monitor } from "../src/monitor.ts";
import type { World } from "../src/world.ts";
import { modelWithScores } from "./support/model.ts";
import { aRatings } from "./support/ratings.ts";

let workspace: string;
let clock: number;
let steps: string[];

beforeEach(() => {
  workspace = mkdtempSync(join(tmpdir(), "model-monitor-order-"));
  clock = 1_770_000_000_000;
  steps = [];
});

afterEach(() => rmSync(workspace, { recursive: true }));

function now(): number {
  return (clock += 1000);
}

/** A world with a real tracking store and plain objects for the rest. */
function aWorld(overrides: Partial<World> = {}): World {
  const log: World["log"] = {
    group: async (title, work) => {
      steps.push(title);
      return await work();
    },
    info: () => {},
    progress: () => {},
  };
  return {
    log,
    now,
    origin: null,
    version: "0.0.0",
    tracking: openTracking("mlruns", { workspace, explicit: false, now }),
    history: {
      restore: async () => ({ state: "empty", refusals: [] }),
      save: async () => ({ kind: "directory", location: "mlruns/" }),
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
    sendRetrainEvent: async () => null,
    ...overrides,
  };
}

function configOf(values: readonly (readonly [InputName, string])[] = []) {
  return resolveConfig({ inputs: { from: "flag", values: new Map(values) }, file: null, environment: {} });
}

/** A rule that looks at the disk instead of at numbers. */
function ruleThat(look: () => void): Rule {
  return {
    id: "looking",
    description: "",
    compares: [],
    evaluate: () => {
      look();
      return [];
    },
  };
}

describe("the order of the seven steps", () => {
  test("is the one of the monitoring document", async () => {
    await monitor(configOf(), aWorld());
    expect(steps).toEqual([
      "1. Load",
      "2. Validate",
      "3. Evaluate",
      "4. Log",
      "5. Compare",
      "6. Decide",
      "7. Act",
    ]);
  });

  test("the metrics are in mlruns, the run finished and whole, before any rule is evaluated", async () => {
    const seen: string[] = [];
    let published: PublishedRun | undefined;
    const look = () => {
      const run = join(workspace, "mlruns", published!.experimentId, published!.runId);
      seen.push(readFileSync(join(run, "metrics/test_mrr"), "utf8"));
      expect(readFileSync(join(run, "meta.yaml"), "utf8")).toMatch(/^status: 3$/m);
      expect(existsSync(join(run, "artifacts/evidence.json"))).toBe(true);
      expect(existsSync(join(run, "artifacts/report.json"))).toBe(false);
    };
    const onPublished = (run: PublishedRun) => (published = run);
    await monitor(configOf(), aWorld(), { onPublished, rules: [ruleThat(look)] });
    expect(seen).toEqual([expect.stringMatching(/^\d+ 1\.0 1\n$/)]);
  });

  test("a rule that fails leaves the run there, finished, and the next evaluation compares with it", async () => {
    const failing = ruleThat(() => {
      throw new Error("a rule failed");
    });
    let published: PublishedRun | undefined;
    const onPublished = (run: PublishedRun) => (published = run);
    await expect(monitor(configOf(), aWorld(), { onPublished, rules: [failing] })).rejects.toThrow(
      "a rule failed",
    );
    const outcome = await monitor(configOf(), aWorld());
    expect(outcome).toMatchObject({ status: "evaluated" });
    if (outcome.status === "evaluated")
      expect(outcome.evidence.previous.get("test_mrr")?.run.runId).toBe(published!.runId);
  });

  test("the event is recorded as intended before it is sent, and as sent after", async () => {
    const tagAt: string[] = [];
    const origin = {
      repository: "o/r",
      serverUrl: "https://github.com",
      runId: "1",
      runAttempt: 1,
      job: "j",
    };
    let published: PublishedRun | undefined;
    const tag = () =>
      readFileSync(
        join(workspace, "mlruns", published!.experimentId, published!.runId, "tags/model_monitor.dispatch"),
        "utf8",
      );
    const world = aWorld({
      origin: {
        ...origin,
        matrix: "",
        eventName: "schedule",
        ref: "",
        sha: "",
        actor: "",
        workflow: "",
        hasForeignHead: false,
      },
      sendRetrainEvent: async () => {
        tagAt.push(tag());
        return null;
      },
    });
    const onPublished = (run: PublishedRun) => (published = run);
    const outcome = await monitor(configOf([["thresholds", "test_mrr: 2"]]), world, { onPublished });
    expect(outcome).toMatchObject({ dispatched: true });
    expect([...tagAt, tag()]).toEqual(["intended", "sent"]);
  });

  test("an intention that cannot be recorded is not acted on, and counts as not delivered", async () => {
    let sent = 0;
    const origin = {
      repository: "o/r",
      serverUrl: "https://github.com",
      runId: "1",
      runAttempt: 1,
      job: "j",
    };
    const world = aWorld({
      origin: {
        ...origin,
        matrix: "",
        eventName: "schedule",
        ref: "",
        sha: "",
        actor: "",
        workflow: "",
        hasForeignHead: false,
      },
      sendRetrainEvent: async () => {
        sent += 1;
        return null;
      },
      // The run vanishes between logging and deciding.
      writeReport: async () => {
        rmSync(join(workspace, "mlruns"), { recursive: true });
        return "report.json";
      },
    });
    const outcome = await monitor(configOf([["thresholds", "test_mrr: 2"]]), world);
    expect(sent).toBe(0);
    expect(outcome).toMatchObject({ dispatched: false, failedDeliveries: [{ what: "run-amendment" }] });
  });

  test("without a database nothing is logged and nothing is decided", async () => {
    const outcome = await monitor(
      configOf(),
      aWorld({
        readRatings: async () => ({ missing: "database-missing", database: "user_data.db", artifact: null }),
      }),
    );
    expect(outcome).toMatchObject({ status: "no-data", reason: "database-missing", lastEvaluated: null });
    expect(steps).toEqual(["1. Load"]);
    expect(existsSync(join(workspace, "mlruns"))).toBe(false);
  });
});
