import { z } from "zod";
import { parseIsoTime } from "../formats/timestamp.ts";

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
