import { z } from "zod";
import { line } from "./value-schemas.ts";

const ALLOWED =
  "a directory such as mlruns, its file: URI, or the http: or https: address of an MLflow server";

/** A scheme of one letter is a Windows drive. */
const SCHEME = /^([a-z][a-z0-9+.-]+):/i;

/**
 * Where MLflow keeps its runs: a directory, its `file:` URI, or a server. MLflow's own other forms are refused by name,
 * never read as a directory.
 */
export function trackingUri(): z.ZodType<string> {
  return line(ALLOWED).refine(
    (text) => {
      const scheme = (SCHEME.exec(text)?.[1] ?? "file").toLowerCase();
      if (scheme === "http" || scheme === "https") return URL.canParse(text);
      return scheme === "file" && !DATABRICKS.has(text);
    },
    { error: ALLOWED },
  );
}

/** MLflow reads these bare words as addresses. */
const DATABRICKS = new Set(["databricks", "databricks-uc"]);
