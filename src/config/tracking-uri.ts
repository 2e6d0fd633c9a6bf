import { z } from "zod";
import { line } from "./value-schemas.ts";

const ALLOWED = "a directory such as mlruns, its file: URI, or a database such as sqlite:///mlflow.db";

/** A scheme of one letter is a Windows drive. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/** Where MLflow keeps its runs: a directory, its `file:` URI or an SQLite database. MLflow's own other forms are refused by name, never read as a directory. */
export function trackingUri(): z.ZodType<string> {
  return line(ALLOWED).refine(
    (text) => SCHEMES.has((SCHEME.exec(text)?.[1] ?? "file").toLowerCase()) && !DATABRICKS.has(text),
    { error: ALLOWED },
  );
}

const SCHEMES = new Set(["file", "sqlite"]);
/** MLflow reads these bare words as addresses. */
const DATABRICKS = new Set(["databricks", "databricks-uc"]);
