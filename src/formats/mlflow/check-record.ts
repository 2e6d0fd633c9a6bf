import type { RunRecord } from "../../core/run.ts";

/** The tag that repeats a run's name: MLflow shows the tag in some places and the field in others. */
export const RUN_NAME_TAG = "mlflow.runName";

/**
 * Checks the numbers of a record that every store writes as they are. They come from our own code, so a bad one is a bug.
 * @throws RangeError for a time or a step that is no whole number
 */
export function checkRecord({ startTime, endTime, step }: RunRecord): void {
  for (const time of [startTime, endTime])
    if (!Number.isSafeInteger(time)) throw new RangeError(`a time must be whole milliseconds, not ${time}`);
  if (!Number.isSafeInteger(step)) throw new RangeError(`a step must be a whole number, not ${step}`);
}
