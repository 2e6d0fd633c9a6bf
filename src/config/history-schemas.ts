import { z } from "zod";
import type { HistoryKeep } from "../core/history.ts";

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
