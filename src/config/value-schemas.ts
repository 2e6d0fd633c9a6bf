import { z } from "zod";
import type { HistoryKeep } from "../core/history.ts";
import { parseIsoTime } from "../formats/timestamp.ts";

/**
 * Schemas for the text of one input, as it stands in a workflow, a flag, a variable or the config file. The message
 * of every issue is what is allowed; who asked adds where the value came from and what was found.
 */

/** A line of text: a path or a name. */
export function line(allowed: string, { maxCharacters = 4096, without = "" } = {}): z.ZodType<string> {
  // Code points, as MLflow and GitHub count them.
  const fits = (text: string) => text.length <= maxCharacters || Array.from(text).length <= maxCharacters;
  return z
    .string({ error: allowed })
    .refine((text) => !CONTROL.test(text) && fits(text), { error: allowed })
    .refine((text) => without === "" || !text.includes(without), { error: allowed });
}

/** Line breaks, control characters and lone surrogates, which no path and no name needs. */
const CONTROL = /[\p{Cc}\p{Cs}\u2028\u2029]/u;

/** Text of any number of lines; an unset one is null. */
export function textOrNull(allowed: string): z.ZodType<string | null> {
  return z
    .string({ error: allowed })
    .refine((text) => !text.includes("\0"), { error: allowed })
    .transform((text) => (text === "" ? null : text));
}

/** A path that may be unset: null. */
export function pathOrNull(): z.ZodType<string | null> {
  return line(PATH).transform((text) => (text === "" ? null : text));
}

/** A path that always has a value. */
export function path(): z.ZodType<string> {
  return line(PATH);
}

/** A line of text; an unset one is null. */
export function lineOrNull(allowed: string): z.ZodType<string | null> {
  return line(allowed, { maxCharacters: 250 }).transform((text) => (text === "" ? null : text));
}

/** The file name of a workflow; an unset one is null. Its folder may be named, as GitHub shows it. */
export function workflowOrNull(): z.ZodType<string | null> {
  const error = "the file name of a workflow, such as retrain.yml";
  return z
    .string({ error })
    .regex(/^(?:(?:\.github\/workflows\/)?[A-Za-z0-9._-]{1,100}\.ya?ml)?$/, { error })
    .transform((text) => (text === "" ? null : text.replace(/^\.github\/workflows\//, "")));
}

const PATH = "a path in one line";

/** One word of a closed list. */
export function choice<const Choice extends string>(all: readonly Choice[]): z.ZodType<Choice> {
  return z.enum(all, { error: all.join(" or ") });
}

/** A boolean as YAML 1.2's core schema and `@actions/core` read it. */
export function flag(): z.ZodType<boolean> {
  return z.enum(BOOLEANS, { error: "true or false" }).transform((text) => text.toLowerCase() === "true");
}

const BOOLEANS = ["true", "True", "TRUE", "false", "False", "FALSE"] as const;

/** Whether a text reads as a boolean: a flag's next argument is then its value. */
export function isBoolean(text: string): boolean {
  return (BOOLEANS as readonly string[]).includes(text);
}

/** An integer in decimal digits. */
export function integer(min: number, max: number): z.ZodType<number> {
  const error = `a whole number from ${min} to ${max}`;
  return z
    .string({ error })
    .regex(/^\d{1,15}$/, { error })
    .transform(Number)
    .pipe(z.number().min(min, { error }).max(max, { error }));
}

/** A limit on a relative change, as a fraction (`0.10`) or a percentage (`10%`); `off` is null. */
export function fractionOrOff(max: number): z.ZodType<number | null> {
  const most = max === Infinity ? "" : `, at most ${max} (${max * 100}%)`;
  const error = `a fraction such as 0.10 or a percentage such as 10%, not negative${most}; or off`;
  return z.string({ error }).transform((text, context) => {
    if (text === "off") return null;
    const [, digits, percent] = /^\+?(\d+(?:\.\d*)?|\.\d+)(\s*%)?$/.exec(text) ?? [];
    const value = percent === undefined ? Number(digits) : Number(digits) / 100;
    if (digits !== undefined && Number.isFinite(value) && value <= max) return value;
    context.addIssue(error);
    return z.NEVER;
  });
}

/** A number in decimal digits, of either sign; null when unset or `off`. */
export function numberOrNull(): z.ZodType<number | null> {
  const error = "a number such as 4 or 3.5; or off";
  return z.string({ error }).transform((text, context) => {
    if (text === "" || text === "off") return null;
    const value = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)$/.test(text) ? Number(text) : Number.NaN;
    if (Number.isFinite(value)) return value;
    context.addIssue(error);
    return z.NEVER;
  });
}

/** `previous-run`, or a moment in milliseconds since 1970 UTC; null when unset or `off`. */
export function since(): z.ZodType<"previous-run" | number | null> {
  const error =
    "previous-run, a date such as 2024-06-01, or a time such as 2024-06-01 12:30:00 or 2024-06-01T12:30:00+02:00; or off";
  return z.string({ error }).transform((text, context) => {
    if (text === "" || text === "off") return null;
    if (text === "previous-run") return text;
    const time = parseIsoTime(text);
    if (!Number.isNaN(time)) return time;
    context.addIssue(error);
    return z.NEVER;
  });
}

const MILLISECONDS = new Map([
  ["s", 1000],
  ["m", 60_000],
  ["h", 3_600_000],
]);

/** A length of time such as `30s`, `5m` or `1h`, in milliseconds. At most a day: timers overflow at 24.8 days and then fire at once. */
export function duration(): z.ZodType<number> {
  const error = "a time such as 30s, 5m or 1h, from 1s to 24h";
  return z
    .string({ error })
    .regex(/^\d{1,9}[smh]$/, { error })
    .transform((text) => Number(text.slice(0, -1)) * MILLISECONDS.get(text.slice(-1))!)
    .pipe(z.number().min(1000, { error }).max(86_400_000, { error }));
}

const LONG_UNITS = new Map([...MILLISECONDS, ["d", 86_400_000]]);

/** A length of time such as `30m`, `24h` or `7d`, in milliseconds, up to 90 days; `off` is null. */
export function periodOrOff(): z.ZodType<number | null> {
  const error = "a time such as 30m, 24h or 7d, at most 90d; or off";
  return z.string({ error }).transform((text, context) => {
    if (text === "off") return null;
    const [, digits, unit] = /^(\d{1,9})([smhd])$/.exec(text) ?? [];
    const value = Number(digits) * (LONG_UNITS.get(unit ?? "") ?? Number.NaN);
    if (value > 0 && value <= 90 * 86_400_000) return value;
    context.addIssue(error);
    return z.NEVER;
  });
}

/** An integer in decimal digits; `off` is null. */
export function integerOrOff(min: number, max: number): z.ZodType<number | null> {
  const error = `a whole number from ${min} to ${max}; or off`;
  return z
    .string({ error })
    .regex(/^(?:\d{1,15}|off)$/, { error })
    .transform((text) => (text === "off" ? null : Number(text)))
    .pipe(z.number().min(min, { error }).max(max, { error }).nullable());
}

/** `owner/name`; an unset one is null. */
export function repositoryOrNull(): z.ZodType<string | null> {
  const error = "a repository as owner/name";
  return z
    .string({ error })
    .regex(/^(?:[A-Za-z0-9_-]{1,39}\/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100})?$/, { error })
    .transform((text) => (text === "" ? null : text));
}

/** The name of a workflow artifact; an unset one is null. What GitHub's own client refuses cannot be there. */
export function artifactNameOrNull(): z.ZodType<string | null> {
  const error = 'the name of an artifact in one line, without \\ / " : < > | * ?';
  return line(error, { maxCharacters: 255 })
    .refine((text) => !/[\\/":<>|*?]/.test(text), { error })
    .transform((text) => (text === "" ? null : text));
}

/** The id of a workflow run, as text; an unset one is null. */
export function runIdOrNull(): z.ZodType<string | null> {
  const error = "the id of a workflow run, a whole number";
  return z
    .string({ error })
    .regex(/^\d{0,15}$/, { error })
    .transform((text) => (text === "" ? null : text));
}

/** Some of a closed list, separated by commas or line breaks, or a YAML list; `none` is the empty set. */
export function choices<const Choice extends string>(all: readonly Choice[]): z.ZodType<ReadonlySet<Choice>> {
  const error = `some of ${all.join(", ")}, separated by commas or lines; or none`;
  return z.union([z.string(), z.array(z.string())], { error }).transform((given, context) => {
    const words = (typeof given === "string" ? given.split(/[,\n]/) : given).map((word) => word.trim());
    // A comma or line break at the end adds nothing; an empty list says nothing, and `none` is there to say it.
    const meant = words.filter((word) => word !== "");
    if (meant.length === 1 && meant[0] === "none") return new Set<Choice>();
    const known = all.filter((one) => meant.includes(one));
    if (meant.length > 0 && meant.every((word) => (all as readonly string[]).includes(word)))
      return new Set(known);
    context.addIssue(error);
    return z.NEVER;
  });
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

/** A name that an artifact, a cache key and a branch can bear. */
export function historyName(): z.ZodType<string> {
  const error = "up to 100 letters, digits, _ - and single . or / between them";
  return z
    .string({ error })
    .max(100, { error })
    .regex(/^\w[\w-]*(?:[./]\w[\w-]*)*$/, { error })
    .refine((text) => !text.endsWith(".lock"), { error });
}

const KEPT_BYTES = 10 * 1024 * 1024;

/** How much of the history is saved: a number of runs, of days with a `d`, or by default what fits into 10 MB. */
export function historyKeep(): z.ZodType<HistoryKeep> {
  const error = "a number of runs such as 52, or of days such as 365d, from 1 to 100000";
  return z.string({ error }).transform((text, context): HistoryKeep => {
    if (text === "") return { by: "bytes", bytes: KEPT_BYTES };
    const [, digits, unit] = /^([1-9]\d{0,4}|100000)(d?)$/.exec(text) ?? [];
    if (digits !== undefined)
      return unit === "d" ? { by: "days", days: Number(digits) } : { by: "runs", runs: Number(digits) };
    context.addIssue(error);
    return z.NEVER;
  });
}
