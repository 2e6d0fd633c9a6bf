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

/** Killed at any moment of its life, most of which is before anything is written. */
const KILLS_ANYWHERE = 60;
/** Killed between the first staging directory and the end, held there by a slow disk. */
const KILLS_WHILE_LOGGING = 160;
/** Evaluations that nobody kills, among the others: theirs is the earlier history, and their staging is alive. */
const LEFT_ALONE = 30;
const STORES = 3;
const AT_ONCE = 4;

type Kind = "anywhere" | "while-logging" | "left-alone";
type Evaluation = EndedStep & { readonly kind: Kind; readonly workspace: string };

/** In an order of chance: what is killed meets what lives, in the same store and at the same time. */
const KINDS: readonly Kind[] = [
  ...Array.from({ length: KILLS_ANYWHERE }, () => "anywhere" as const),
  ...Array.from({ length: KILLS_WHILE_LOGGING }, () => "while-logging" as const),
  ...Array.from({ length: LEFT_ALONE }, () => "left-alone" as const),
]
  .map((kind) => ({ kind, rank: Math.random() }))
  .sort((one, other) => one.rank - other.rank)
  .map(({ kind }) => kind);

/** How long an evaluation takes here, and how long it writes to a slow disk. */
async function measureSpans(): Promise<Readonly<Record<Kind, number>>> {
  const workspace = aQuickstart();
  const { milliseconds } = await evaluateWeek(workspace, 1);
  const slow = await runAndKill({ workspace, id: 1, slowDisk: true, killAfterMs: null });
  return { anywhere: milliseconds * 1.5, "while-logging": slow.buildingMs!, "left-alone": 0 };
}

async function evaluateAll(workspaces: readonly string[]): Promise<readonly Evaluation[]> {
  const spans = await measureSpans();
  const todo = KINDS.map((kind, index) => ({ kind, id: index + 1, workspace: workspaces[index % STORES]! }));
  const done: Evaluation[] = [];
  const work = async () => {
    for (let next = todo.shift(); next !== undefined; next = todo.shift()) {
      const slowDisk = next.kind === "while-logging" || (next.kind === "left-alone" && next.id % 2 === 0);
      const killAfterMs = next.kind === "left-alone" ? null : Math.random() * spans[next.kind];
      done.push({ ...next, ...(await runAndKill({ ...next, slowDisk, killAfterMs })) });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return done;
}

describe("evaluations that are killed at random moments", () => {
  let workspaces: readonly string[];
  let evaluations: readonly Evaluation[];
  let leftBefore: readonly string[];

  beforeAll(async () => {
    workspaces = Array.from({ length: STORES }, aQuickstart);
    evaluations = await evaluateAll(workspaces);
    leftBefore = workspaces.flatMap(unfinishedIn);
    for (const workspace of workspaces) await evaluateWeek(workspace, 1);
    console.log(tableOf(evaluations, leftBefore));
  }, 300_000);

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
    expect(alone.map(({ exitCode, stage }) => [exitCode, stage])).toEqual(
      Array.from({ length: LEFT_ALONE }, () => [0, "verdict"]),
    );
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
    expect(leftBefore.length).toBeGreaterThan(0);
    expect(workspaces.flatMap(unfinishedIn)).toEqual([]);
  });

  test.each(mlflowVersions())(
    "have whole runs in the eyes of MLflow $version, and no half ones",
    async (mlflow) => {
      const library = new MlflowLibrary(mlflow);
      try {
        for (const workspace of workspaces) {
          const { runs } = await library.describe(workspace);
          const [reference] = Object.values(runs);
          expect(Object.keys(runs).sort()).toEqual(
            runDirectories(workspace)
              .map((path) => basename(path))
              .sort(),
          );
          for (const run of Object.values(runs)) {
            expect(run).toMatchObject({ status: "FINISHED", stage: "active", name: "periodic_evaluation" });
            expect([run.metrics, run.params]).toEqual([reference!.metrics, reference!.params]);
            expect(JSON.parse(run.artifacts["evidence.json"]!)).toHaveProperty(
              "per_user.values.reciprocal_rank",
            );
            // What is added after deciding comes in this order.
            if ("mlflow.note.content" in run.tags) expect(run.artifacts).toHaveProperty(["report.json"]);
          }
        }
      } finally {
        await library.close();
      }
    },
  );
});

function tableOf(evaluations: readonly Evaluation[], left: readonly string[]): string {
  const stages: readonly Stage[] = ["nothing", "staging", "published", "verdict"];
  const kinds: readonly Kind[] = ["anywhere", "while-logging", "left-alone"];
  const killed = evaluations.filter(({ isKilled }) => isKilled);
  const lines = kinds.map((kind) => {
    const ofKind = evaluations.filter((evaluation) => evaluation.kind === kind);
    const counts = stages.map(
      (stage) => `${stage} ${ofKind.filter((evaluation) => evaluation.stage === stage).length}`,
    );
    return `${kind}: ${ofKind.length}, killed ${ofKind.filter(({ isKilled }) => isKilled).length}; left: ${counts.join(", ")}`;
  });
  const logging = killed.filter(({ stage }) => stage !== "nothing").length;
  return [
    `${killed.length} kills, ${logging} of them while logging; ${left.length} unfinished entries`,
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
