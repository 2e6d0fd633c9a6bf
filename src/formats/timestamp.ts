const DATE = /^\d{4}-\d\d-\d\d$/;
const DATE_AND_TIME =
  /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))?$/;
/** A number that was stored as text; shorter ones are rather a year or a date without separators. */
const UNIX_TIME_AS_TEXT = /^-?\d{9,13}(?:\.\d{1,9})?$/;
/** A number of smaller magnitude is seconds (until the year 5138), any other milliseconds (from March 1973 on). */
const FIRST_MILLISECONDS = 1e11;
/** The furthest moment that a Date can hold. */
const MAX_MILLISECONDS = 8.64e15;

const PLAIN = "dddd-dd-dd dd:dd:dd";
const PLAIN_LENGTH = PLAIN.length;
const DIGIT = PLAIN.charCodeAt(0);
const DAY_MS = 24 * 60 * 60 * 1000;
/** From 1 March of the year 0. */
const DAYS_UNTIL_1970 = 719_468;
/** No timestamp is as long, and a cell can have a gigabyte. */
const MAX_TEXT_BYTES = 100;
/** A byte order mark is no part of a timestamp, and is not taken off. */
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The moment that a timestamp of the database means: `YYYY-MM-DD[ T]hh:mm:ss[.fff][Z|±hh:mm]`
 * (no zone is UTC), Unix seconds or Unix milliseconds, told apart by magnitude.
 *
 * @returns whole milliseconds since 1970 UTC (further digits of a text are cut off, numbers are rounded); NaN for
 *   anything else, impossible dates and times (30 February, 24:00:00, a leap second) included.
 */
export function parseTimestamp(value: unknown): number {
  if (typeof value === "number") return fromUnixTime(value);
  if (typeof value === "bigint") return fromUnixTime(Number(value));
  if (typeof value !== "string") return Number.NaN;
  const parts = DATE_AND_TIME.exec(value);
  if (parts !== null) return fromParts(parts);
  return UNIX_TIME_AS_TEXT.test(value) ? fromUnixTime(Number(value)) : Number.NaN;
}

/**
 * The moment that a person writes: a timestamp as above or a date alone, which is its midnight in UTC. No Unix time: that
 * is for programs, and 20240601 is none.
 *
 * @returns whole milliseconds since 1970 UTC; NaN for anything else
 */
export function parseIsoTime(text: string): number {
  const parts = DATE_AND_TIME.exec(DATE.test(text) ? `${text} 00:00:00` : text);
  return parts === null ? Number.NaN : fromParts(parts);
}

/**
 * The moment that a timestamp means which is text: `YYYY-MM-DD hh:mm:ss`, what SQLite and Python write, is read without
 * making a text of it; anything else as `parseTimestamp` reads it.
 *
 * @param at, length where it is in `bytes`, in UTF-8.
 */
export function parseTimestampText(bytes: Uint8Array, at: number, length: number): number {
  if (length === PLAIN_LENGTH && isPlain(bytes, at)) {
    const year = 100 * twoDigits(bytes, at) + twoDigits(bytes, at + 2);
    const month = twoDigits(bytes, at + 5);
    const day = twoDigits(bytes, at + 8);
    const hours = twoDigits(bytes, at + 11);
    const minutes = twoDigits(bytes, at + 14);
    const seconds = twoDigits(bytes, at + 17);
    return exists(year, month, day) && hours <= 23 && minutes <= 59 && seconds <= 59
      ? daysSince1970(year, month, day) * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1000
      : Number.NaN;
  }
  return length > MAX_TEXT_BYTES
    ? Number.NaN
    : parseTimestamp(DECODER.decode(bytes.subarray(at, at + length)));
}

/** Digits and separators where they belong. */
function isPlain(bytes: Uint8Array, at: number): boolean {
  for (let index = 0; index < PLAIN_LENGTH; index++) {
    const byte = bytes[at + index]!;
    const isDigit = byte >= 0x30 && byte <= 0x39;
    const separator = PLAIN.charCodeAt(index);
    if (separator === DIGIT ? !isDigit : byte !== separator && !(index === 10 && byte === 0x54)) return false;
  }
  return true;
}

function twoDigits(bytes: Uint8Array, at: number): number {
  return 10 * bytes[at]! + bytes[at + 1]! - 11 * 0x30;
}

/** In the Gregorian calendar. The method: March is the first month, so that 29 February is the last day of a year. */
function daysSince1970(year: number, month: number, day: number): number {
  const marchYear = month <= 2 ? year - 1 : year;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return 365 * marchYear + leapDays + dayOfYear - DAYS_UNTIL_1970;
}

function fromUnixTime(value: number): number {
  const milliseconds = Math.round(Math.abs(value) < FIRST_MILLISECONDS ? value * 1000 : value);
  return Math.abs(milliseconds) <= MAX_MILLISECONDS ? milliseconds : Number.NaN;
}

function fromParts(parts: RegExpExecArray): number {
  const year = Number(parts[1]);
  const month = Number(parts[2]);
  const day = Number(parts[3]);
  const hours = Number(parts[4]);
  const minutes = Number(parts[5]);
  const seconds = Number(parts[6]);
  if (!exists(year, month, day) || hours > 23 || minutes > 59 || seconds > 59) return Number.NaN;
  const milliseconds = parts[7] === undefined ? 0 : Number(parts[7].slice(0, 3).padEnd(3, "0"));
  return Date.UTC(year, month - 1, day, hours, minutes, seconds, milliseconds) - zoneOffset(parts);
}

/** Date.UTC takes the year 99 for 1999, and 30 February for 1 March. */
function exists(year: number, month: number, day: number): boolean {
  return year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/** Milliseconds that local time is ahead of UTC; NaN for an impossible zone. */
function zoneOffset(parts: RegExpExecArray): number {
  if (parts[8] === undefined) return 0;
  const hours = Number(parts[9]);
  const minutes = Number(parts[10]);
  if (hours > 23 || minutes > 59) return Number.NaN;
  return (parts[8] === "-" ? -1 : 1) * (hours * 60 + minutes) * 60_000;
}
