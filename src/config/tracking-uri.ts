import { z } from "zod";
import { line } from "./value-schemas.ts";

const ALLOWED = "a directory such as mlruns, or its file: URI";

/** A scheme of one letter is a Windows drive. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/** Where MLflow keeps its runs: a directory or its `file:` URI. MLflow's own other forms are refused by name, never read as a directory. */
export function trackingUri(): z.ZodType<string> {
  return line(ALLOWED).refine(
    (text) => (SCHEME.exec(text)?.[1] ?? "file").toLowerCase() === "file" && !DATABRICKS.has(text),
    { error: ALLOWED },
  );
}

/** MLflow reads these bare words as addresses. */
const DATABRICKS = new Set(["databricks", "databricks-uc"]);
