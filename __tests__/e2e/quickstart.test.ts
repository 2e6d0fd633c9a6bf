import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { distFolder, spawnAndCollect } from "../support/action.ts";

const SAMPLE = fileURLToPath(new URL("../../examples/quickstart", import.meta.url));

/** What the real Spotlight returned when the sample was made. */
interface Expected {
  readonly weeks: Readonly<
    Record<
      string,
      {
        readonly num_users: number;
        readonly num_ratings: number;
        readonly evaluated_users: number;
        readonly evaluated_ratings: number;
        readonly masked: Readonly<Record<string, number>>;
        readonly unmasked: Readonly<Record<string, number>>;
      }
    >
  >;
}
const { weeks } = JSON.parse(readFileSync(join(SAMPLE, "expected.json"), "utf8")) as Expected;

/** One week through the command line, in the given folder. */
async function evaluate(folder: string, week: string, masked: boolean) {
  const models = join(SAMPLE, "models");
  const flags = {
    database: join(SAMPLE, week, "user_data.db"),
    model: join(models, "bpr_recommender.pt"),
    "user-map": join(models, "frontend_user_map.csv"),
    "item-map": join(models, "item_map.csv"),
    ...(masked ? { "train-interactions": join(models, "train_interactions.csv") } : {}),
  };
  const argv = Object.entries(flags).flatMap(([name, value]) => [`--${name}`, value]);
  const result = await spawnAndCollect(join(distFolder(), "cli.js"), argv, {
    cwd: folder,
    environment: { PATH: process.env["PATH"] ?? "" },
  });
  const report = JSON.parse(readFileSync(join(folder, "model-monitor-report/report.json"), "utf8")) as {
    measurement: { metrics: Record<string, number> };
    decision: { triggers: string[] };
  };
  return { ...result, ...report };
}

describe.each([
  ["masked", true],
  ["unmasked", false],
] as const)("the quickstart sample, %s", (mode, masked) => {
  test("has Spotlight's numbers in every week, and only the third raises the flag, by its drop", async () => {
    const folder = mkdtempSync(join(tmpdir(), "model-monitor-quickstart-"));
    const triggers: string[][] = [];
    for (const week of ["week1", "week2", "week3"]) {
      const { exitCode, measurement, decision } = await evaluate(folder, week, masked);
      const { num_users, num_ratings, evaluated_users, evaluated_ratings } = weeks[week]!;
      expect(exitCode).toBe(0);
      expect(measurement.metrics).toMatchObject({
        num_users,
        num_ratings,
        evaluated_users,
        evaluated_ratings,
      });
      for (const metric of ["test_mrr", "precision_at_10", "recall_at_10"])
        expect(measurement.metrics[metric]).toBeCloseTo(weeks[week]![mode][metric]!, 12);
      triggers.push(decision.triggers);
    }
    expect(triggers).toEqual([[], [], ["relative-drop"]]);
  });
});
