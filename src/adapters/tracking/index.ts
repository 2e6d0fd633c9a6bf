import { resolve, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { ConfigError } from "../../core/errors.ts";
import type { TrackingStore } from "../../core/run.ts";
import { MlflowRest, type MlflowServerOptions } from "../mlflow-rest/client.ts";
import { DryRun } from "./dry-run.ts";
import { isInside } from "./is-inside.ts";
import { KeptLocally } from "./kept-locally.ts";
import { MlflowDatabase } from "./mlflow-database.ts";
import { MlflowFiles } from "./mlflow-files.ts";
import { MlflowServerStore } from "./mlflow-server.ts";
import type { StoreDirectory } from "./store-directory.ts";

/** What the kinds of stores need beside their URI. */
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
  ["sqlite", openDatabase],
]);

/** Every kind of store by what stands before the colon. */
export const TRACKING_SCHEMES: readonly string[] = [...STORES.keys()];

const DEFAULT_DIRECTORY = "mlruns";

const HINT =
  "Set the input `tracking-uri` to a directory (the default is `mlruns`), a `file:` URI, the http: or https: address of a server, or a database such as `sqlite:///mlflow.db`.";

/**
 * Opens the store that a tracking URI names. Nothing is read or created yet.
 * @param uri a path, relative to the workspace or absolute, `file:`, or `sqlite:///` and a path; MLflow's own forms
 * @throws ConfigError naming the scheme and those that are supported; never the URI, which may carry a password
 */
export function openTracking(uri: string, options: TrackingOptions): TrackingStore {
  const scheme = schemeOf(uri);
  const open = STORES.get(scheme);
  if (open !== undefined) return open(uri, options);
  throw new ConfigError(
    `the tracking URI starts with "${scheme}:"; supported are a directory, file:, sqlite:, http: and https:`,
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
  return { path, shownAs: `${shortest(workspace, path)}/` };
}

/** After three slashes a path relative to the workspace, after four an absolute one, both as they are: SQLAlchemy's form. */
function openDatabase(uri: string, options: TrackingOptions): TrackingStore {
  const { workspace, now, dryRun = false } = options;
  const file = /^sqlite:\/\/\/(?<file>[^?#\0]+)$/i.exec(uri)?.groups?.["file"];
  if (file === undefined || file.startsWith(":memory:") || file.startsWith("file:"))
    throw new ConfigError("the tracking URI names no SQLite file", HINT);
  const path = resolve(workspace, file);
  const shownAs = `sqlite:///${shortest(workspace, path).replaceAll("\\", "/")}`;
  const store = new MlflowDatabase({ file: { path, shownAs }, workspace, now });
  return dryRun ? new DryRun(store, localRuns(options)) : store;
}

/** Relative to the workspace when the path is below it. */
function shortest(workspace: string, path: string): string {
  return isInside(workspace, path) ? relative(workspace, path) : path;
}

/** A run that the server does not take, and one that it is not to see, go into the directory that is the default. */
function openServer(_uri: string, options: TrackingOptions): TrackingStore {
  const { server, dryRun = false } = options;
  if (server === undefined || server === null)
    throw new RangeError("a server is opened by how to reach it, not by its address alone");
  const store = new MlflowServerStore(new MlflowRest(server));
  return dryRun ? new DryRun(store, localRuns(options)) : new KeptLocally(store, localRuns(options));
}

/** Explicit: a database that lies beside it is no reason to lose the run. */
function localRuns(options: TrackingOptions): TrackingStore {
  return openDirectory(DEFAULT_DIRECTORY, { ...options, explicit: true });
}
