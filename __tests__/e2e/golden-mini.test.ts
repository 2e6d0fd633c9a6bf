import { fileURLToPath } from "node:url";
import { describe, expect, test } from "@jest/globals";
import { readGolden, runsOf } from "../support/golden.ts";
import { expectGolden, stepFor } from "../support/golden-step.ts";

const MINI = fileURLToPath(new URL("../fixtures/mini", import.meta.url));
const golden = readGolden(MINI);
const CHECKPOINTS = ["bpr_recommender.pt", "model_only.pt", "net_only.pt", "state_dict.pt"];

describe("the built action gives Spotlight's numbers", () => {
  test.each(
    runsOf(golden, CHECKPOINTS).map((run) => ({
      name: `${run.checkpoint} on ${run.database}, ${run.mode}, ${run.train_mask ? "masked" : "unmasked"}`,
      run,
    })),
  )(
    "$name",
    async ({ run }) => {
      const result = await stepFor(MINI, run, "train_interactions.csv");
      expect(result.outputs.get("status")).toBe(run.error === undefined ? "evaluated" : "error");
      expectGolden(result, run, golden);
    },
    30_000,
  );
});
