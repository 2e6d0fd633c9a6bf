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
function explain(error) {
  if (error instanceof MonitorError) return { message: error.message, hint: error.hint };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { message, hint: "This should not happen: please report it with the log of this step." };
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
function quoteFirst(names, most) {
  const shown = names.slice(0, most).map(quote).join(", ");
  return names.length > most ? `${shown} and ${names.length - most} more` : shown;
}

// src/formats/decimal.ts
var DECIMAL = /[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?/i;

// src/formats/sip-hash.ts
function halfSipHash({ bytes, view }, at, length, { first, second }) {
  let v0 = first;
  let v1 = second;
  let v2 = 1819895653 ^ first;
  let v3 = 1952801890 ^ second;
  const end = at + length;
  const words = end - (length & 3);
  let word;
  for (let from = at; ; from += 4) {
    const isLast = from === words;
    if (isLast) {
      word = length << 24;
      if (from + 2 < end) word |= bytes[from + 2] << 16;
      if (from + 1 < end) word |= bytes[from + 1] << 8;
      if (from < end) word |= bytes[from];
    } else word = view.getInt32(from, true);
    v3 ^= word;
    v0 = v0 + v1 | 0;
    v1 = (v1 << 5 | v1 >>> 27) ^ v0;
    v0 = v0 << 16 | v0 >>> 16;
    v2 = v2 + v3 | 0;
    v3 = (v3 << 8 | v3 >>> 24) ^ v2;
    v0 = v0 + v3 | 0;
    v3 = (v3 << 7 | v3 >>> 25) ^ v0;
    v2 = v2 + v1 | 0;
    v1 = (v1 << 13 | v1 >>> 19) ^ v2;
    v2 = v2 << 16 | v2 >>> 16;
    v0 ^= word;
    if (isLast) break;
  }
  v2 ^= 255;
  for (let round = 0; round < 3; round++) {
    v0 = v0 + v1 | 0;
    v1 = (v1 << 5 | v1 >>> 27) ^ v0;
    v0 = v0 << 16 | v0 >>> 16;
    v2 = v2 + v3 | 0;
    v3 = (v3 << 8 | v3 >>> 24) ^ v2;
    v0 = v0 + v3 | 0;
    v3 = (v3 << 7 | v3 >>> 25) ^ v0;
    v2 = v2 + v1 | 0;
    v1 = (v1 << 13 | v1 >>> 19) ^ v2;
    v2 = v2 << 16 | v2 >>> 16;
  }
  return v1 ^ v3;
}

// src/formats/name-table.ts
var NEW = -1;
var UNFIT = -2;
var MAX_NAME_CHARACTERS = 16383;
var MAX_NAME_BYTES = 3 * MAX_NAME_CHARACTERS;
var FIRST_CAPACITY = 1024;
var REPLACEMENT = "\uFFFD";
var DECODER = new TextDecoder("utf-8", { ignoreBOM: true });
var NameTable = class {
  #key;
  /** Names by the text that they are shown as, where bytes that are no UTF-8 may have become the same one. */
  #replaced = /* @__PURE__ */ new Map();
  /** Number of the name plus 1, or 0; a power of two, at least twice the names. */
  #slots = new Int32Array(2 * FIRST_CAPACITY);
  #hashes = new Int32Array(FIRST_CAPACITY);
  #ends = new Uint32Array(FIRST_CAPACITY);
  #bytes = new Uint8Array(16 * FIRST_CAPACITY);
  #pending = this.#bytes;
  #pendingText = null;
  #count = 0;
  constructor(key) {
    this.#key = key;
  }
  /** Names so far. */
  get size() {
    return this.#count;
  }
  /** Bytes of all names so far. */
  get bytesUsed() {
    return this.#count === 0 ? 0 : this.#ends[this.#count - 1];
  }
  /**
   * The number of a name; `NEW` when it has none yet, which `add` then gives it; `UNFIT` when it is too long or holds a
   * NUL character (programs in C end the text there and would take it for another, shorter name).
   */
  find(heap, at, length) {
    if (length > MAX_NAME_BYTES) return UNFIT;
    const slot = this.#slotOf(heap, at, length, halfSipHash(heap, at, length, this.#key));
    if (this.#slots[slot] !== 0) return this.#slots[slot] - 1;
    return this.#judge(heap.bytes.subarray(at, at + length));
  }
  /** Takes the name that `find` just called new. @returns its number. */
  add() {
    const name = this.#pending;
    const start = this.bytesUsed;
    const end = start + name.length;
    if (end > this.#bytes.length) this.#bytes = grown(this.#bytes, Math.max(end, 2 * this.#bytes.length));
    if (this.#count === this.#ends.length) this.#growIndex();
    this.#bytes.set(name, start);
    this.#ends[this.#count] = end;
    const heap = { bytes: name, view: new DataView(name.buffer, name.byteOffset, name.byteLength) };
    const hash = halfSipHash(heap, 0, name.length, this.#key);
    this.#hashes[this.#count] = hash;
    this.#slots[this.#slotOf(heap, 0, name.length, hash)] = this.#count + 1;
    if (this.#pendingText !== null) this.#replaced.set(this.#pendingText, this.#count);
    return this.#count++;
  }
  /** All names. The table is not to be used again. */
  finish() {
    return {
      bytes: new Uint8Array(this.#bytes.buffer.transfer(this.bytesUsed)),
      ends: new Uint32Array(this.#ends.buffer.transfer(4 * this.#count))
    };
  }
  /** The slot that holds these bytes, or the empty one where they belong. */
  #slotOf({ bytes }, at, length, hash) {
    const mask = this.#slots.length - 1;
    for (let slot = hash & mask; ; slot = slot + 1 & mask) {
      const name = this.#slots[slot] - 1;
      if (name === -1) return slot;
      if (this.#hashes[name] === hash && this.#isName(name, bytes, at, length)) return slot;
    }
  }
  #isName(name, bytes, at, length) {
    const start = name === 0 ? 0 : this.#ends[name - 1];
    if (this.#ends[name] - start !== length) return false;
    const names = this.#bytes;
    for (let index = 0; index < length; index++) if (bytes[at + index] !== names[start + index]) return false;
    return true;
  }
  /** Of bytes that stand in no slot. */
  #judge(bytes) {
    if (bytes.includes(0)) return UNFIT;
    const text = DECODER.decode(bytes);
    if (text.length > MAX_NAME_CHARACTERS) return UNFIT;
    const isReplaced = text.includes(REPLACEMENT);
    this.#pending = isReplaced ? Buffer.from(text) : bytes;
    this.#pendingText = isReplaced ? text : null;
    return isReplaced ? this.#replaced.get(text) ?? NEW : NEW;
  }
  #growIndex() {
    this.#ends = new Uint32Array(this.#ends.buffer.transfer(8 * this.#count));
    this.#hashes = new Int32Array(this.#hashes.buffer.transfer(8 * this.#count));
    this.#slots = new Int32Array(4 * this.#count);
    const mask = this.#slots.length - 1;
    for (let name = 0; name < this.#count; name++) {
      let slot = this.#hashes[name] & mask;
      while (this.#slots[slot] !== 0) slot = slot + 1 & mask;
      this.#slots[slot] = name + 1;
    }
  }
};
function decodeNames({ bytes, ends }) {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from(ends, (end, name) => text.toString("utf8", name === 0 ? 0 : ends[name - 1], end));
}
function grown(bytes, length) {
  return new Uint8Array(bytes.buffer.transfer(length));
}

// src/formats/ratings-columns.ts
var LIMITS = {
  // The largest public set of ratings has 32 million; 50 million are 1.2 GB in the columns below.
  rows: 5e7,
  // What maps of names hold later: 2^24 keys.
  names: 2 ** 24 - 1,
  // Ten million names of 50 characters.
  nameBytes: 2 ** 29
};
var FIRST_CAPACITY2 = 1024;
var NUMERIC_TEXT = new RegExp(`^\\s*${DECIMAL.source}\\s*$`, "i");
var RatingsColumns = class {
  #file;
  #limits;
  #users;
  #items;
  #userOfRow = new Uint32Array(FIRST_CAPACITY2);
  #itemOfRow = new Uint32Array(FIRST_CAPACITY2);
  #values = new Float64Array(FIRST_CAPACITY2);
  #timestamps;
  #rows = 0;
  #malformedRows = 0;
  #nonNumericRatings = 0;
  #malformedTimestamps = 0;
  /**
   * @param file name of the database for messages.
   * @param key a secret number pair, or whoever writes the names can make the tables slow.
   */
  constructor(file, hasTimestamps, key, limits = LIMITS) {
    this.#file = file;
    this.#users = new NameTable(key);
    this.#items = new NameTable(key);
    this.#limits = limits;
    this.#timestamps = hasTimestamps ? new Float64Array(FIRST_CAPACITY2) : null;
  }
  /** Rows so far, malformed ones included. */
  get rowsSeen() {
    return this.#rows + this.#malformedRows;
  }
  /**
   * Takes one row of the query.
   *
   * @throws MalformedFileError beyond the limits.
   */
  add(row) {
    if (this.rowsSeen >= this.#limits.rows) throw this.#tooMany("rows", this.#limits.rows);
    let user = row.userLength < 0 ? UNFIT : this.#users.find(row.heap, row.userAt, row.userLength);
    let item = row.itemLength < 0 ? UNFIT : this.#items.find(row.heap, row.itemAt, row.itemLength);
    if (user === UNFIT || item === UNFIT) {
      this.#malformedRows++;
      return;
    }
    if (user === NEW) user = this.#added(this.#users, "users");
    if (item === NEW) item = this.#added(this.#items, "items");
    if (this.#rows === this.#values.length) this.#resize(this.#rows * 2);
    this.#userOfRow[this.#rows] = user;
    this.#itemOfRow[this.#rows] = item;
    this.#values[this.#rows] = row.rating;
    if (Number.isNaN(row.rating)) this.#nonNumericRatings++;
    if (this.#timestamps !== null) {
      this.#timestamps[this.#rows] = row.time;
      if (Number.isNaN(row.time)) this.#malformedTimestamps++;
    }
    this.#rows++;
  }
  /** The columns, cut to their length. The builder is empty afterwards and not to be used again. */
  finish() {
    this.#resize(this.#rows);
    return {
      users: this.#users.finish(),
      items: this.#items.finish(),
      userOfRow: this.#userOfRow,
      itemOfRow: this.#itemOfRow,
      values: this.#values,
      timestamps: this.#timestamps,
      problems: {
        malformedRows: this.#malformedRows,
        nonNumericRatings: this.#nonNumericRatings,
        malformedTimestamps: this.#malformedTimestamps
      }
    };
  }
  #added(table, what) {
    if (table.size >= this.#limits.names) throw this.#tooMany(`distinct ${what}`, this.#limits.names);
    const name = table.add();
    if (table.bytesUsed > this.#limits.nameBytes)
      throw this.#tooMany(`bytes of distinct ${what}`, this.#limits.nameBytes);
    return name;
  }
  #resize(rows) {
    this.#userOfRow = new Uint32Array(resized(this.#userOfRow, rows));
    this.#itemOfRow = new Uint32Array(resized(this.#itemOfRow, rows));
    this.#values = new Float64Array(resized(this.#values, rows));
    if (this.#timestamps !== null) this.#timestamps = new Float64Array(resized(this.#timestamps, rows));
  }
  #tooMany(what, limit) {
    return new MalformedFileError(
      this.#file,
      `the query returns more than ${limit} ${what}`,
      "Narrow it with the input `ratings-query`, for example to the newest ratings."
    );
  }
};
function decodeRatings(encoded) {
  return { ...encoded, users: decodeNames(encoded.users), items: decodeNames(encoded.items) };
}
function resized(column, length) {
  return column.buffer.transfer(length * column.BYTES_PER_ELEMENT);
}
function ratingOf(value) {
  const rating = typeof value === "number" || value !== null && NUMERIC_TEXT.test(value) ? Number(value) : Number.NaN;
  return Number.isFinite(rating) ? rating : Number.NaN;
}

// src/adapters/system-error.ts
function codeOf(error) {
  if (typeof error !== "object" || error === null || !("code" in error)) return null;
  return typeof error.code === "string" ? error.code : null;
}

// src/formats/sqlite/header.ts
var SQLITE_START = Buffer.from("SQLite format 3\0", "latin1");
var HEADER_LENGTH = 100;
var HEADER_SAMPLE = 4096;
var MIN_PAGE_SIZE = 512;
var MAX_PAGE_SIZE = 65536;
var PAGE_SIZE_65536 = 1;
var LFS_POINTER = "version https://git-lfs";
var MIN_ENTROPY_SAMPLE = 512;
var RANDOM_ENTROPY = 7.2;
function readSqliteHeader(file, bytes) {
  if (bytes.length === 0) {
    throw new MalformedFileError(
      file,
      "the file is empty (0 bytes); an SQLite database is expected",
      "Check the step that writes, uploads or downloads the database."
    );
  }
  if (!SQLITE_START.equals(bytes.subarray(0, SQLITE_START.length))) throw notSqlite(file, bytes);
  if (bytes.length < HEADER_LENGTH) throw truncated(file, bytes.length, `a header of ${HEADER_LENGTH} bytes`);
  const stored = viewOf(bytes).getUint16(16);
  const pageSize = stored === PAGE_SIZE_65536 ? MAX_PAGE_SIZE : stored;
  if (pageSize < MIN_PAGE_SIZE || (pageSize & pageSize - 1) !== 0) {
    throw new MalformedFileError(
      file,
      `the header declares pages of ${pageSize} bytes; a power of two from ${MIN_PAGE_SIZE} to ${MAX_PAGE_SIZE} is allowed`,
      "The database is damaged: restore it from a backup, or write it again."
    );
  }
  return { pageSize };
}
function refuseTruncated(file, image, pageSize) {
  if (image.length % pageSize !== 0) throw truncated(file, image.length, `whole pages of ${pageSize} bytes`);
  const pages = declaredPages(image);
  if (pages !== null && pages * pageSize > image.length) {
    throw truncated(
      file,
      image.length,
      `${pages} pages of ${pageSize} bytes (${pages * pageSize} bytes) according to its header`
    );
  }
}
function declaredPages(image) {
  const view = viewOf(image.subarray(0, HEADER_LENGTH));
  const pages = view.getUint32(28);
  return pages !== 0 && view.getUint32(24) === view.getUint32(92) ? pages : null;
}
function notSqlite(file, bytes) {
  const start = Buffer.from(bytes.subarray(0, LFS_POINTER.length)).toString("latin1");
  if (start === LFS_POINTER) {
    return new MalformedFileError(
      file,
      "not an SQLite database but a Git LFS pointer",
      "Check the repository out with `lfs: true`."
    );
  }
  if (entropy(bytes.subarray(0, HEADER_SAMPLE)) > RANDOM_ENTROPY) {
    return new MalformedFileError(
      file,
      `not an SQLite database, or an encrypted or compressed one: it starts with ${quote(start)} and its bytes look random`,
      "Provide the plain database: decrypt or unpack it in a step before this one."
    );
  }
  return new MalformedFileError(
    file,
    `not an SQLite database: it starts with ${quote(start)} instead of ${quote(SQLITE_START.toString("latin1"))}`,
    "Check the input `database`: it names the SQLite file that the frontend writes."
  );
}
function entropy(sample) {
  if (sample.length < MIN_ENTROPY_SAMPLE) return 0;
  const counts = new Uint32Array(256);
  for (const byte of sample) counts[byte]++;
  let bits = 0;
  for (const count of counts)
    if (count > 0) bits -= count / sample.length * Math.log2(count / sample.length);
  return bits;
}
function truncated(file, length, expected) {
  return new MalformedFileError(
    file,
    `the database is truncated: it has ${length} bytes, expected are ${expected}`,
    "Copy it again while nothing writes to it, for example with SQLite's `.backup` or `VACUUM INTO`."
  );
}
function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

// src/formats/timestamp.ts
var DATE = /^\d{4}-\d\d-\d\d$/;
var DATE_AND_TIME = /^(\d{4})-(\d\d)-(\d\d)[ T](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(?:Z|([+-])(\d\d):(\d\d))?$/;
var UNIX_TIME_AS_TEXT = /^-?\d{9,13}(?:\.\d{1,9})?$/;
var FIRST_MILLISECONDS = 1e11;
var MAX_MILLISECONDS = 864e13;
var PLAIN = "dddd-dd-dd dd:dd:dd";
var PLAIN_LENGTH = PLAIN.length;
var DIGIT = PLAIN.charCodeAt(0);
var DAY_MS = 24 * 60 * 60 * 1e3;
var DAYS_UNTIL_1970 = 719468;
var MAX_TEXT_BYTES = 100;
var DECODER2 = new TextDecoder("utf-8", { ignoreBOM: true });
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
function parseTimestampText(bytes, at, length) {
  if (length === PLAIN_LENGTH && isPlain(bytes, at)) {
    const year = 100 * twoDigits(bytes, at) + twoDigits(bytes, at + 2);
    const month = twoDigits(bytes, at + 5);
    const day = twoDigits(bytes, at + 8);
    const hours = twoDigits(bytes, at + 11);
    const minutes = twoDigits(bytes, at + 14);
    const seconds = twoDigits(bytes, at + 17);
    return exists(year, month, day) && hours <= 23 && minutes <= 59 && seconds <= 59 ? daysSince1970(year, month, day) * DAY_MS + ((hours * 60 + minutes) * 60 + seconds) * 1e3 : Number.NaN;
  }
  return length > MAX_TEXT_BYTES ? Number.NaN : parseTimestamp(DECODER2.decode(bytes.subarray(at, at + length)));
}
function isPlain(bytes, at) {
  for (let index = 0; index < PLAIN_LENGTH; index++) {
    const byte = bytes[at + index];
    const isDigit = byte >= 48 && byte <= 57;
    const separator = PLAIN.charCodeAt(index);
    if (separator === DIGIT ? !isDigit : byte !== separator && !(index === 10 && byte === 84)) return false;
  }
  return true;
}
function twoDigits(bytes, at) {
  return 10 * bytes[at] + bytes[at + 1] - 11 * 48;
}
function daysSince1970(year, month, day) {
  const marchYear = month <= 2 ? year - 1 : year;
  const leapDays = Math.floor(marchYear / 4) - Math.floor(marchYear / 100) + Math.floor(marchYear / 400);
  const dayOfYear = Math.floor((153 * ((month + 9) % 12) + 2) / 5) + day - 1;
  return 365 * marchYear + leapDays + dayOfYear - DAYS_UNTIL_1970;
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
  if (!exists(year, month, day) || hours > 23 || minutes > 59 || seconds > 59) return Number.NaN;
  const milliseconds = parts[7] === void 0 ? 0 : Number(parts[7].slice(0, 3).padEnd(3, "0"));
  return Date.UTC(year, month - 1, day, hours, minutes, seconds, milliseconds) - zoneOffset(parts);
}
function exists(year, month, day) {
  return year >= 100 && month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
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
  explain,
  quote,
  quoteFirst,
  parseTimestamp,
  parseIsoTime,
  parseTimestampText,
  DECIMAL,
  RatingsColumns,
  decodeRatings,
  ratingOf,
  toPlainError,
  fromPlainError,
  codeOf,
  DEFAULT_RATINGS_QUERY,
  SQLITE_START,
  HEADER_SAMPLE,
  readSqliteHeader,
  refuseTruncated
};
