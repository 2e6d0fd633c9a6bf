import { z } from "zod";
import { RUN_ID } from "./answers.ts";

/** `model-versions/get` and `registered-models/alias`. */
export const MODEL_VERSION = z
  .object({
    model_version: z.object({
      name: z.string(),
      version: z.coerce.string().regex(/^\d{1,10}$/),
      run_id: z
        .union([RUN_ID, z.literal("")])
        .nullable()
        .default(null),
    }),
  })
  .transform(({ model_version }) => model_version);

/** `model-versions/get-download-uri`. */
export const DOWNLOAD_URI = z
  .object({ artifact_uri: z.string().max(2000) })
  .transform(({ artifact_uri }) => artifact_uri);

/** `artifacts/list` and the proxy's own listing: the first has paths below the run, the second bare names. */
export const FILES = z
  .object({ files: z.array(z.object({ path: z.string(), is_dir: z.boolean().default(false) })).default([]) })
  .transform(({ files }) => files);

/** `runs/get`. */
export const RUN_EXPERIMENT = z
  .object({
    run: z.object({
      info: z.object({ experiment_id: z.coerce.string(), artifact_uri: z.string().default("") }),
    }),
  })
  .transform(({ run }) => run.info);

/** `logged-models/search`, MLflow 3. */
export const LOGGED_MODELS = z
  .object({
    models: z.array(z.object({ info: z.object({ artifact_uri: z.string().max(2000) }) })).default([]),
  })
  .transform(({ models }) => models.map(({ info }) => info.artifact_uri));
