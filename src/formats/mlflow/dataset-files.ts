import { createHash } from "node:crypto";
import type { RunInput } from "../../core/run.ts";
import { writeYaml } from "./yaml.ts";

/*
 * How a file store keeps what a run read (mlflow/store/tracking/file_store.py, `log_inputs`): the dataset once for an
 * experiment, in `<experiment>/datasets/<id>/meta.yaml`; that a run used it in `<run>/inputs/<id>/meta.yaml`.
 */

/** The directory of a dataset below its experiment's, and the content of its `meta.yaml`: of equal ids the same. */
export function datasetFile(input: RunInput): { readonly directory: string; readonly meta: string } {
  const { name, digest, source, profile, sourceType } = input;
  return {
    directory: `datasets/${datasetId(input)}`,
    // An absent schema is written as null by MLflow too.
    meta: writeYaml({ name, digest, source, source_type: sourceType, schema: null, profile }),
  };
}

/** Path below the run's directory → content of the file that ties a dataset to the run. */
export function inputFile(input: RunInput, runId: string): readonly [path: string, content: string] {
  const dataset = datasetId(input);
  const meta = writeYaml({
    source_type: "DATASET",
    source_id: dataset,
    destination_type: "RUN",
    // Not the run: every MLflow up to 3.17 writes it so, and knows the run by the directory.
    destination_id: dataset,
    tags: { "mlflow.data.context": input.context },
  });
  return [`inputs/${md5(dataset, runId)}/meta.yaml`, meta];
}

/** As MLflow computes it, so that both find each other's. */
function datasetId({ name, digest }: RunInput): string {
  return md5(name, digest);
}

/** Of the texts one after the other. A name and no protection: what is behind it is not trusted because of it. */
function md5(...texts: readonly string[]): string {
  return createHash("md5").update(texts.join(""), "utf8").digest("hex");
}
