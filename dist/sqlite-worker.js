import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;
import {
  require_sql_wasm_browser
} from "./vendor-sql-js.js";
import {
  ConfigError,
  DEFAULT_RATINGS_QUERY,
  MalformedFileError,
  parseTimestamp,
  quote,
  sha256,
  toPlainError
} from "./sqlite-messages.js";
import {
  __toESM
} from "./runtime.js";

// src/adapters/sqlite-worker.ts
import { parentPort, workerData } from "node:worker_threads";

// src/adapters/sqlite-engine.ts
var import_sql_wasm_browser = __toESM(require_sql_wasm_browser(), 1);
import { readFileSync } from "node:fs";
var HEAP_BYTES = 2 ** 30;
async function openDatabase(image) {
  globalThis.TextDecoder = ExactTextDecoder;
  const sql = await (0, import_sql_wasm_browser.default)({ wasmBinary: readFileSync(wasmFile()), useOldExtensionFunctions: false });
  const database = new sql.Database(image);
  database.exec(`
    PRAGMA hard_heap_limit = ${HEAP_BYTES};
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA query_only = ON;
  `);
  return database;
}
var ExactTextDecoder = class extends TextDecoder {
  constructor() {
    super("utf-8", { ignoreBOM: true });
  }
};
function wasmFile() {
  return import.meta.url.endsWith(".ts") ? new URL(import.meta.resolve("sql.js/dist/sql-wasm.wasm")) : new URL("./sql-wasm.wasm", import.meta.url);
}
function saidBySqlite(error) {
  if (typeof error === "string") return error;
  if (!(error instanceof Error)) return null;
  return error.constructor === Error || error.name === "RuntimeError" ? error.message : null;
}

// src/adapters/sqlite-file.ts
import { closeSync, openSync, readSync, statSync } from "node:fs";

// src/formats/sqlite/header.ts
var MAGIC = Buffer.from("SQLite format 3\0", "latin1");
var HEADER_LENGTH = 100;
var MIN_PAGE_SIZE = 512;
var MAX_PAGE_SIZE = 65536;
var PAGE_SIZE_65536 = 1;
var LFS_POINTER = "version https://git-lfs";
var ENTROPY_SAMPLE = 4096;
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
  if (!MAGIC.equals(bytes.subarray(0, MAGIC.length))) throw notSqlite(file, bytes);
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
  const view = viewOf(image);
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
  if (entropy(bytes.subarray(0, ENTROPY_SAMPLE)) > RANDOM_ENTROPY) {
    return new MalformedFileError(
      file,
      `not an SQLite database, or an encrypted or compressed one: it starts with ${quote(start)} and its bytes look random`,
      "Provide the plain database: decrypt or unpack it in a step before this one."
    );
  }
  return new MalformedFileError(
    file,
    `not an SQLite database: it starts with ${quote(start)} instead of ${quote(MAGIC.toString("latin1"))}`,
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

// src/formats/sqlite/wal.ts
var MAGIC2 = 931071618;
var FORMAT_VERSION = 3007e3;
var HEADER_LENGTH2 = 32;
var FRAME_HEADER_LENGTH = 24;
var MAX_IMAGE_BYTES = 2 ** 31;
function replayWal(file, image, wal, pageSize) {
  const unchanged = { image, frames: 0 };
  if (wal.length === 0) return unchanged;
  const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
  const magic = wal.length < 4 ? 0 : view.getUint32(0);
  if ((magic & ~1) !== MAGIC2) {
    throw notItsLog(file, "the file beside the database is not a write-ahead log of SQLite");
  }
  if (wal.length < HEADER_LENGTH2) return unchanged;
  const littleEndian = (magic & 1) === 0;
  const seed = checksum(view, { start: 0, end: 24 }, { first: 0, second: 0 }, littleEndian);
  if (!agrees(view, 24, seed)) return unchanged;
  refuseForeign(file, view, pageSize);
  const commit = lastCommit(view, pageSize, seed, littleEndian);
  if (commit === null) return unchanged;
  return { image: applied(file, image, wal, { ...commit, pageSize }), frames: commit.frames };
}
function refuseForeign(file, view, pageSize) {
  const version = view.getUint32(4);
  if (version !== FORMAT_VERSION) {
    throw notItsLog(file, `the write-ahead log has format ${version}; ${FORMAT_VERSION} can be read`);
  }
  const pages = view.getUint32(8);
  if (pages !== pageSize) {
    throw notItsLog(
      file,
      `the write-ahead log has pages of ${pages} bytes, its database has pages of ${pageSize}`
    );
  }
}
function lastCommit(view, pageSize, seed, littleEndian) {
  const frameLength = FRAME_HEADER_LENGTH + pageSize;
  let sum = seed;
  let commit = null;
  for (let frames = 1; ; frames++) {
    const at = HEADER_LENGTH2 + (frames - 1) * frameLength;
    if (at + frameLength > view.byteLength || !belongs(view, at)) return commit;
    sum = checksum(view, { start: at, end: at + 8 }, sum, littleEndian);
    sum = checksum(view, { start: at + FRAME_HEADER_LENGTH, end: at + frameLength }, sum, littleEndian);
    if (!agrees(view, at + 16, sum)) return commit;
    const pages = view.getUint32(at + 4);
    if (pages !== 0) commit = { frames, pages };
  }
}
function belongs(view, at) {
  return view.getUint32(at) !== 0 && view.getUint32(at + 8) === view.getUint32(16) && view.getUint32(at + 12) === view.getUint32(20);
}
function applied(file, image, wal, { frames, pages, pageSize }) {
  if (pages * pageSize >= MAX_IMAGE_BYTES) {
    throw notItsLog(
      file,
      `the write-ahead log declares a database of ${pages * pageSize} bytes, 2 GiB or more`
    );
  }
  if (pages > image.length / pageSize + frames) {
    throw notItsLog(
      file,
      `the write-ahead log declares a database of ${pages} pages, more than the file and its ${frames} frames hold`
    );
  }
  const result = new Uint8Array(pages * pageSize);
  result.set(image.subarray(0, result.length));
  const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
  for (let frame = 0; frame < frames; frame++) {
    const at = HEADER_LENGTH2 + frame * (FRAME_HEADER_LENGTH + pageSize);
    const page = view.getUint32(at);
    if (page > pages) continue;
    const data = at + FRAME_HEADER_LENGTH;
    result.set(wal.subarray(data, data + pageSize), (page - 1) * pageSize);
  }
  return result;
}
function checksum(view, { start, end }, seed, littleEndian) {
  let { first, second } = seed;
  for (let at = start; at < end; at += 8) {
    first = first + view.getUint32(at, littleEndian) + second >>> 0;
    second = second + view.getUint32(at + 4, littleEndian) + first >>> 0;
  }
  return { first, second };
}
function agrees(view, at, sum) {
  return view.getUint32(at) === sum.first && view.getUint32(at + 4) === sum.second;
}
function notItsLog(file, found) {
  return new MalformedFileError(
    file,
    found,
    "Copy the database and its -wal file together, or provide one file made with SQLite's `.backup` or `VACUUM INTO`."
  );
}

// src/adapters/sqlite-file.ts
var MAX_FILE_BYTES = 2 ** 31;
var PIECE_BYTES = 2 ** 26;
function readDatabase(file, shownAs) {
  const before = find(file, shownAs);
  if (before === null) return null;
  refuseHotJournal(`${file}-journal`, `${shownAs}-journal`);
  const wal = find(`${file}-wal`, `${shownAs}-wal`);
  const bytes = read(file, shownAs, before.size);
  const walBytes = wal === null ? new Uint8Array() : read(`${file}-wal`, `${shownAs}-wal`, wal.size);
  if (changed(before, find(file, shownAs)) || changed(wal, find(`${file}-wal`, `${shownAs}-wal`))) {
    throw new MalformedFileError(
      shownAs,
      "the database was written to while it was read",
      "Monitor a copy, for example one made with SQLite's `.backup` or `VACUUM INTO`."
    );
  }
  const { pageSize } = readSqliteHeader(shownAs, bytes);
  const replay = replayWal(`${shownAs}-wal`, bytes, walBytes, pageSize);
  refuseTruncated(shownAs, replay.image, pageSize);
  return replay;
}
function find(file, shownAs) {
  let stats;
  try {
    stats = statSync(file);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw unreadable(shownAs, error);
  }
  if (!stats.isFile()) {
    throw new MalformedFileError(
      shownAs,
      stats.isDirectory() ? "a directory; a file is expected" : "not a regular file",
      "Check the input `database`: it names the SQLite file itself."
    );
  }
  if (stats.size < MAX_FILE_BYTES) return stats;
  throw new MalformedFileError(
    shownAs,
    `the file has ${stats.size} bytes; files below 2 GiB (${MAX_FILE_BYTES} bytes) can be read`,
    "Provide a smaller database that holds only the tables of `ratings-query`."
  );
}
function refuseHotJournal(journal, shownAs) {
  const stats = find(journal, shownAs);
  if (stats === null || stats.size === 0 || read(journal, shownAs, 1)[0] === 0) return;
  throw new MalformedFileError(
    shownAs,
    "a rollback journal lies beside the database: a transaction was interrupted, or is still being written",
    "Open the database once with SQLite, which rolls the transaction back, or copy it while nothing writes to it."
  );
}
function read(file, shownAs, length) {
  const bytes = new Uint8Array(length);
  let descriptor = null;
  let at = 0;
  try {
    descriptor = openSync(file, "r");
    while (at < length) {
      const count = readSync(descriptor, bytes, at, Math.min(PIECE_BYTES, length - at), at);
      if (count === 0) break;
      at += count;
    }
  } catch (error) {
    throw unreadable(shownAs, error);
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
  return bytes;
}
function changed(before, after) {
  return before?.size !== after?.size || before?.mtimeMs !== after?.mtimeMs || before?.ino !== after?.ino;
}
function unreadable(shownAs, cause) {
  return new MalformedFileError(
    shownAs,
    `the file cannot be read (${codeOf(cause) ?? "unknown error"})`,
    "Check the path in the input `database` and the permissions of the file.",
    { cause }
  );
}
function codeOf(error) {
  return error instanceof Error ? error.code : void 0;
}

// src/formats/ratings-columns.ts
var LIMITS = {
  // The largest public set of ratings has 32 million; 50 million are 1.2 GB in the columns below.
  rows: 5e7,
  // A Map holds at most 2^24 keys.
  names: 2 ** 24 - 1
};
var MAX_NAME_CHARACTERS = 16383;
var FIRST_CAPACITY = 1024;
var NUMERIC_TEXT = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
var RatingsColumns = class {
  #file;
  #limits;
  #users = new NameTable();
  #items = new NameTable();
  #userOfRow = new Uint32Array(FIRST_CAPACITY);
  #itemOfRow = new Uint32Array(FIRST_CAPACITY);
  #values = new Float64Array(FIRST_CAPACITY);
  #timestamps;
  #rows = 0;
  #malformedRows = 0;
  #nonNumericRatings = 0;
  #malformedTimestamps = 0;
  /** @param file name of the database for messages. */
  constructor(file, hasTimestamps, limits = LIMITS) {
    this.#file = file;
    this.#limits = limits;
    this.#timestamps = hasTimestamps ? new Float64Array(FIRST_CAPACITY) : null;
  }
  /** Rows so far, malformed ones included. */
  get rowsSeen() {
    return this.#rows + this.#malformedRows;
  }
  /**
   * Takes one row of the query.
   *
   * @param user, item the name as text; null where there is none.
   * @param rating a number, or text that is one; anything else is kept as NaN and counted.
   * @param timestamp see `parseTimestamp`; ignored when the query has no fourth column.
   * @throws MalformedFileError beyond the limits.
   */
  add(user, item, rating, timestamp) {
    if (this.rowsSeen >= this.#limits.rows) throw this.#tooMany("rows", this.#limits.rows);
    if (user === null || item === null || !this.#users.accepts(user) || !this.#items.accepts(item)) {
      this.#malformedRows++;
      return;
    }
    if (this.#rows === this.#values.length) this.#resize(this.#rows * 2);
    this.#userOfRow[this.#rows] = this.#indexOf(this.#users, user, "users");
    this.#itemOfRow[this.#rows] = this.#indexOf(this.#items, item, "items");
    const value = toNumber(rating);
    if (Number.isNaN(value)) this.#nonNumericRatings++;
    this.#values[this.#rows] = value;
    if (this.#timestamps !== null) {
      const time = parseTimestamp(timestamp);
      if (Number.isNaN(time)) this.#malformedTimestamps++;
      this.#timestamps[this.#rows] = time;
    }
    this.#rows++;
  }
  /** The columns, cut to their length. The builder is empty afterwards and not to be used again. */
  finish() {
    this.#resize(this.#rows);
    return {
      users: this.#users.names,
      items: this.#items.names,
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
  #indexOf(table, name, what) {
    const index = table.indexOf(name);
    if (index >= this.#limits.names) throw this.#tooMany(`distinct ${what}`, this.#limits.names);
    return index;
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
var NameTable = class {
  names = [];
  #indexes = /* @__PURE__ */ new Map();
  accepts(name) {
    return this.#indexes.has(name) || name.length <= MAX_NAME_CHARACTERS && !name.includes("\0");
  }
  indexOf(name) {
    const known = this.#indexes.get(name);
    if (known !== void 0) return known;
    this.#indexes.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
};
function resized(column, length) {
  return column.buffer.transfer(length * column.BYTES_PER_ELEMENT);
}
function toNumber(rating) {
  const isNumber = typeof rating === "number" || typeof rating === "bigint" || typeof rating === "string" && NUMERIC_TEXT.test(rating);
  const value = isNumber ? Number(rating) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}

// src/adapters/sqlite-schema.ts
var MAX_LISTED = 20;
function relationsOf(database) {
  const rows = database.exec("PRAGMA main.table_list")[0]?.values ?? [];
  return rows.map((row) => ({ name: String(row[1]), type: String(row[2]) })).filter((relation) => !relation.name.startsWith("sqlite_"));
}
function requireTable(file, database, table, { needed, optional }) {
  const relations = relationsOf(database);
  const relation = relations.find(({ name }) => name.toLowerCase() === table);
  if (relation === void 0) {
    throw unusable(
      file,
      `it has no table ${quote(table)}; it has ${listed(relations.map(({ name }) => name).toSorted())}`
    );
  }
  if (relation.type !== "table") {
    throw unusable(
      file,
      `${quote(table)} is a ${relation.type} table or view; an ordinary table is expected`
    );
  }
  const hidden = new Map(
    (database.exec(`PRAGMA main.table_xinfo("${table}")`)[0]?.values ?? []).map((row) => [
      String(row[1]).toLowerCase(),
      row[6] !== 0
    ])
  );
  for (const column of needed) {
    if (hidden.has(column)) continue;
    throw unusable(
      file,
      `table ${quote(table)} has no column ${quote(column)}; it has ${listed([...hidden.keys()])}`
    );
  }
  const generated = [...needed, ...optional].find((column) => hidden.get(column) === true);
  if (generated === void 0) return new Set(hidden.keys());
  throw unusable(
    file,
    `column ${quote(generated)} of table ${quote(table)} is generated; a stored column is expected`
  );
}
function refuseViews(file, database, query) {
  const texts = [query, query.replaceAll(/(["'`])\1/g, "$1")].map((text) => text.toLowerCase());
  const named = relationsOf(database).find(
    ({ name, type }) => type !== "table" && texts.some((text) => hasWord(text, name.toLowerCase()))
  );
  if (named === void 0) return;
  const what = named.type === "view" ? "view" : `${named.type} table`;
  throw new MalformedFileError(
    file,
    `the query names ${quote(named.name)}, which is a ${what}; only ordinary tables are read`,
    "Write the tables behind it into the input `ratings-query`, or store its rows in a table first."
  );
}
function hasWord(text, word) {
  if (word === "") return true;
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    if (!isWordCharacter(text[at - 1]) && !isWordCharacter(text[at + word.length])) return true;
  }
  return false;
}
function isWordCharacter(character) {
  return character !== void 0 && /[\w$\u0080-\uFFFF]/.test(character);
}
function listed(names) {
  if (names.length === 0) return "none at all";
  const shown = names.slice(0, MAX_LISTED).map((name) => quote(name));
  return names.length > MAX_LISTED ? `${shown.join(", ")} and ${names.length - MAX_LISTED} more` : shown.join(", ");
}
function unusable(file, found) {
  return new MalformedFileError(
    file,
    found,
    "Check the input `database`, or say in the input `ratings-query` where user, item and rating are."
  );
}

// src/adapters/sqlite-query.ts
var BLANK_START = /^(?:[\s;]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))*/;
var READING = /^(?:select|with)\b/i;
function prepareDefault(file, database) {
  const columns = requireTable(file, database, "ratings", {
    needed: ["username", "movie", "rating"],
    optional: ["timestamp"]
  });
  requireTable(file, database, "initial_ratings", { needed: ["username", "done"], optional: [] });
  const hasTimestamps = columns.has("timestamp");
  const sql = hasTimestamps ? withTimestamp(database, columns) : DEFAULT_RATINGS_QUERY;
  return { sql, statement: database.prepare(sql), hasTimestamps };
}
function prepareCustom(file, database, sql) {
  if (sql.includes("\0")) throw notTheQuery("the query has a NUL character");
  const start = sql.replace(BLANK_START, "");
  if (!READING.test(start)) throw notTheQuery("the query is no SELECT");
  refuseViews(file, database, sql);
  const statements = database.iterateStatements(start);
  const first = statements.next();
  if (first.done) throw notTheQuery("the query is no SELECT");
  if (statements.getRemainingSQL().replace(BLANK_START, "") !== "") {
    throw notTheQuery("the query has several statements; one SELECT is allowed");
  }
  const names = first.value.getColumnNames();
  if (names.length !== 3 && names.length !== 4) {
    const found = names.length === 1 ? "1 column" : `${names.length} columns`;
    throw notTheQuery(`the query returns ${found} (${names.slice(0, 10).map(quote).join(", ")})`);
  }
  return { sql, statement: first.value, hasTimestamps: names.length === 4 };
}
function notTheQuery(found) {
  return new ConfigError(
    `ratings-query: ${found}`,
    "Write one SELECT that returns user, item, rating and optionally timestamp, in this order."
  );
}
function withTimestamp(database, columns) {
  const direct = queryWith("r.timestamp");
  const lookedUp = queryWith("(SELECT t.timestamp FROM ratings t WHERE t.rowid = r.rowid)");
  const order = planOf(database, DEFAULT_RATINGS_QUERY);
  const keepsOrder = (sql) => {
    const plan = planOf(database, sql);
    return order.every((line, index) => line === plan[index]);
  };
  if (columns.has("rowid") || keepsOrder(direct)) return direct;
  return keepsOrder(lookedUp) ? lookedUp : direct;
}
function planOf(database, sql) {
  try {
    return (database.exec(`EXPLAIN QUERY PLAN ${sql}`)[0]?.values ?? []).map((row) => String(row[3]));
  } catch (error) {
    if (saidBySqlite(error) === null) throw error;
    return [];
  }
}
function queryWith(timestamp) {
  return DEFAULT_RATINGS_QUERY.replace(" FROM", `, ${timestamp} FROM`);
}

// src/adapters/sqlite-rows.ts
var ROWS_PER_PROGRESS = 25e4;
var DAMAGE = /malformed|not a database|disk I\/O error/;
function readRatings(database, { shownAs, query }, onProgress) {
  try {
    const prepared = query === null ? prepareDefault(shownAs, database) : prepareCustom(shownAs, database, query);
    return { ratings: readRows(shownAs, database, prepared, onProgress), query: prepared.sql };
  } catch (error) {
    const said = saidBySqlite(error);
    if (said === null) throw error;
    throw query === null || DAMAGE.test(said) ? damaged(shownAs, said) : notTheQuery(`SQLite says ${quote(said)}`);
  }
}
function damaged(file, said) {
  return new MalformedFileError(
    file,
    `SQLite cannot read the database: ${quote(said)}`,
    "Restore the database from a backup, or copy it again while nothing writes to it."
  );
}
function readRows(file, database, { statement, hasTimestamps }, onProgress) {
  const columns = new RatingsColumns(file, hasTimestamps);
  const nameIn = nameReader(database, statement);
  while (statement.step()) {
    const cells = statement.get();
    columns.add(nameIn(cells, 0), nameIn(cells, 1), cells[2], cells[3]);
    if (columns.rowsSeen % ROWS_PER_PROGRESS === 0) onProgress(columns.rowsSeen);
  }
  return columns.finish();
}
function nameReader(database, statement) {
  const realAsText = database.prepare("SELECT CAST(CAST(? AS REAL) AS TEXT)");
  return (cells, column) => {
    const cell = cells[column];
    if (typeof cell === "string") return cell;
    if (typeof cell !== "number") return null;
    const exact = statement.get(null, { useBigInt: true })[column];
    return typeof exact === "bigint" ? exact.toString() : String(realAsText.get([cell])[0]);
  };
}

// src/adapters/sqlite-worker.ts
var task = workerData;
try {
  await load();
} catch (error) {
  const plain = toPlainError(error);
  if (plain === null) throw error;
  tell({ kind: "refused", error: plain });
}
async function load() {
  const replay = readDatabase(task.file, task.shownAs);
  if (replay === null) {
    tell({ kind: "missing" });
    return;
  }
  const bytes = replay.image.length;
  const digest = sha256(replay.image);
  const database = await open(replay.image);
  const { ratings, query } = readRatings(database, task, (rows) => tell({ kind: "progress", rows }));
  const columns = [ratings.userOfRow, ratings.itemOfRow, ratings.values, ratings.timestamps];
  tell(
    {
      kind: "loaded",
      loaded: { ratings, query, digest, bytes, walFramesReplayed: replay.frames }
    },
    columns.flatMap((column) => column?.buffer instanceof ArrayBuffer ? [column.buffer] : [])
  );
}
async function open(image) {
  try {
    return await openDatabase(image);
  } catch (error) {
    const said = saidBySqlite(error);
    throw said === null ? error : damaged(task.shownAs, said);
  }
}
function tell(message, moved = []) {
  parentPort?.postMessage(message, moved);
}
