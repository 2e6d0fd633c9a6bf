import { describe, expect, test } from "@jest/globals";
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
