import { cpSync, existsSync, mkdtempSync, readFileSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "@jest/globals";
import { runStep, type StepResult } from "./action.ts";
import type { Golden, GoldenRun } from "./golden.ts";

/** The per-user part of evidence.json. */
interface PerUser {
  readonly users: readonly (number | string)[];
  readonly targets: readonly number[];
  readonly values: Readonly<Record<string, readonly number[]>>;
}

/**
 * Runs the built action on one golden case, in a workspace that holds the set's files under their own names; the
 * checkpoint may be in another set.
 */
export async function stepFor(
  folder: string,
  run: Pick<GoldenRun, "checkpoint" | "database" | "mode" | "train_mask">,
  trainFile: string,
  checkpoints = folder,
): Promise<StepResult & { workspace: string }> {
  const workspace = mkdtempSync(join(tmpdir(), "model-monitor-golden-"));
  cpSync(join(checkpoints, run.checkpoint), join(workspace, run.checkpoint));
  for (const name of [run.database, "user_map.csv", "item_map.csv", trainFile])
    cpSync(join(folder, name), join(workspace, name));
  const result = await runStep({
    workspace,
    inputs: {
      database: run.database,
      model: run.checkpoint,
      "retrain-trigger": "none",
      ...(run.mode === "mapped"
        ? { "user-map": "user_map.csv", "item-map": "item_map.csv" }
        : { "id-mapping": "first-seen" }),
      ...(run.train_mask ? { "train-interactions": trainFile } : {}),
    },
  });
  return { ...result, workspace };
}

/** Holds outputs, counts and the kept per-user values against what Spotlight returned. */
export function expectGolden(
  result: StepResult & { workspace: string },
  run: GoldenRun,
  golden: Golden,
): void {
  if (run.error !== undefined) {
    expect(result.outputs.get("status")).toBe("error");
    expect(result.exitCode).toBe(1);
    expect(existsSync(join(result.workspace, "mlruns"))).toBe(false);
    return;
  }
  expect([result.outputs.get("status"), result.exitCode]).toEqual(["evaluated", 0]);
  const metrics = JSON.parse(result.outputs.get("metrics") ?? "{}") as Record<string, number>;
  const before = run.mode === "mapped" ? golden.databases[run.database]!.mapped.before : run.aggregates;
  expect(Number(result.outputs.get("test-mrr"))).toBeCloseTo(run.aggregates.test_mrr, 10);
  expect(Number(result.outputs.get("precision-at-10"))).toBeCloseTo(run.aggregates.precision_at_10, 10);
  expect(Number(result.outputs.get("recall-at-10"))).toBeCloseTo(run.aggregates.recall_at_10, 10);
  expect(metrics).toMatchObject({
    num_users: before.num_users,
    num_ratings: before.num_ratings,
    avg_ratings_per_user: before.avg_ratings_per_user,
    evaluated_users: run.aggregates.num_users,
    evaluated_ratings: run.aggregates.num_ratings,
  });
  if (run.per_user !== undefined) expectPerUser(readPerUser(result), run.mode, run.per_user);
}

function expectPerUser(
  perUser: PerUser,
  mode: GoldenRun["mode"],
  golden: NonNullable<GoldenRun["per_user"]>,
): void {
  expect(perUser.targets).toEqual(golden.targets);
  if (mode === "mapped") expect(perUser.users).toEqual(golden.user_ids);
  const worst = Math.max(
    ...perUser.values["test_mrr"]!.map((mrr, user) => Math.abs(mrr - golden.mrr[user]!)),
  );
  expect(worst).toBeLessThan(1e-9);
  const hits = golden.hits_at["10"]!;
  expect(perUser.values["precision_at_10"]!.map((value) => Math.round(value * 10))).toEqual(hits);
  expect(
    perUser.values["recall_at_10"]!.map((value, user) => Math.round(value * perUser.targets[user]!)),
  ).toEqual(hits);
}

/** evidence.json of the one run in the workspace's mlruns. */
export function readPerUser(result: StepResult & { workspace: string }): PerUser {
  const experiment = join(result.workspace, "mlruns", result.outputs.get("experiment-id")!);
  const runs = readdirSync(experiment).filter((name) => /^[0-9a-f]{32}$/.test(name));
  expect(runs).toEqual([result.outputs.get("run-id")]);
  const text = readFileSync(join(experiment, runs[0]!, "artifacts", "evidence.json"), "utf8");
  return (JSON.parse(text) as { per_user: PerUser }).per_user;
}
