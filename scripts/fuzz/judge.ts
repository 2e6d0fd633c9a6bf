import { MonitorError } from "../../src/core/errors.ts";
import type { FuzzFormat } from "./fuzz-format.ts";

/** What a reader did with a file: a wrong answer says what is wrong about it. */
export type Verdict = "read" | "refused" | { readonly wrong: string };

/** Terminal codes, line breaks and direction marks: nothing of a file may reach a log so. */
// oxlint-disable-next-line no-control-regex
const UNPRINTABLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069]/;
const MOST_CHARACTERS = 3000;

/** Reads a file, which is called "file" in errors: a value or a MonitorError that names the file are right, everything else is wrong. */
export function judge(format: FuzzFormat, bytes: Buffer): Verdict {
  const verdict = readOnce(format, bytes);
  if (Object.keys(Object.prototype).length === 0 && !("polluted" in {})) return verdict;
  return { wrong: "a key of the file became a property of every object" };
}

function readOnce(format: FuzzFormat, bytes: Buffer): Verdict {
  try {
    format.read(bytes);
    return "read";
  } catch (error) {
    if (!(error instanceof MonitorError))
      return { wrong: error instanceof Error ? (error.stack ?? error.message) : String(error) };
    const { message, hint } = error;
    // "file: …", and of one of the maps in it "file, user_map: …".
    if (!/^file[:,] /.test(message) || hint === "")
      return { wrong: `an error without file or hint: ${message}` };
    if (UNPRINTABLE.test(message) || message.length > MOST_CHARACTERS)
      return { wrong: `an error that is no line for a log: ${JSON.stringify(message.slice(0, 300))}` };
    return "refused";
  }
}
