import { z } from "zod";
import { MalformedFileError, UnsupportedFileError } from "../core/errors.ts";
import type { FactorModel } from "../core/factor-model.ts";
import type { TrainingManifest } from "../core/training-manifest.ts";
import { parseTimestamp } from "./timestamp.ts";

/** How the file is called; it stands beside the checkpoint. */
export const MANIFEST_NAME = "monitor.json";
/** Counts of two million items; parsed, a hostile text takes some ten times its size. */
export const MAX_MANIFEST_BYTES = 16 * 1024 * 1024;
const SCHEMA = 1;
const HINT = "Write it with this model's training (examples/training/export_for_monitor.py), or remove it.";

const TIME = z
  .string()
  .max(64)
  .transform((text, context) => {
    const time = parseTimestamp(text);
    if (!Number.isNaN(time)) return time;
    context.addIssue("a time such as 2025-03-03T04:00:00Z is needed");
    return z.NEVER;
  });

/** One check for the whole array: a problem a count would be a list of problems as long as the array. */
const COUNTS = z.custom<readonly number[]>(
  (input) => Array.isArray(input) && input.every((count) => Number.isSafeInteger(count) && count >= 0),
  "a list of whole numbers is needed",
);

/** What else is in the file is for people. */
const MANIFEST = z.object({
  schema: z.literal(SCHEMA),
  trained_at: TIME,
  cutoff: TIME.nullish(),
  num_users: z.int().nonnegative(),
  num_items: z.int().nonnegative(),
  popularity: COUNTS,
  checkpoint_sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, "64 hex digits are needed")
    .nullish(),
});

/**
 * Reads what the training left beside the model.
 * @throws UnsupportedFileError for another schema, MalformedFileError when it is not such a file or belongs to a model of
 * another size, with both numbers
 */
export function readTrainingManifest(
  file: string,
  bytes: Uint8Array,
  model: Pick<FactorModel, "numUsers" | "numItems">,
): TrainingManifest {
  const json = parse(file, bytes);
  const schema = z.object({ schema: z.number() }).safeParse(json).data?.schema;
  if (schema !== undefined && schema !== SCHEMA)
    throw new UnsupportedFileError(
      file,
      `schema ${schema}, this version reads ${SCHEMA}`,
      "Use a newer model-monitor, or write the file with the export script of this version.",
    );
  const { data: manifest, error } = MANIFEST.safeParse(json);
  if (manifest === undefined) throw new MalformedFileError(file, problemIn(error), HINT);
  checkCount(file, "num_users", manifest.num_users, ["users", model.numUsers]);
  checkCount(file, "num_items", manifest.num_items, ["items", model.numItems]);
  checkCount(file, "the length of popularity", manifest.popularity.length, ["items", model.numItems]);
  const digest = manifest.checkpoint_sha256 ?? null;
  return {
    trainedAt: manifest.trained_at,
    cutoff: manifest.cutoff ?? null,
    popularity: Float64Array.from(manifest.popularity),
    checkpointDigest: digest === null ? null : `sha256:${digest}`,
  };
}

function parse(file: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch (error) {
    throw new MalformedFileError(file, "it is not JSON", HINT, { cause: error });
  }
}

/** Our own words only: paths here are names of the schema. */
function problemIn({ issues }: z.ZodError): string {
  const [issue] = issues;
  const path = issue?.path.map(String).join(".") ?? "";
  return path === "" ? "it is not a JSON object" : `${path}: ${issue!.message}`;
}

function checkCount(
  file: string,
  what: string,
  found: number,
  [kind, count]: readonly ["users" | "items", number],
): void {
  if (found === count) return;
  throw new MalformedFileError(file, `${what} is ${found}; the model has ${count} ${kind}`, HINT);
}
