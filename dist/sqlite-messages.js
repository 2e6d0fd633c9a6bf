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

// src/formats/timestamp.ts
var DATE = /^\d{4}-\d\d-\d\d$/;
var DATE_AND_TIME = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))?$/;
var UNIX_TIME_AS_TEXT = /^-?\d{9,13}(?:\.\d{1,9})?$/;
var FIRST_MILLISECONDS = 1e11;
var MAX_MILLISECONDS = 864e13;
function parseTimestamp(value) {
  if (typeof value === "number") return fromUnixTime(value);
  if (typeof value === "bigint") return fromUnixTime(Number(value));
  if (typeof value !== "string") return Number.NaN;
  const parts = DATE_AND_TIME.exec(value);
  if (parts !== null) return fromParts(parts);
  return UNIX_TIME_AS_TEXT.test(value) ? fromUnixTime(Number(value)) : Number.NaN;
}
function parseIsoTime(text) {
  const parts = DATE_AND_TIME.exec(DATE.test(text) ? `${text} 00:00:00` : text);
  return parts === null ? Number.NaN : fromParts(parts);
}
function fromUnixTime(value) {
  const milliseconds = Math.round(Math.abs(value) < FIRST_MILLISECONDS ? value * 1e3 : value);
  return Math.abs(milliseconds) <= MAX_MILLISECONDS ? milliseconds : Number.NaN;
}
function fromParts(parts) {
  const year = Number(parts[1]);
  const month = Number(parts[2]);
  const day = Number(parts[3]);
  const hours = Number(parts[4]);
  const minutes = Number(parts[5]);
  const seconds = Number(parts[6]);
  const exists = (
    // Date.UTC takes the year 99 for 1999, and 30 February for 1 March.
    year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && hours <= 23 && minutes <= 59 && seconds <= 59
  );
  if (!exists) return Number.NaN;
  const milliseconds = parts[7] === void 0 ? 0 : Number(parts[7].slice(0, 3).padEnd(3, "0"));
  return Date.UTC(year, month - 1, day, hours, minutes, seconds, milliseconds) - zoneOffset(parts);
}
function daysIn(year, month) {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}
function zoneOffset(parts) {
  if (parts[8] === void 0) return 0;
  const hours = Number(parts[9]);
  const minutes = Number(parts[10]);
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (parts[8] === "-" ? -1 : 1) * (hours * 60 + minutes) * 6e4;
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
  parseTimestamp,
  parseIsoTime,
  quote,
  toPlainError,
  fromPlainError,
  DEFAULT_RATINGS_QUERY
};
