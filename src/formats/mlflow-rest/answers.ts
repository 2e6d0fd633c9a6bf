import { z } from "zod";
import { DECIMAL } from "../decimal.ts";
import { isExperimentId, isRunId } from "../mlflow/names.ts";

/** Ids come back in paths and queries; nothing but an id is taken for one. */
const EXPERIMENT_ID = z.coerce.string().refine(isExperimentId, { error: "is no experiment id" });
export const RUN_ID = z.string().refine(isRunId, { error: "is no run id" });

/** Number or text: MLflow writes numbers, proto JSON text. Times of MLflow fit into a double. */
export const INT64 = z
  .union([z.number(), z.string().regex(/^-?\d{1,19}$/)], { error: "is no whole number" })
  .transform(Number)
  .refine(Number.isSafeInteger, { error: "is no whole number that a time can be" });

const DOUBLE_TEXT = new RegExp(`^(?:-?inf(?:inity)?|nan|${DECIMAL.source})$`, "i");

/** Number or text; NaN and the infinities travel as text. */
export const DOUBLE = z
  .union([z.number(), z.string().regex(DOUBLE_TEXT)], { error: "is no number" })
  .transform((value) => (typeof value === "number" ? value : toDouble(value)));

function toDouble(text: string): number {
  const infinity = /^(-?)inf/i.exec(text);
  if (infinity !== null) return infinity[1] === "-" ? -Infinity : Infinity;
  return Number(text);
}

/** `experiments/get-by-name`; a deleted experiment is returned too. */
export const EXPERIMENT_FOUND = z.object({
  experiment: z.object({ experiment_id: EXPERIMENT_ID, lifecycle_stage: z.string().default("active") }),
});

/** `experiments/create`. */
export const EXPERIMENT_CREATED = z.object({ experiment_id: EXPERIMENT_ID });

const RUN_INFO = z.object({ run_id: RUN_ID, artifact_uri: z.string().default("") });

/** `runs/create` and `runs/get`: where the run is and where its artifacts go. */
export const RUN_PLACE = z.object({ run: z.object({ info: RUN_INFO }) }).transform(({ run }) => run.info);
export type RunPlace = z.output<typeof RUN_PLACE>;

/** `runs/search` for places alone. */
export const RUN_PLACES = z
  .object({ runs: z.array(z.object({ info: RUN_INFO })).default([]) })
  .transform(({ runs }) => runs.map(({ info }) => info));

/** `runs/search`: each run is read on its own, so that a malformed one costs only itself. */
export const RUNS_PAGE = z.object({
  runs: z.array(z.unknown()).default([]),
  next_page_token: z.string().max(4096).default(""),
});

/** `artifacts/list`. */
export const ARTIFACTS = z
  .object({ files: z.array(z.object({ path: z.string() })).default([]) })
  .transform(({ files }) => files.map(({ path }) => path));

/** Calls that answer with nothing to be used. */
export const DONE = z.object({});
