import { createHash } from "node:crypto";

/** Artifact names and branches refuse some characters, cache keys a comma. */
const NOT_IN_NAMES = /[^\w.-]+/g;
const MAX_KEY_CHARACTERS = 40;

/**
 * The name of the history of one job of a matrix: each evaluates a model of its own and remembers it by itself. The values
 * are for people, the digest tells apart what looks alike.
 * @param matrix JSON of the job's matrix values, "" outside a matrix
 */
export function historyName(name: string, matrix: string): string {
  if (matrix === "") return name;
  const digest = createHash("sha256").update(matrix).digest("hex").slice(0, 8);
  const values = [...matrix.matchAll(/:\s*"?([^",}{\]]+)/g)].map(([, value]) => value!.trim()).join("-");
  const key = values
    .replaceAll(NOT_IN_NAMES, "-")
    .slice(0, MAX_KEY_CHARACTERS)
    .replaceAll(/^[-.]+|[-.]+$/g, "");
  return [name, key, digest].filter((part) => part !== "").join("-");
}
