/**
 * The errors a user can meet. Each text says what was read, what was found, what is allowed, and `hint` says
 * what to do next; anything else that is thrown is a bug of ours.
 */
export abstract class MonitorError extends Error {
  abstract readonly kind: "config" | "malformed" | "unsupported" | "service" | "history";
  /** What the user does next, one sentence. */
  readonly hint: string;

  constructor(message: string, hint: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
    this.hint = hint;
  }
}

/** An input, or a combination of inputs, that cannot be meant. */
export class ConfigError extends MonitorError {
  readonly kind = "config";
}

/** A file that is missing, truncated, damaged or not what it claims to be: trying again does not help. */
export class MalformedFileError extends MonitorError {
  readonly kind = "malformed";
  readonly file: string;

  constructor(file: string, found: string, hint: string, options?: ErrorOptions) {
    super(`${file}: ${found}`, hint, options);
    this.file = file;
  }
}

/** A well-formed file of a kind that is not supported. */
export class UnsupportedFileError extends MonitorError {
  readonly kind = "unsupported";
  readonly file: string;

  constructor(file: string, found: string, hint: string, options?: ErrorOptions) {
    super(`${file}: ${found}`, hint, options);
    this.file = file;
  }
}

/** A history that exists but cannot be read: never treated as "first run", never overwritten. */
export class HistoryError extends MonitorError {
  readonly kind = "history";
}

/** A service that refused or did not answer. */
export class ServiceError extends MonitorError {
  readonly kind = "service";
}

/** The message and what to do; an error that is not one of ours is a bug, and says so. */
export function explain(error: unknown): { readonly message: string; readonly hint: string } {
  if (error instanceof MonitorError) return { message: error.message, hint: error.hint };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { message, hint: "This should not happen: please report it with the log of this step." };
}
