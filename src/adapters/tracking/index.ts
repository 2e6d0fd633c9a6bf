import { resolve, relative, isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError } from "../../core/errors.ts";
import type { TrackingStore } from "../../core/run.ts";
import { MlflowFiles } from "./mlflow-files.ts";
import type { StoreDirectory } from "./store-directory.ts";

export interface TrackingOptions {
  /** Relative paths start here. */
  readonly workspace: string;
  /** Whether the user chose the URI, rather than getting the default. */
  readonly explicit: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
}

/** What can stand before the colon of a tracking URI; nothing is a path. One line per kind of store. */
const STORES: ReadonlyMap<string, (uri: string, options: TrackingOptions) => TrackingStore> = new Map([
  ["", (uri, options) => openDirectory(uri, options)],
  ["file", (uri, options) => openDirectory(pathOfFileUri(uri), options)],
]);

const HINT = "Set the input `tracking-uri` to a directory (the default is `mlruns`) or a `file:` URI.";

/**
 * Opens the store that a tracking URI names. Nothing is read or created yet.
 * @param uri a path, relative to the workspace or absolute, or `file:`; MLflow's own forms
 * @throws ConfigError naming the scheme and those that are supported; never the URI, which may carry a password
 */
export function openTracking(uri: string, options: TrackingOptions): TrackingStore {
  const scheme = schemeOf(uri);
  const open = STORES.get(scheme);
  if (open !== undefined) return open(uri, options);
  throw new ConfigError(
    `the tracking URI starts with "${scheme}:"; supported are a directory and file:, while http(s): and sqlite: are not yet`,
    HINT,
  );
}

/** Lower-case, without the colon. One letter is a Windows drive; MLflow reads a bare `databricks` as a service. */
function schemeOf(uri: string): string {
  if (/^databricks(?:-uc)?$/.test(uri)) return uri;
  return /^(?<scheme>[a-z][a-z0-9+.-]+):/i.exec(uri)?.groups?.["scheme"]?.toLowerCase() ?? "";
}

/** `file:///absolute`, `file:relative` and `file:./relative`, as MLflow takes them. */
function pathOfFileUri(uri: string): string {
  const path = uri.slice("file:".length);
  try {
    return path.startsWith("/") ? fileURLToPath(uri) : decodeURIComponent(path);
  } catch (error) {
    throw new ConfigError("the tracking URI is not a file: URI of this machine", HINT, { cause: error });
  }
}

/** The directory that a tracking URI names; null when it names a service or a database. */
export function trackingDirectory(uri: string, workspace: string): StoreDirectory | null {
  const scheme = schemeOf(uri);
  if (scheme === "") return directoryAt(uri, workspace);
  return scheme === "file" ? directoryAt(pathOfFileUri(uri), workspace) : null;
}

function openDirectory(directory: string, { workspace, explicit, now }: TrackingOptions): TrackingStore {
  return new MlflowFiles({ directory: directoryAt(directory, workspace), explicit, now });
}

function directoryAt(directory: string, workspace: string): StoreDirectory {
  if (directory.trim() === "" || directory.includes("\0"))
    throw new ConfigError("the tracking URI names no directory", HINT);
  const path = resolve(workspace, directory);
  const fromWorkspace = relative(workspace, path);
  const isInside = fromWorkspace !== "" && !fromWorkspace.startsWith("..") && !isAbsolute(fromWorkspace);
  return { path, shownAs: `${isInside ? fromWorkspace : path}/` };
}
