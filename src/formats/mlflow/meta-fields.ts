import { z } from "zod";
import { MalformedFileError } from "../../core/errors.ts";
import { quote } from "../quote.ts";
import { readYaml, REPAIR_HINT } from "./yaml.ts";

/** An integer that older versions wrote as a float or in quotes; out of text, because every scalar is read as text. */
export function wholeNumber(what: string) {
  const error = `must be ${what}`;
  return z
    .string({ error })
    .regex(/^-?\d{1,16}(?:\.\d*)?$/, { error })
    .transform((text) => Math.trunc(Number(text)));
}

/**
 * Reads the known keys of a `meta.yaml`; others are ignored, as every version ignores those of the next.
 * @throws MalformedFileError naming the field, what was found and what is allowed
 */
export function readFields<Shape extends z.ZodRawShape>(
  schema: z.ZodObject<Shape>,
  text: string,
  file: string,
): z.output<z.ZodObject<Shape>> {
  const yaml = readYaml(text, file);
  const known = Object.keys(schema.shape).filter((key) => yaml.has(key));
  const result = schema.safeParse(Object.fromEntries(known.map((key) => [key, yaml.get(key)])));
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new MalformedFileError(
    file,
    `${String(path[0])} ${shown(yaml.get(path[0]))}; it ${message}`,
    REPAIR_HINT,
  );
}

/**
 * Checks a field that must repeat the name of a directory: MLflow passes over such a run or fails on it.
 * @throws MalformedFileError when it does not
 */
export function checkRepeats(
  field: string,
  found: string | undefined,
  directory: string,
  file: string,
): void {
  if (found === directory) return;
  throw new MalformedFileError(
    file,
    `${field} ${shown(found)}; it must be the name of its directory, ${quote(directory)}`,
    REPAIR_HINT,
  );
}

function shown(found: unknown): string {
  if (found === undefined) return "is missing";
  return `is ${typeof found === "string" ? quote(found) : "not a scalar"}`;
}
