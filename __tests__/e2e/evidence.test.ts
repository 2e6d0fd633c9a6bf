import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { distFolder, spawnAndCollect } from "../support/action.ts";

const SAMPLE = fileURLToPath(new URL("../../examples/quickstart", import.meta.url));

interface Report {
  readonly decision: {
    readonly retrain: boolean;
    readonly suspect: boolean;
    readonly triggers: readonly string[];
    readonly findings: readonly {
      readonly rule: string;
      readonly outcome: string;
      readonly evidence?: object;
    }[];
  };
  readonly statistics: {
    readonly metrics: { readonly test_mrr: { readonly previous_gap: string | null; readonly users: number } };
    readonly lift_mrr: { readonly baseline: { readonly change: number } } | null;
  };
}

/** Weeks of the sample through the command line, with `train-interactions`; the report of the last one and what was printed. */
async function evaluate(folder: string, weeks: readonly string[], flags: readonly string[] = []) {
  const models = join(SAMPLE, "models");
  let printed = "";
  for (const week of weeks) {
    const inputs = {
      database: join(SAMPLE, week, "user_data.db"),
      model: join(models, "bpr_recommender.pt"),
      "user-map": join(models, "frontend_user_map.csv"),
      "item-map": join(models, "item_map.csv"),
      "train-interactions": join(models, "train_interactions.csv"),
    };
    const argv = Object.entries(inputs).flatMap(([name, value]) => [`--${name}`, value]);
    const result = await spawnAndCollect(join(distFolder(), "cli.js"), [...argv, ...flags], {
      cwd: folder,
      environment: { PATH: process.env["PATH"] ?? "" },
    });
    expect(result.exitCode).toBe(0);
    printed = result.stdout;
  }
  const path = join(folder, "model-monitor-report/report.json");
  return { printed, report: JSON.parse(readFileSync(path, "utf8")) as Report };
}

const newFolder = () => mkdtempSync(join(tmpdir(), "model-monitor-evidence-"));
const dropIn = ({ decision }: Report) => decision.findings.find(({ rule }) => rule === "relative-drop")!;

/** Every file of this name below a folder. */
function filesNamed(folder: string, name: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(name))
    .map((path) => join(folder, path));
}

describe("the third week of the sample", () => {
  test("is told with what chance alone does: the drop is certain, and the lift fell with it", async () => {
    const { report, printed } = await evaluate(newFolder(), ["week1", "week2", "week3"]);
    expect(dropIn(report)).toMatchObject({
      outcome: "fired",
      evidence: {
        verdict: "significant",
        suspect: true,
        reason: "below-baseline",
        sentence:
          "MRR 0.0778 (was 0.148): drop of 47 %, 95 % interval [−61 %, −32 %], significant with 50 users (previous run 50).",
      },
    });
    expect(report.statistics.lift_mrr!.baseline.change).toBeLessThan(-0.5);
    expect(printed).toContain("the evidence agrees: 50 users");
  });

  test("raises the flag by evidence at once with a patience of 1", async () => {
    const flags = ["--decision", "evidence", "--patience", "1"];
    const { report } = await evaluate(newFolder(), ["week1", "week2", "week3"], flags);
    expect(report.decision).toMatchObject({ retrain: true, triggers: ["relative-drop", "slow-decline"] });
  });

  test("is suspect and waits with the default patience, also when the same week is evaluated again", async () => {
    const folder = newFolder();
    const flags = ["--decision", "evidence"];
    const first = await evaluate(folder, ["week1", "week2", "week3"], flags);
    expect(first.report.decision).toMatchObject({ retrain: false, suspect: true });
    expect(first.printed).toContain("Suspect, not confirmed yet");
    const again = await evaluate(folder, ["week3"], flags);
    expect(again.report.decision).toMatchObject({ retrain: false, suspect: true });
  });

  test("is decided as ever when the kept values of the runs before are damaged, and the report says so", async () => {
    const folder = newFolder();
    await evaluate(folder, ["week1", "week2"]);
    const kept = filesNamed(join(folder, "mlruns"), "evidence.json");
    expect(kept).toHaveLength(2);
    for (const file of kept) writeFileSync(file, '{"schema":1,"per_user":{"users":[1,1]}}');
    const { report, printed } = await evaluate(folder, ["week3"]);
    expect(report.decision.triggers).toEqual(["relative-drop"]);
    expect(dropIn(report).evidence).toMatchObject({ verdict: "not-evaluable", suspect: null });
    expect(report.statistics.metrics.test_mrr.previous_gap).toBe("values-damaged");
    expect(printed).toContain("users' values of an earlier run are damaged");
  });
});
