import { cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { runStep, type StepResult } from "../support/action.ts";
import { addUsers, aRepository } from "../support/repository.ts";

const MINI = fileURLToPath(new URL("../fixtures/mini", import.meta.url));
const TRAIN = { "train-interactions": "models/train_interactions.csv" };

let workspace: string;

beforeEach(() => {
  workspace = aRepository();
  cpSync(join(MINI, "train_interactions.csv"), join(workspace, "models/train_interactions.csv"));
});

afterEach(() => rmSync(workspace, { recursive: true }));

async function evaluate(inputs: Readonly<Record<string, string>> = {}): Promise<StepResult> {
  return await runStep({ workspace, inputs: { "retrain-trigger": "none", ...inputs } });
}

function metricsOf(step: StepResult): Record<string, number> {
  return JSON.parse(step.outputs.get("metrics")!) as Record<string, number>;
}

function writeManifest(changes: object = {}): void {
  const manifest = {
    schema: 1,
    trained_at: "2025-03-03T04:00:00Z",
    cutoff: "2025-03-03T00:00:00Z",
    num_users: 60,
    num_items: 200,
    popularity: Array.from({ length: 200 }, (_, item) => item % 7),
    ...changes,
  };
  writeFileSync(join(workspace, "models/monitor.json"), JSON.stringify(manifest));
}

/** Leaves the header and moves every id to the row of another name. */
function rotateIds(map: string, column: 0 | 1): void {
  const path = join(workspace, "models", map);
  const [header, ...rows] = readFileSync(path, "utf8").trimEnd().split("\n");
  const cells = rows.map((row) => row.split(","));
  const ids = cells.map((row) => row.at(column === 0 ? 0 : -1)!);
  const rotated = cells.map((row, index) => {
    const id = ids[(index * 17 + 5) % ids.length]!;
    return (column === 0 ? [id, ...row.slice(1)] : [...row.slice(0, -1), id]).join(",");
  });
  writeFileSync(path, `${[header, ...rotated].join("\n")}\n`);
}

describe("the popularity baseline", () => {
  test("comes from the training pairs, is logged beside the metrics and shown", async () => {
    const step = await evaluate(TRAIN);
    const metrics = metricsOf(step);
    expect(metrics["lift_mrr"]).toBeCloseTo(metrics["test_mrr"]! / metrics["popularity_mrr"]!, 12);
    const run = join(workspace, "mlruns", step.outputs.get("experiment-id")!, step.outputs.get("run-id")!);
    expect(readFileSync(join(run, "metrics/popularity_mrr"), "utf8")).toContain(
      ` ${metrics["popularity_mrr"]} `,
    );
    const evidence = JSON.parse(readFileSync(join(run, "artifacts/evidence.json"), "utf8")) as {
      per_user: { users: number[]; values: Record<string, number[]> };
    };
    expect(evidence.per_user.values["popularity_mrr"]).toHaveLength(evidence.per_user.users.length);
    expect(step.summary).toContain("counts from <code>train-interactions</code>");
  });

  test("else from monitor.json beside the model", async () => {
    writeManifest();
    const step = await evaluate();
    expect(metricsOf(step)).toHaveProperty("lift_mrr");
    expect(step.summary).toContain("counts from <code>monitor.json</code>");
    expect(step.summary).toContain("newest training rating: 2025-03-03 00:00 UTC");
  });

  test("without a source is skipped, and the summary says why", async () => {
    const step = await evaluate();
    expect(metricsOf(step)).not.toHaveProperty("popularity_mrr");
    expect(step.summary).toContain("nobody knows how popular an item was in training");
  });

  test("a monitor.json of another model is an error with both numbers", async () => {
    writeManifest({ num_items: 199 });
    const step = await evaluate();
    expect([step.outputs.get("status"), step.exitCode]).toEqual(["error", 1]);
    expect(step.log).toContain("models/monitor.json: num_items is 199; the model has 200 items");
  });
});

describe("users whom the model does not know", () => {
  test("change test_mrr under no policy, and get metrics of their own", async () => {
    const skipped = await evaluate({ ...TRAIN, "cold-users": "skip" });
    const served = metricsOf(await evaluate({ ...TRAIN, "cold-users": "popularity" }));
    const folded = metricsOf(await evaluate({ ...TRAIN, "cold-users": "fold-in" }));
    const { test_mrr: mrr } = metricsOf(skipped);
    expect([served["test_mrr"], folded["test_mrr"]]).toEqual([mrr, mrr]);
    expect(Object.keys(metricsOf(skipped)).filter((name) => name.startsWith("cold_"))).toEqual([]);
    expect(served).toMatchObject({ cold_users: 4, cold_ratings: 26 });
    expect(served["cold_popularity_mrr"]).toBeGreaterThan(0);
    expect(folded).toMatchObject({ cold_users: 4, cold_ratings: 26, cold_fold_in_users: 4 });
    expect(folded["cold_fold_in_mrr"]).toBeGreaterThan(0);
    expect(folded).toHaveProperty("cold_fold_in_popularity_mrr");
    expect(skipped.summary).toContain(
      "4 (9.3%) of 43 users rated items that it knows, 26 (7.4%) of 351 ratings",
    );
  });

  test("with a single rating each are counted and not folded in", async () => {
    addUsers(workspace, 3);
    const step = await evaluate({ ...TRAIN, "cold-users": "fold-in" });
    expect(metricsOf(step)).toMatchObject({ cold_users: 7, cold_fold_in_users: 4 });
    expect(step.summary).toContain("3 users have a single known item");
  });
});

describe("the self-test of the identifiers", () => {
  test.each([
    ["user", () => rotateIds("frontend_user_map.csv", 1)],
    ["item", () => rotateIds("item_map.csv", 0)],
  ])("a permuted %s map is an error before anything is logged", async (_, permute) => {
    permute();
    const step = await evaluate(TRAIN);
    expect([step.outputs.get("status"), step.exitCode]).toEqual(["error", 1]);
    expect(step.log).toContain("the identifiers do not match the model");
    expect(step.outputs.get("run-id")).toBe("");
  });

  test("without training pairs it is not made", async () => {
    rotateIds("frontend_user_map.csv", 1);
    expect((await evaluate()).outputs.get("status")).toBe("evaluated");
  });
});
