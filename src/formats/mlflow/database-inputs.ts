import type { RunInput } from "../../core/run.ts";
import type { Row } from "./database-rows.ts";

/*
 * How a database keeps what a run read (mlflow/store/tracking/sqlalchemy_store.py, `log_inputs`): the dataset once for
 * an experiment, by name and digest; that a run used it in `inputs`; what for in `input_tags`.
 */

/** The row of `datasets`. @param datasetId a new one, used where the experiment does not have the dataset yet */
export function datasetRow(input: RunInput, experimentId: string, datasetId: string): Row {
  return {
    dataset_uuid: datasetId,
    experiment_id: BigInt(experimentId),
    name: input.name,
    digest: input.digest,
    dataset_source_type: input.sourceType,
    dataset_source: input.source,
    dataset_schema: null,
    dataset_profile: input.profile,
  };
}

/** That a run used a dataset: a row of `inputs` and one of `input_tags`, by table. */
export function inputRows(
  { context }: RunInput,
  ids: { readonly inputId: string; readonly datasetId: string; readonly runId: string },
): ReadonlyMap<"inputs" | "input_tags", Row> {
  const { inputId, datasetId, runId } = ids;
  return new Map([
    [
      "inputs",
      {
        input_uuid: inputId,
        source_type: "DATASET",
        source_id: datasetId,
        destination_type: "RUN",
        destination_id: runId,
      },
    ],
    ["input_tags", { input_uuid: inputId, name: "mlflow.data.context", value: context }],
  ]);
}
