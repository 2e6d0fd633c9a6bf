import { join } from "node:path";

import { beforeAll } from "@jest/globals";

import type { StepResult } from "./action.ts";
import { aQuickstart, evaluateWeek } from "./quickstart.ts";

/** Three weeks of the sample by the built action, oldest first: made once, to be copied for every test. */
export function threeWeeks() {
  let history: string;
  let weeks: readonly StepResult[];
  beforeAll(async () => {
    history = aQuickstart();
    weeks = [await evaluateWeek(history, 1), await evaluateWeek(history, 2), await evaluateWeek(history, 3)];
  }, 60_000);
  return {
    /** The folder. */
    get history() {
      return history;
    },
    get weeks() {
      return weeks;
    },
    get experimentId() {
      return output(weeks[0]!, "experiment-id");
    },
  };
}

/** An output of a step that must have it. */
export function output(step: StepResult, name: string): string {
  const value = step.outputs.get(name);
  if (value === undefined) throw new Error(`the step has no output ${name}`);
  return value;
}

/** The id of the run that a step logged. */
export function runId(step: StepResult): string {
  return output(step, "run-id");
}

/** Arguments of the worker's commands for the store of a folder. */
export function at(folder: string) {
  return { folder, uri: join(folder, "mlruns") };
}
