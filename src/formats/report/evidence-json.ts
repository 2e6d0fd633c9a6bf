import { z } from "zod";
import { MalformedFileError, UnsupportedFileError } from "../../core/errors.ts";
import type { Measurement, PerUserValues } from "../../core/measurement.ts";
import { MEASUREMENT_FIELDS, mapOf, measurementJson, measurementOf, objectOf } from "./measurement-json.ts";
import { visible } from "./visible.ts";

const SCHEMA = 1;
const PER_USER_VERSION = "per_user.v1";
/** A million users with five metrics each; parsed, a text takes some ten times its size. */
export const MAX_EVIDENCE_CHARACTERS = 96 * 1024 * 1024;
export const EVIDENCE_HINT =
  "Restore the file from another copy of the history, or delete this run in MLflow.";

/**
 * `evidence.json`: everything that one evaluation found out, the values of single users included, and no name of
 * anybody. Numbers are the shortest decimals that read back as the same float64.
 * @throws Error when a number is not finite, which would be written as null: a bug, never a reason to lose a value
 */
export function writeEvidence(measurement: Measurement): string {
  const head = JSON.stringify({ schema: SCHEMA, ...measurementJson(measurement) }, finiteOnly);
  return `${head.slice(0, -1)},"per_user":${writePerUser(measurement.perUser)}}\n`;
}

/** Without `finiteOnly`, which is called for each number: eight times as long for a million users. */
function writePerUser({ keys, users, targets, values }: PerUserValues): string {
  for (const [name, perUser] of [["targets", targets] as const, ...values]) {
    const broken = perUser.find((value) => !Number.isFinite(value));
    if (broken !== undefined) throw new Error(`evidence.json: ${name} holds ${broken}`);
  }
  return JSON.stringify({ version: PER_USER_VERSION, keys, users, targets, values: objectOf(values) });
}

function finiteOnly(key: string, value: unknown): unknown {
  if (typeof value === "number" && !Number.isFinite(value))
    throw new Error(`evidence.json: ${key} is ${value}`);
  return value;
}

/**
 * Reads `evidence.json` back, bounded and checked.
 * @throws UnsupportedFileError for another schema, MalformedFileError for anything that `writeEvidence` does not write
 */
export function readEvidence(file: string, text: string): Measurement {
  const result = EVIDENCE.safeParse(parseEvidence(file, text));
  if (!result.success) throw new MalformedFileError(file, firstProblem(result.error), EVIDENCE_HINT);
  return result.data;
}

/** The JSON of a text of bounded size, of the schema that is read here. Throws as `readEvidence` does. */
export function parseEvidence(file: string, text: string): unknown {
  if (text.length > MAX_EVIDENCE_CHARACTERS)
    throw new MalformedFileError(
      file,
      `${text.length} characters, at most ${MAX_EVIDENCE_CHARACTERS} are read`,
      EVIDENCE_HINT,
    );
  const json = parse(file, text);
  const { schema } = ENVELOPE.safeParse(json).data ?? { schema: undefined };
  if (schema !== undefined && schema !== SCHEMA)
    throw new UnsupportedFileError(
      file,
      `schema ${schema}, this version reads ${SCHEMA}`,
      "Use a newer model-monitor.",
    );
  return json;
}

function parse(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new MalformedFileError(file, "not JSON", EVIDENCE_HINT, { cause: error });
  }
}

function firstProblem({ issues }: z.ZodError): string {
  const [issue] = issues;
  if (issue === undefined) return "not what model-monitor writes";
  return visible(`${issue.path.map(String).join(".")}: ${issue.message}`, 200);
}

/** One check for a whole array: a problem a number would be a list of problems as long as the array. */
function arrayOf<Item>(isItem: (item: unknown) => boolean, expected: string) {
  return z.custom<readonly Item[]>(
    (input) => Array.isArray(input) && input.every(isItem),
    `expected ${expected}`,
  );
}

const isId = (item: unknown) => Number.isSafeInteger(item) && Number(item) >= 0;
const isHash = (item: unknown) => typeof item === "string" && /^[0-9a-f]{32}$/u.test(item);

const SHARED = {
  version: z.literal(PER_USER_VERSION),
  targets: arrayOf<number>(isId, "whole numbers"),
  values: mapOf(arrayOf<number>(Number.isFinite, "numbers")),
};

/** `per_user.v1`. */
export const PER_USER = z
  .discriminatedUnion("keys", [
    z.object({
      ...SHARED,
      keys: z.literal("internal_user_id"),
      users: arrayOf<number>(isId, "internal ids"),
    }),
    z.object({
      ...SHARED,
      keys: z.literal("hmac_sha256_128"),
      users: arrayOf<string>(isHash, "32 hex digits each"),
    }),
  ])
  .refine(({ users }) => new Set<number | string>(users).size === users.length, "a user occurs twice")
  .refine(
    ({ users, targets, values }) =>
      [targets, ...values.values()].every((array) => array.length === users.length),
    "the arrays differ in length",
  )
  .transform(({ keys, users, targets, values }): PerUserValues => ({ keys, users, targets, values }));

const ENVELOPE = z.object({ schema: z.number() });

const EVIDENCE = z
  .object({ schema: z.literal(SCHEMA), ...MEASUREMENT_FIELDS, per_user: PER_USER })
  .transform(({ per_user: perUser, ...json }): Measurement => ({ ...measurementOf(json), perUser }));
