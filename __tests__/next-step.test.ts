import { describe, expect, test } from "@jest/globals";
import { ServiceError } from "../src/core/errors.ts";
import { TAGS } from "../src/core/run-labels.ts";
import { nextStep } from "../src/next-step.ts";
import {
  aRunRecord,
  EXPERIMENT,
  foreignStore,
  newFolder,
  NOW,
  openStore,
  writeTree,
} from "./support/mlflow-store.ts";

/** The step after runs with these tags, oldest first; null: a run without. */
async function stepAfter(...steps: readonly (string | null)[]): Promise<number | null> {
  const tracking = openStore(newFolder());
  for (const [index, step] of steps.entries()) {
    const tags = new Map(step === null ? [] : [[TAGS.step, step]]);
    await tracking.publish(EXPERIMENT, aRunRecord({ startTime: NOW + index, tags }));
  }
  return await nextStep({ experiment: EXPERIMENT }, { tracking });
}

async function noAnswer(): Promise<never> {
  throw new ServiceError("the server does not answer", "Try again.");
}

describe("the step of an evaluation", () => {
  test("is 1 in a new experiment", async () => {
    expect(await stepAfter()).toBe(1);
  });

  test("counts on from the newest run", async () => {
    expect(await stepAfter("7", "8")).toBe(9);
  });

  test("counts on where the history has been shortened", async () => {
    expect(await stepAfter("52")).toBe(53);
  });

  test("passes over runs that say nothing, by Python for example", async () => {
    expect(await stepAfter("7", null)).toBe(8);
  });

  test.each(["", "-3", "1e3", "seven", "99999999999"])(
    "passes over a step that is none: %j",
    async (text) => {
      expect(await stepAfter("7", text)).toBe(8);
    },
  );

  test("is unknown where a service does not answer: the run is logged all the same", async () => {
    const tracking = Object.assign(openStore(newFolder()), { findExperiment: noAnswer });
    expect(await nextStep({ experiment: EXPERIMENT }, { tracking })).toBeNull();
  });

  test("is 1 where only others wrote", async () => {
    const workspace = newFolder();
    writeTree(workspace, foreignStore());
    expect(await nextStep({ experiment: EXPERIMENT }, { tracking: openStore(workspace) })).toBe(1);
  });
});
