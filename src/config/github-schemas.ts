import { z } from "zod";
import { line, nullWhereUnset } from "./value-schemas.ts";

/** The file name of a workflow; an unset one is null. Its folder may be named, as GitHub shows it. */
export function workflowOrNull(): z.ZodType<string | null> {
  const error = "the file name of a workflow, such as retrain.yml";
  return z
    .string({ error })
    .regex(/^(?:(?:\.github\/workflows\/)?[A-Za-z0-9._-]{1,100}\.ya?ml)?$/, { error })
    .transform((text) => (text === "" ? null : text.replace(/^\.github\/workflows\//, "")));
}

/** `owner/name`; an unset one is null. */
export function repositoryOrNull(): z.ZodType<string | null> {
  const error = "a repository as owner/name";
  return z
    .string({ error })
    .regex(/^(?:[A-Za-z0-9_-]{1,39}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100})?$/, { error })
    .transform(nullWhereUnset);
}

/** The name of a workflow artifact; an unset one is null. What GitHub's own client refuses cannot be there. */
export function artifactNameOrNull(): z.ZodType<string | null> {
  const error = 'the name of an artifact in one line, without \\ / " : < > | * ?';
  return line(error, { maxCharacters: 255 })
    .refine((text) => !/[\\/":<>|*?]/.test(text), { error })
    .transform(nullWhereUnset);
}

/** The id of a workflow run, as text; an unset one is null. */
export function runIdOrNull(): z.ZodType<string | null> {
  const error = "the id of a workflow run, a whole number";
  return z
    .string({ error })
    .regex(/^\d{0,15}$/, { error })
    .transform(nullWhereUnset);
}

/** The matrix of a GitHub job as JSON, on one line; "" outside a matrix, where GitHub says `null`. */
export function matrix(): z.ZodType<string> {
  const error = "the JSON object that `${{ toJSON(matrix) }}` gives, or null";
  return z.string({ error }).transform((text, context) => {
    try {
      const value: unknown = JSON.parse(text);
      if (value === null) return "";
      if (typeof value === "object" && !Array.isArray(value)) return JSON.stringify(value);
    } catch {
      // Reported below, as any other value that is not allowed.
    }
    context.addIssue(error);
    return z.NEVER;
  });
}
