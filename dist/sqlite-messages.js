import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;

// src/core/errors.ts
var MonitorError = class extends Error {
  /** What the user does next, one sentence. */
  hint;
  constructor(message, hint, options) {
    super(message, options);
    this.name = new.target.name;
    this.hint = hint;
  }
};
var ConfigError = class extends MonitorError {
  kind = "config";
};
var MalformedFileError = class extends MonitorError {
  kind = "malformed";
  file;
  constructor(file, found, hint, options) {
    super(`${file}: ${found}`, hint, options);
    this.file = file;
  }
};
var UnsupportedFileError = class extends MonitorError {
  kind = "unsupported";
  file;
  constructor(file, found, hint, options) {
    super(`${file}: ${found}`, hint, options);
    this.file = file;
  }
};
var HistoryError = class extends MonitorError {
  kind = "history";
};
var ServiceError = class extends MonitorError {
  kind = "service";
};

// src/formats/digests.ts
import { createHash, createHmac } from "node:crypto";
function sha256(content) {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}
function hashedName(name, key) {
  return createHmac("sha256", `model-monitor/per_user.v1/${key}`).update(name, "utf8").digest("hex").slice(0, 32);
}

// src/adapters/sqlite-messages.ts
function toPlainError(error) {
  if (error instanceof ConfigError) return { kind: "config", message: error.message, hint: error.hint };
  if (!(error instanceof MalformedFileError)) return null;
  const { file, message, hint } = error;
  return { kind: "malformed", file, found: message.slice(`${file}: `.length), hint };
}
function fromPlainError(error) {
  return error.kind === "config" ? new ConfigError(error.message, error.hint) : new MalformedFileError(error.file, error.found, error.hint);
}

// src/formats/quote.ts
var MAX_QUOTED_CHARACTERS = 80;
function quote(text) {
  const shown = text.slice(0, MAX_QUOTED_CHARACTERS);
  const escaped = shown.replaceAll(/[^\u0020-\u007E]|["\\]/g, escapeUnit);
  return shown.length < text.length ? `"${escaped}\u2026" (${text.length} characters)` : `"${escaped}"`;
}
function escapeUnit(unit) {
  if (unit === '"' || unit === "\\") return `\\${unit}`;
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

// src/core/ratings-query.ts
var DEFAULT_RATINGS_QUERY = "SELECT r.username, r.movie, r.rating FROM ratings r JOIN initial_ratings i ON r.username = i.username WHERE i.done = 1";

export {
  MonitorError,
  ConfigError,
  MalformedFileError,
  UnsupportedFileError,
  HistoryError,
  ServiceError,
  sha256,
  hashedName,
  toPlainError,
  fromPlainError,
  quote,
  DEFAULT_RATINGS_QUERY
};
