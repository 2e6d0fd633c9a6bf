import { copyFileSync, mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "@jest/globals";
import { distFolder, spawnAndCollect } from "../support/action.ts";
import { readGolden, runsOf } from "../support/golden.ts";
import { expectGolden, stepFor } from "../support/golden-step.ts";

/** The set has licence terms of its own and is not part of this repository: its folder comes from outside. */
const folder = process.env["MODEL_MONITOR_MOVIELENS"];
if (folder === undefined)
  throw new Error("set MODEL_MONITOR_MOVIELENS to the folder of the movielens golden set");
const golden = readGolden(folder);

describe("the built action gives Spotlight's numbers on MovieLens", () => {
  test.each(
    runsOf(golden, ["bpr_recommender.pt", "candidate.pt"]).map((run) => ({
      name: `${run.checkpoint} on ${run.database}, ${run.mode}, ${run.train_mask ? "masked" : "unmasked"}`,
      run,
    })),
  )(
    "$name",
    async ({ run }) => {
      const result = await stepFor(folder, run, "train_interactions.npz");
      expect(result.outputs.get("status")).toBe(run.error === undefined ? "evaluated" : "error");
      expectGolden(result, run, golden);
    },
    60_000,
  );
});

interface Change {
  readonly sentence: string;
  readonly change: number;
}

interface Report {
  readonly decision: {
    readonly findings: readonly {
      readonly rule: string;
      readonly outcome: string;
      readonly change: number | null;
      readonly evidence: { readonly suspect: boolean; readonly reason: string; readonly sentence: string };
    }[];
  };
  readonly statistics: { readonly lift_mrr: { readonly baseline: Change } | null };
}

/** The three weeks one after the other through the command line; report and page of the third. */
async function thirdWeek(masked: boolean): Promise<{ readonly report: Report; readonly page: string }> {
  const workspace = mkdtempSync(join(tmpdir(), "model-monitor-movielens-"));
  const inputs = {
    model: join(folder!, "bpr_recommender.pt"),
    "user-map": join(folder!, "user_map.csv"),
    "item-map": join(folder!, "item_map.csv"),
    ...(masked ? { "train-interactions": join(folder!, "train_interactions.npz") } : {}),
  };
  let page = "";
  for (const database of ["week1.db", "week2.db", "week3.db"]) {
    copyFileSync(join(folder!, database), join(workspace, database));
    const argv = Object.entries({ ...inputs, database }).flatMap(([name, value]) => [`--${name}`, value]);
    const { exitCode, stdout } = await spawnAndCollect(join(distFolder(), "cli.js"), argv, {
      cwd: workspace,
      environment: { PATH: process.env["PATH"] ?? "" },
    });
    expect(exitCode).toBe(0);
    page = stdout;
  }
  const text = readFileSync(join(workspace, "model-monitor-report/report.json"), "utf8");
  return { report: JSON.parse(text) as Report, page };
}

const dropIn = ({ decision }: Report) => decision.findings.find(({ rule }) => rule === "relative-drop")!;

describe("the report on the third week of MovieLens", () => {
  test("says without a mask that MRR fell by 46.7 % for certain, and nothing of a lift that nobody knows", async () => {
    const { report, page } = await thirdWeek(false);
    const drop = dropIn(report);
    expect(drop).toMatchObject({
      outcome: "fired",
      evidence: {
        suspect: true,
        reason: "below-baseline",
        sentence:
          "MRR 0.0140 (was 0.0262): drop of 47 %, 95 % interval [−50 %, −43 %], significant with 288 users (previous run 248).",
      },
    });
    expect(drop.change).toBeCloseTo(-0.467, 3);
    expect(report.statistics.lift_mrr).toBeNull();
    expect(page).toContain("test_mrr fell by 46.7% (from 0.02617 to 0.01396)");
    expect(page).toContain("the evidence agrees: 288 users");
    expect(page).not.toContain("harder targets");
  }, 60_000);

  test("says with a mask that the targets became harder: MRR fell by 47.8 % and the lift rose", async () => {
    const { report, page } = await thirdWeek(true);
    const drop = dropIn(report);
    expect(drop).toMatchObject({
      outcome: "fired",
      evidence: {
        suspect: false,
        reason: "harder-targets",
        sentence:
          "MRR 0.0218 (was 0.0418): drop of 48 %, 95 % interval [−52 %, −44 %], significant with 288 users (previous run 248).",
      },
    });
    expect(drop.change).toBeCloseTo(-0.478, 3);
    expect(report.statistics.lift_mrr?.baseline.sentence).toBe(
      "Lift 1.08 (was 1.01): rise of 6 %, 95 % interval [+2 %, +11 %], significant with 288 users (baseline 248).",
    );
    expect(page).toContain("test_mrr fell by 47.8% (from 0.0418 to 0.0218)");
    expect(page).toContain("would not fire on evidence: 288 users (harder targets, not a worse model)");
    expect(page).toContain("MRR fell and the lift did not: harder targets, not a worse model.");
    expect(page).toContain("contains 1: the model is not shown to beat a popularity list");
  }, 60_000);
});
