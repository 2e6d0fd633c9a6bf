import { resolve, relative, isAbsolute } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError } from "../../core/errors.ts";
import type { TrackingStore } from "../../core/run.ts";
import { MlflowRest, type MlflowServerOptions } from "../mlflow-rest/client.ts";
import { DryRun } from "./dry-run.ts";
import { KeptLocally } from "./kept-locally.ts";
import { MlflowFiles } from "./mlflow-files.ts";
import { MlflowServerStore } from "./mlflow-server.ts";

export interface TrackingOptions {
  /** Relative paths start here. */
  readonly workspace: string;
  /** Whether the user chose the URI, rather than getting the default. */
  readonly explicit: boolean;
  /** Milliseconds since 1970 UTC. */
  readonly now: () => number;
  /** How to reach the server of an `http(s):` URI; null for every other one. */
  readonly server?: MlflowServerOptions | null;
  /** Nothing is written where others look. */
  readonly dryRun?: boolean;
}

/** What can stand before the colon of a tracking URI; nothing is a path. One line per kind of store. */
const STORES: ReadonlyMap<string, (uri: string, options: TrackingOptions) => TrackingStore> = new Map([
  ["", (uri, options) => openDirectory(uri, options)],
  ["file", (uri, options) => openDirectory(pathOfFileUri(uri), options)],
  ["http", openServer],
  ["https", openServer],
]);

const DEFAULT_DIRECTORY = "mlruns";

const HINT =
  "Set the input `tracking-uri` to a directory (the default is `mlruns`), a `file:` URI, or the http: or https: address of a server.";

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
    `the tracking URI starts with "${scheme}:"; supported are a directory, file:, http: and https:, while sqlite: is not yet`,
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

function openDirectory(directory: string, { workspace, explicit, now }: TrackingOptions): TrackingStore {
  if (directory.trim() === "" || directory.includes("\0"))
    throw new ConfigError("the tracking URI names no directory", HINT);
  const path = resolve(workspace, directory);
  const fromWorkspace = relative(workspace, path);
  const isInside = fromWorkspace !== "" && !fromWorkspace.startsWith("..") && !isAbsolute(fromWorkspace);
  const shownAs = `${isInside ? fromWorkspace : path}/`;
  return new MlflowFiles({ directory: { path, shownAs }, explicit, now });
}

/** A run that the server does not take, and one that it is not to see, go into the directory that is the default. */
function openServer(_uri: string, { server, dryRun = false, ...options }: TrackingOptions): TrackingStore {
  if (server === undefined || server === null)
    throw new RangeError("a server is opened by how to reach it, not by its address alone");
  const store = new MlflowServerStore(new MlflowRest(server));
  // Explicit: a database that lies beside it is no reason to lose the run.
  const directory = openDirectory(DEFAULT_DIRECTORY, { ...options, explicit: true });
  return dryRun ? new DryRun(store, directory) : new KeptLocally(store, directory);
}
