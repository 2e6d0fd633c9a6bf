import { ConfigError } from "../../core/errors.ts";

/** Longest values that MLflow stores, in characters (mlflow/utils/validation.py). */
export const MAX_PARAM_CHARACTERS = 6_000;
export const MAX_TAG_CHARACTERS = 8_000;
const MAX_EXPERIMENT_CHARACTERS = 500;
const MAX_KEY_CHARACTERS = 250;
/** Every file system in use takes a name of 255 bytes and no longer. */
const MAX_COMPONENT_BYTES = 255;

/** Python's `\w`, dash, dot, space and slash. MLflow takes a colon too, but Windows and upload-artifact do not. */
const KEY = /^[\p{L}\p{N}_\-. /]+$/u;
const EXPERIMENT_ID = /^[a-zA-Z0-9][\p{L}\p{N}_-]{0,63}$/u;
const RUN_ID = /^[a-zA-Z0-9][\p{L}\p{N}_-]{0,255}$/u;

/** Directories beside the runs of an experiment, and beside experiments, that are neither. */
const RESERVED_IN_EXPERIMENT = new Set(["datasets", "models", "tags", "traces"]);
const RESERVED_IN_STORE = new Set(["models"]);

/** Whether a directory of a store can be an experiment. */
export function isExperimentId(name: string): boolean {
  return EXPERIMENT_ID.test(name) && !RESERVED_IN_STORE.has(name);
}

/** Whether a directory of an experiment can be a run. */
export function isRunId(name: string): boolean {
  return RUN_ID.test(name) && !RESERVED_IN_EXPERIMENT.has(name);
}

/**
 * Checks names of metrics, params, tags or artifacts before they become files. Ours are fixed in the code, so a bad
 * one is a bug: one such file would make MLflow refuse the whole experiment.
 * @throws RangeError naming the key and the rule
 */
export function checkKeys(kind: string, keys: Iterable<string>): void {
  const seen = new Set<string>();
  const folders = new Set<string>();
  for (const key of keys) {
    const wrong = whatIsWrong(key);
    if (wrong !== null) throw new RangeError(`the ${kind} name ${JSON.stringify(key)} ${wrong}`);
    // Windows and macOS hold one file where two keys differ only in case.
    const folded = key.toLowerCase();
    if (seen.has(folded))
      throw new RangeError(`two ${kind} names differ only in case: ${JSON.stringify(key)}`);
    seen.add(folded);
    for (let slash = folded.indexOf("/"); slash > 0; slash = folded.indexOf("/", slash + 1))
      folders.add(folded.slice(0, slash));
  }
  const clash = [...folders].find((folder) => seen.has(folder));
  if (clash !== undefined)
    throw new RangeError(`the ${kind} name ${JSON.stringify(clash)} is also the folder of another one`);
}

function whatIsWrong(key: string): string | null {
  if (!KEY.test(key)) return "must be letters, digits, spaces and _ - . /";
  if (Array.from(key).length > MAX_KEY_CHARACTERS) return `is longer than ${MAX_KEY_CHARACTERS} characters`;
  const components = key.split("/");
  if (components.some((component) => component === "" || component === "." || component === ".."))
    return 'has an empty, "." or ".." component';
  if (components.some((component) => Buffer.byteLength(component) > MAX_COMPONENT_BYTES))
    return `has a component longer than ${MAX_COMPONENT_BYTES} bytes`;
  return null;
}

/**
 * Checks the name of an experiment, which may hold any characters: it becomes no path.
 * @throws ConfigError when it is empty or longer than MLflow takes
 */
export function checkExperimentName(name: string): void {
  const length = Array.from(name).length;
  if (length >= 1 && length <= MAX_EXPERIMENT_CHARACTERS) return;
  throw new ConfigError(
    `the experiment name has ${length} characters; MLflow takes 1 to ${MAX_EXPERIMENT_CHARACTERS}`,
    "Set the input `experiment` to a shorter name, or remove it to use `evaluation_runs`.",
  );
}

/** The text, cut with an ellipsis where it is longer than `limit` (MLflow counts code points, so this is never too long). */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text.toWellFormed();
  const kept = text.slice(0, limit - 1);
  const halfPair = /[\uD800-\uDBFF]$/.test(kept);
  return `${halfPair ? kept.slice(0, -1) : kept}…`.toWellFormed();
}
