import { ConfigError, MalformedFileError, type MonitorError } from "../core/errors.ts";
import type { Ratings } from "../core/ratings.ts";
import type { EncodedRatings } from "../formats/ratings-columns.ts";

/** What the worker thread is asked. */
export interface RatingsTask {
  /** Absolute path of the database. */
  readonly file: string;
  /** Its name in messages. */
  readonly shownAs: string;
  /** null: the default query. */
  readonly query: string | null;
}

/** What reading a database comes to; `Form` is that of the ratings. */
export interface LoadedRatings<Form = Ratings> {
  readonly ratings: Form;
  /** The SQL that ran. */
  readonly query: string;
  /** `sha256:` and 64 hex digits, of the database after its write-ahead log was replayed. */
  readonly digest: string;
  /** Length of what the digest covers. */
  readonly bytes: number;
  /** Frames of the write-ahead log that were committed and replayed. */
  readonly walFramesReplayed: number;
}

/** How far a long reading is: first the bytes of the file are digested, then the query runs. */
export type ReadProgress =
  { readonly rows: number } | { readonly bytesDigested: number; readonly bytes: number };

/** What the worker thread says: any number of `progress`, then one of the others. */
export type WorkerMessage =
  | { readonly kind: "progress"; readonly progress: ReadProgress }
  | { readonly kind: "missing" }
  | { readonly kind: "loaded"; readonly loaded: LoadedRatings<EncodedRatings> }
  | { readonly kind: "refused"; readonly error: PlainError };

/** An error as data: classes do not survive the way between threads. */
export type PlainError =
  | { readonly kind: "config"; readonly message: string; readonly hint: string }
  | { readonly kind: "malformed"; readonly file: string; readonly found: string; readonly hint: string };

/** null for an error that reading a database does not raise: then it is a bug of ours. */
export function toPlainError(error: unknown): PlainError | null {
  if (error instanceof ConfigError) return { kind: "config", message: error.message, hint: error.hint };
  if (!(error instanceof MalformedFileError)) return null;
  const { file, message, hint } = error;
  return { kind: "malformed", file, found: message.slice(`${file}: `.length), hint };
}

/** The error that `toPlainError` was given. */
export function fromPlainError(error: PlainError): MonitorError {
  return error.kind === "config"
    ? new ConfigError(error.message, error.hint)
    : new MalformedFileError(error.file, error.found, error.hint);
}
