import { ConfigError } from "../../core/errors.ts";
import { isRunId } from "../mlflow/names.ts";
import { quote } from "../quote.ts";

/** A model that MLflow keeps, as the input `model` names it. */
export type ModelUri =
  | { readonly kind: "version"; readonly name: string; readonly version: string }
  | { readonly kind: "alias"; readonly name: string; readonly alias: string }
  | RunUri;

/** A folder or file among the artifacts of a run. */
export interface RunUri {
  readonly kind: "run";
  readonly runId: string;
  readonly path: string;
}

const ALLOWED = "models:/name/version, models:/name@alias or runs:/id/path";

/**
 * Reads an MLflow model URI; null for everything that is a path.
 * @throws ConfigError for `models:` and `runs:` in another form: stages and `latest` name another model every day
 */
export function parseModelUri(text: string): ModelUri | null {
  const [, scheme, rest = ""] = /^(models|runs):\/*(.*)$/s.exec(text) ?? [];
  if (scheme === undefined) return null;
  const uri = scheme === "models" ? registered(rest) : inRun(rest);
  if (uri !== null) return uri;
  throw new ConfigError(
    `input "model": found ${quote(text)}; allowed: a path, ${ALLOWED}`,
    "Name the version by its number, or give it an alias in MLflow and name that.",
  );
}

/** Names may hold anything but `/`, `:` and control characters; the last `@` begins the alias, as in MLflow. */
function registered(rest: string): ModelUri | null {
  const [, name, version] = /^([^/:\p{Cc}]{1,256})\/(\d{1,10})$/u.exec(rest) ?? [];
  if (name !== undefined && version !== undefined) return { kind: "version", name, version };
  const [, owner, alias] = /^([^/:\p{Cc}]{1,256})@([\w-]{1,255})$/u.exec(rest) ?? [];
  return owner !== undefined && alias !== undefined ? { kind: "alias", name: owner, alias } : null;
}

/** What a registry says of where a version came from: a place in a run; null for everything else. */
export function parseRunUri(text: string): RunUri | null {
  const [, rest] = /^runs:\/*(.*)$/s.exec(text) ?? [];
  return rest === undefined ? null : inRun(rest);
}

function inRun(rest: string): RunUri | null {
  const [runId = "", ...segments] = rest.replace(/\/+$/, "").split("/");
  const isPath = segments.length > 0 && segments.every(isSegment);
  return isRunId(runId) && isPath ? { kind: "run", runId, path: segments.join("/") } : null;
}

/** One part of an artifact's path; a server that names `..` is not followed. */
export function isSegment(text: string): boolean {
  return text !== "" && text !== "." && text !== ".." && !/[\p{Cc}\\]/u.test(text);
}
