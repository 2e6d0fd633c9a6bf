/**
 * Takes from GitHub's own OpenAPI description what our tests hold requests against:
 * `node scripts/openapi-excerpt.ts [folder of the unpacked package]`, by `npm pack` when no folder is named.
 * The package is 385 MB unpacked, so it is no dependency: the excerpt is committed.
 */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const PACKAGE = "@octokit/openapi@23.0.2";
const FILE = "generated/api.github.com.json";
const EXCERPT = resolve(import.meta.dirname, "../__tests__/fixtures/github-openapi/requests.json");
const REPO = "/repos/{owner}/{repo}";

/** Every call that the program, its client libraries or the workflows to copy make. */
const OPERATIONS: Readonly<Record<string, readonly string[]>> = {
  [REPO]: ["get"],
  [`${REPO}/actions/artifacts`]: ["get"],
  [`${REPO}/actions/artifacts/{artifact_id}`]: ["get", "delete"],
  [`${REPO}/actions/artifacts/{artifact_id}/{archive_format}`]: ["get"],
  [`${REPO}/actions/runs`]: ["get"],
  [`${REPO}/actions/runs/{run_id}`]: ["get"],
  [`${REPO}/actions/runs/{run_id}/artifacts`]: ["get"],
  [`${REPO}/actions/workflows/{workflow_id}/dispatches`]: ["post"],
  [`${REPO}/actions/workflows/{workflow_id}/runs`]: ["get"],
  [`${REPO}/commits/{commit_sha}/pulls`]: ["get"],
  [`${REPO}/contents/{path}`]: ["get", "put"],
  [`${REPO}/dispatches`]: ["post"],
  [`${REPO}/git/blobs`]: ["post"],
  [`${REPO}/git/blobs/{file_sha}`]: ["get"],
  [`${REPO}/git/commits`]: ["post"],
  [`${REPO}/git/commits/{commit_sha}`]: ["get"],
  [`${REPO}/git/matching-refs/{ref}`]: ["get"],
  [`${REPO}/git/ref/{ref}`]: ["get"],
  [`${REPO}/git/refs`]: ["post"],
  [`${REPO}/git/refs/{ref}`]: ["patch"],
  [`${REPO}/git/trees`]: ["post"],
  [`${REPO}/git/trees/{tree_sha}`]: ["get"],
  [`${REPO}/issues`]: ["get", "post"],
  [`${REPO}/issues/{issue_number}`]: ["get", "patch"],
  [`${REPO}/issues/{issue_number}/comments`]: ["get", "post"],
  [`${REPO}/issues/{issue_number}/labels`]: ["get", "post", "put"],
  [`${REPO}/issues/{issue_number}/labels/{name}`]: ["delete"],
  [`${REPO}/issues/comments/{comment_id}`]: ["get", "patch", "delete"],
  [`${REPO}/labels`]: ["get", "post"],
  [`${REPO}/labels/{name}`]: ["get"],
  [`${REPO}/pulls`]: ["get"],
  [`${REPO}/zipball/{ref}`]: ["get"],
};

/** Told for people only; requests are not held against them. */
const PROSE: ReadonlySet<string> = new Set([
  "description",
  "example",
  "examples",
  "externalDocs",
  "x-github",
]);

/** The entry of this name; undefined where there is none. */
function at(value: unknown, key: string): unknown {
  if (typeof value !== "object" || value === null) return undefined;
  return new Map<string, unknown>(Object.entries(value)).get(key);
}

/** The value without prose, with every `$ref` replaced by what it points at. */
function inlined(value: unknown, description: unknown, parent = ""): unknown {
  if (Array.isArray(value)) return value.map((entry) => inlined(entry, description));
  if (typeof value !== "object" || value === null) return value;
  const reference = at(value, "$ref");
  if (typeof reference === "string") return inlined(pointedAt(reference, description), description);
  // A property may well be called `description`.
  const kept = Object.entries(value).filter(([key]) => parent === "properties" || !PROSE.has(key));
  return Object.fromEntries(kept.map(([key, entry]) => [key, inlined(entry, description, key)]));
}

function pointedAt(reference: string, description: unknown): unknown {
  return reference.replace(/^#\//, "").split("/").reduce(at, description);
}

function excerptOf(description: unknown): object {
  const paths = Object.entries(OPERATIONS).map(([path, methods]) => {
    const all = at(at(description, "paths"), path);
    return [
      path,
      Object.fromEntries(methods.map((method) => [method, requestOf(at(all, method), description)])),
    ];
  });
  return {
    openapi: at(description, "openapi"),
    info: at(description, "info"),
    paths: Object.fromEntries(paths) as unknown,
  };
}

function requestOf(operation: unknown, description: unknown): object {
  const operationId = at(operation, "operationId");
  if (operationId === undefined) throw new Error("the description has lost a call that is listed here");
  return {
    operationId,
    parameters: inlined(at(operation, "parameters") ?? [], description),
    requestBody: inlined(at(operation, "requestBody"), description),
  };
}

function unpack(folder: string): string {
  const [name = ""] = execFileSync("npm", ["pack", "--silent", PACKAGE], { cwd: folder, encoding: "utf8" })
    .trim()
    .split("\n");
  execFileSync("tar", ["-xzf", name, `package/${FILE}`], { cwd: folder });
  return join(folder, "package");
}

const folder = mkdtempSync(join(tmpdir(), "openapi-excerpt-"));
try {
  const description: unknown = JSON.parse(
    readFileSync(join(process.argv[2] ?? unpack(folder), FILE), "utf8"),
  );
  writeFileSync(EXCERPT, `${JSON.stringify(excerptOf(description), null, 1)}\n`);
} finally {
  rmSync(folder, { recursive: true });
}
