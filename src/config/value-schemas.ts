import { z } from "zod";

/**
 * Schemas for the text of one input, as it stands in a workflow, a flag, a variable or the config file. The message
 * of every issue is what is allowed; who asked adds where the value came from and what was found. Here are those that
 * say nothing of what a value is for; times, names of GitHub's and the history have files of their own.
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
    .transform(nullWhereUnset);
}

const PATH = "a path in one line";

/** A path that always has a value. */
export function path(): z.ZodType<string> {
  return line(PATH);
}

/** A path that may be unset: null. */
export function pathOrNull(): z.ZodType<string | null> {
  return line(PATH).transform(nullWhereUnset);
}

/** A line of text; an unset one is null. */
export function lineOrNull(allowed: string): z.ZodType<string | null> {
  return line(allowed, { maxCharacters: 250 }).transform(nullWhereUnset);
}

/** One word of a closed list. */
export function choice<const Choice extends string>(all: readonly Choice[]): z.ZodType<Choice> {
  return z.enum(all, { error: all.join(" or ") });
}

/** Some of a closed list, separated by commas or line breaks, or a YAML list; `none` is the empty set. */
export function choices<const Choice extends string>(all: readonly Choice[]): z.ZodType<ReadonlySet<Choice>> {
  const error = `some of ${all.join(", ")}, separated by commas or lines; or none`;
  return z.union([z.string(), z.array(z.string())], { error }).transform((given, context) => {
    const meant = wordsOf(given);
    if (meant.length === 1 && meant[0] === "none") return new Set<Choice>();
    // An empty list says nothing, and `none` is there to say it.
    const known = all.filter((one) => meant.includes(one));
    if (meant.length > 0 && meant.every((word) => (all as readonly string[]).includes(word)))
      return new Set(known);
    context.addIssue(error);
    return z.NEVER;
  });
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

/** An integer in decimal digits; `off` is null. */
export function integerOrOff(min: number, max: number): z.ZodType<number | null> {
  const error = `a whole number from ${min} to ${max}; or off`;
  return z
    .string({ error })
    .regex(/^(?:\d{1,15}|off)$/, { error })
    .transform((text) => (text === "off" ? null : Number(text)))
    .pipe(z.number().min(min, { error }).max(max, { error }).nullable());
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

/** The inputs of a step are never missing, only empty. */
export function nullWhereUnset(text: string): string | null {
  return text === "" ? null : text;
}

/** The words of a list that is written in one text, separated by commas or line breaks, or as a YAML list. */
export function wordsOf(given: string | readonly string[]): readonly string[] {
  const words = (typeof given === "string" ? given.split(/[,\n]/) : given).map((word) => word.trim());
  // A comma or line break at the end adds nothing.
  return words.filter((word) => word !== "");
}
