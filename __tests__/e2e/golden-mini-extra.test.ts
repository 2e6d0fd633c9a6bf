import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { readGolden, type GoldenRun } from "../support/golden.ts";
import { expectGolden, readPerUser, stepFor } from "../support/golden-step.ts";

const MINI = fileURLToPath(new URL("../fixtures/mini", import.meta.url));
const EXTRA = fileURLToPath(new URL("../fixtures/mini_extra", import.meta.url));
const TRAIN = "train_interactions.csv";

interface ExtraGolden {
  readonly runs: readonly GoldenRun[];
  readonly rmse: readonly {
    readonly checkpoint: string;
    readonly database: string;
    readonly ratings_float32: number;
  }[];
  readonly sequence: {
    readonly user_ids: readonly number[];
    readonly models: Readonly<
      Record<string, { readonly plain: { readonly mean_mrr: number; readonly mrr: readonly number[] } }>
    >;
  };
}

const golden = readGolden(MINI);
const extra: ExtraGolden = JSON.parse(readFileSync(join(EXTRA, "golden.json"), "utf8"));

describe("the built action gives Spotlight's numbers for every kind of factorization", () => {
  test("of which there are twenty evaluations", () => {
    expect(extra.runs).toHaveLength(20);
  });

  test.each(
    extra.runs.map((run) => ({
      name: `${run.checkpoint} on ${run.database}, ${run.mode}, ${run.train_mask ? "masked" : "unmasked"}`,
      run,
    })),
  )("$name", async ({ run }) => {
    const result = await stepFor(MINI, run, TRAIN, EXTRA);
    expect(result.outputs.get("status")).toBe("evaluated");
    expectGolden(result, run, golden);
  });
});

describe("the built action gives Spotlight's error of the predicted ratings", () => {
  test.each(extra.rmse)("$checkpoint on $database", async (expected) => {
    const run = { ...expected, mode: "mapped", train_mask: false } as const;
    const { outputs } = await stepFor(MINI, run, TRAIN, EXTRA);
    const { rmse } = JSON.parse(outputs.get("metrics")!) as { rmse: number };
    expect(Math.abs(rmse - expected.ratings_float32)).toBeLessThan(1e-6);
  });

  test("and none for a model of implicit feedback", async () => {
    const run = {
      checkpoint: "adaptive.pt",
      database: "user_data.db",
      mode: "mapped",
      train_mask: false,
    } as const;
    const { outputs } = await stepFor(MINI, run, TRAIN, EXTRA);
    expect(JSON.parse(outputs.get("metrics")!)).not.toHaveProperty("rmse");
  });
});

describe("the built action gives Spotlight's numbers for sequence models", () => {
  /**
   * `sequence_precision_recall_score(model, interactions.to_sequence(17, min_sequence_length=11), k=10)` of Spotlight
   * v0.1.6 on the rows that golden.md describes; four sequences are that long.
   */
  test.each([
    ["pooling.pt", 0.1],
    ["lstm.pt", 0.1],
    ["cnn.pt", 0.075],
    ["mixture.pt", 0.05],
  ])("%s", async (checkpoint, precision) => {
    const run = { checkpoint, database: "user_data.db", mode: "mapped", train_mask: false } as const;
    const result = await stepFor(MINI, run, TRAIN, EXTRA);
    const { mean_mrr: mrr, mrr: bySequence } = extra.sequence.models[checkpoint]!.plain;
    const metrics = JSON.parse(result.outputs.get("metrics")!) as Record<string, number>;
    expect(metrics["sequence_mrr"]).toBeCloseTo(mrr, 12);
    expect(Number(result.outputs.get("test-mrr"))).toBe(metrics["sequence_mrr"]);
    for (const name of ["precision_at_10", "recall_at_10"]) {
      expect(metrics[`sequence_${name}`]).toBeCloseTo(precision, 12);
      expect(metrics[name]).toBe(metrics[`sequence_${name}`]);
    }
    expect(metrics).toMatchObject({ evaluated_users: 38, evaluated_ratings: 294, num_users: 43 });
    const { users, targets, values } = readPerUser(result);
    const owners = extra.sequence.user_ids;
    expect(users).toEqual([...new Set(owners)]);
    for (const [index, user] of users.entries()) {
      const own = bySequence.filter((_, sequence) => owners[sequence] === user);
      expect(targets[index]).toBe(own.length);
      expect(values["test_mrr"]![index]).toBeCloseTo(
        own.reduce((sum, value) => sum + value) / own.length,
        12,
      );
    }
    expect(Object.keys(values)).toEqual(["test_mrr", "sequence_mrr"]);
    expect(result.summary).toContain("sequences × 200 items, 8 dimensions");
  });

  test("but not without times to order the ratings by", async () => {
    const run = {
      checkpoint: "lstm.pt",
      database: "user_data_old_schema.db",
      mode: "mapped",
      train_mask: false,
    } as const;
    const { outputs, log } = await stepFor(MINI, run, TRAIN, EXTRA);
    expect(outputs.get("status")).toBe("error");
    expect(log).toContain("the model continues sequences, but the ratings have no times to order them by");
  });

  test("nor masks anything, in first-seen numbering either", async () => {
    const run = {
      checkpoint: "pooling.pt",
      database: "user_data.db",
      mode: "first_seen",
      train_mask: true,
    } as const;
    const { outputs, log, summary } = await stepFor(MINI, run, TRAIN, EXTRA);
    expect(outputs.get("status")).toBe("evaluated");
    expect(log).toContain("a sequence model masks none of them");
    expect(summary).toContain("train mask not used");
  });
});
