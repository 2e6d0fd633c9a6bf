import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import {
  type EndedStep,
  filesOf,
  runAndKill,
  runDirectories,
  type Stage,
  unfinishedIn,
} from "../support/killed-step.ts";
import { MlflowLibrary, mlflowVersions } from "../support/mlflow-library.ts";
import { aQuickstart, evaluateWeek } from "../support/quickstart.ts";

type Kind = "anywhere" | "while-logging" | "left-alone";
type Evaluation = EndedStep & { readonly kind: Kind; readonly workspace: string };

/**
 * How many of each there must be: killed at any moment of its life, most of which is before anything is written; killed
 * between the first staging directory and the end, held there by a slow disk; killed by nobody, hence the earlier
 * history, and a staging directory that belongs to the living.
 */
const WANTED: Readonly<Record<Kind, number>> = { anywhere: 50, "while-logging": 155, "left-alone": 25 };
const KINDS = Object.keys(WANTED) as readonly Kind[];
/** Some end before they are killed, on a fast machine more of them. */
const MOST_EVALUATIONS = 500;
const STORES = 3;
const AT_ONCE = 4;
/** Written after deciding; a run without them is whole. */
const ADDED_TAGS = new Set([
  "model_monitor.retrain",
  "model_monitor.triggers",
  "model_monitor.suspect",
  "model_monitor.revision",
  "mlflow.note.content",
]);

/** Within which time each kind is killed: a whole evaluation or the writing, as long as these take here beside others. */
async function measureSpans(): Promise<Readonly<Record<Kind, number>>> {
  const workspace = aQuickstart();
  const { milliseconds } = await evaluateWeek(workspace, 1);
  const slow = await runAndKill({ workspace, id: 1, slowDisk: true, killAfterMs: null });
  return { anywhere: milliseconds * 2.5, "while-logging": slow.buildingMs! * 1.4, "left-alone": 0 };
}

/** One of the kinds of which there are not enough yet, by chance: what is killed meets what lives in the same store. */
function nextKind(done: readonly Evaluation[]): Kind | undefined {
  const missing = KINDS.flatMap((kind) => {
    const enough = done.filter((one) => one.kind === kind && one.isKilled === (kind !== "left-alone"));
    return Array.from({ length: Math.max(0, WANTED[kind] - enough.length) }, () => kind);
  });
  return missing[Math.floor(Math.random() * missing.length)];
}

async function evaluateAll(workspaces: readonly string[]): Promise<readonly Evaluation[]> {
  const spans = await measureSpans();
  const done: Evaluation[] = [];
  let started = 0;
  const work = async () => {
    for (let kind = nextKind(done); kind !== undefined && started < MOST_EVALUATIONS; kind = nextKind(done)) {
      const id = ++started;
      const workspace = workspaces[id % STORES]!;
      const slowDisk = kind === "while-logging" || (kind === "left-alone" && id % 2 === 0);
      const killAfterMs = kind === "left-alone" ? null : Math.random() * spans[kind];
      done.push({ kind, workspace, ...(await runAndKill({ workspace, id, slowDisk, killAfterMs })) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return done;
}

describe("evaluations that are killed at random moments", () => {
  let workspaces: readonly string[];
  let evaluations: readonly Evaluation[];
  /** One in each store, after all others. */
  let lastRuns: readonly string[];

  beforeAll(async () => {
    workspaces = Array.from({ length: STORES }, aQuickstart);
    evaluations = await evaluateAll(workspaces);
    console.log(tableOf(evaluations));
    const last = await Promise.all(workspaces.map(async (workspace) => await evaluateWeek(workspace, 1)));
    lastRuns = last.map(({ outputs }) => outputs.get("run-id")!);
  }, 600_000);

  afterAll(() => {
    for (const workspace of workspaces) rmSync(workspace, { recursive: true });
  });

  const published = () => evaluations.filter(({ run }) => run !== null);

  test("are 200 or more, at least 100 of them hit while they log, by what they left", () => {
    const killed = evaluations.filter(({ isKilled }) => isKilled);
    expect(killed.length).toBeGreaterThanOrEqual(200);
    expect(killed.filter(({ stage }) => stage !== "nothing").length).toBeGreaterThanOrEqual(100);
  });

  test("are hit before and after their run is published", () => {
    const stages = new Set(evaluations.filter(({ isKilled }) => isKilled).map(({ stage }) => stage));
    expect([...stages].sort()).toEqual(["nothing", "published", "staging", "verdict"]);
  });

  test("do not disturb those that nobody kills: each of these has its run and its verdict", () => {
    const alone = evaluations.filter(({ kind }) => kind === "left-alone");
    expect(alone.length).toBeGreaterThanOrEqual(WANTED["left-alone"]);
    expect(alone.filter(({ exitCode, stage }) => exitCode !== 0 || stage !== "verdict")).toEqual([]);
  });

  test("change no run that was there: every byte is as it was when its own process had ended", () => {
    for (const { workspace, run } of published()) expect(filesOf(workspace, run!.path)).toEqual(run!.files);
  });

  test("leave no directory that is not a run, and no run of nobody", () => {
    for (const workspace of workspaces) {
      const known = published().filter((evaluation) => evaluation.workspace === workspace);
      // And the one that came after all of them.
      expect(runDirectories(workspace)).toHaveLength(known.length + 1);
      expect(readdirSync(join(workspace, "mlruns")).filter((name) => !/^\d+$/.test(name))).toEqual([
        ".trash",
      ]);
    }
  });

  test("leave unfinished work, which the next evaluation takes away", () => {
    expect(evaluations.map(({ stage }) => stage)).toContain("staging");
    expect(workspaces.flatMap(unfinishedIn)).toEqual([]);
  });

  test.each(mlflowVersions())(
    "have whole runs in the eyes of MLflow $version, and no half ones",
    async (mlflow) => {
      const library = new MlflowLibrary(mlflow);
      try {
        for (const [index, workspace] of workspaces.entries()) {
          const { runs } = await library.describe(workspace);
          const reference = runs[lastRuns[index]!]!;
          const loggedTags = Object.keys(reference.tags).filter((tag) => !ADDED_TAGS.has(tag));
          expect(Object.keys(runs).sort()).toEqual(
            runDirectories(workspace)
              .map((path) => basename(path))
              .sort(),
          );
          for (const run of Object.values(runs)) {
            expect(run).toMatchObject({ status: "FINISHED", stage: "active", name: "periodic_evaluation" });
            expect([run.metrics, run.params]).toEqual([reference.metrics, reference.params]);
            expect(Object.keys(run.tags)).toEqual(expect.arrayContaining(loggedTags));
            expect(JSON.parse(run.artifacts["evidence.json"]!)).toHaveProperty("per_user.values.test_mrr");
            // What is added after deciding comes in this order.
            if ("model_monitor.retrain" in run.tags) expect(run.artifacts).toHaveProperty(["report.json"]);
          }
        }
      } finally {
        await library.close();
      }
    },
  );
});

function tableOf(evaluations: readonly Evaluation[]): string {
  const stages: readonly Stage[] = ["nothing", "staging", "published", "verdict"];
  const killed = evaluations.filter(({ isKilled }) => isKilled);
  const logging = killed.filter(({ stage }) => stage !== "nothing");
  const lines = KINDS.map((kind) => {
    const ofKind = evaluations.filter((evaluation) => evaluation.kind === kind);
    const left = (stage: Stage) => ofKind.filter((evaluation) => evaluation.stage === stage).length;
    const counts = stages.map((stage) => `${stage} ${left(stage)}`).join(", ");
    return `${kind}: ${ofKind.length}, killed ${ofKind.filter(({ isKilled }) => isKilled).length}; left: ${counts}`;
  });
  return [
    `${killed.length} kills, ${logging.length} of them while logging, by what they left`,
    ...lines,
  ].join("\n");
}

describe("20 evaluations at once into one store", () => {
  const COUNT = 20;
  let workspace: string;
  let ids: readonly string[];

  beforeAll(async () => {
    workspace = aQuickstart();
    const steps = await Promise.all(
      Array.from({ length: COUNT }, async () => await evaluateWeek(workspace, 1)),
    );
    ids = steps.map(({ outputs }) => outputs.get("run-id")!).sort();
  }, 120_000);

  test("leave nothing but the store", () => {
    expect(unfinishedIn(workspace)).toEqual([]);
  });

  test.each(mlflowVersions())("are 20 runs of one experiment in MLflow $version, whole", async (mlflow) => {
    const library = new MlflowLibrary(mlflow);
    try {
      const { experiments, runs } = await library.describe(workspace);
      console.log(
        `${Object.keys(runs).length} runs of ${COUNT} concurrent evaluations in MLflow ${mlflow.version}`,
      );
      expect(Object.keys(runs).sort()).toEqual(ids);
      expect(
        Object.values(experiments)
          .map(({ name }) => name)
          .sort(),
      ).toEqual(["Default", "evaluation_runs"]);
      for (const run of Object.values(runs)) {
        expect(run.status).toBe("FINISHED");
        expect(Object.keys(run.artifacts).sort()).toEqual(["evidence.json", "report.json"]);
      }
    } finally {
      await library.close();
    }
  });
});
