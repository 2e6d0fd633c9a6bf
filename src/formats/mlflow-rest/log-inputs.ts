import type { RunInput } from "../../core/run.ts";

/** `runs/log-inputs`: what a run read. Sent again after a lost answer it changes nothing. */
export function logInputsRequest(runId: string, inputs: readonly RunInput[]): object {
  return {
    run_id: runId,
    datasets: inputs.map(({ name, digest, sourceType, source, profile, context }) => ({
      tags: [{ key: "mlflow.data.context", value: context }],
      dataset: { name, digest, source_type: sourceType, source, profile },
    })),
  };
}
