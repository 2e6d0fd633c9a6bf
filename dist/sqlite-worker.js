import{createRequire as __cr}from"node:module";var require=__cr(import.meta.url),__filename=import.meta.filename,__dirname=import.meta.dirname;
import {
  require_sql_wasm_browser
} from "./vendor-sql-js.js";
import {
  ConfigError,
  DEFAULT_RATINGS_QUERY,
  HEADER_SAMPLE,
  MalformedFileError,
  RatingsColumns,
  codeOf,
  parseTimestamp,
  parseTimestampText,
  quote,
  quoteFirst,
  ratingOf,
  readSqliteHeader,
  refuseTruncated,
  toPlainError
} from "./ratings-columns.js";
import {
  __toESM
} from "./runtime.js";

// src/adapters/sqlite-worker.ts
import { once } from "node:events";
import { parentPort } from "node:worker_threads";

// src/formats/sqlite/image-digest.ts
import { createHash } from "node:crypto";
var PIECE_BYTES = 2 ** 20;
var BYTES_PER_PROGRESS = 2 ** 29;
function imageDigest(image, onProgress, everyBytes = BYTES_PER_PROGRESS) {
  const hash = createHash("sha256");
  for (let at = 0; at < image.length; at += PIECE_BYTES) {
    if (at > 0 && at % everyBytes === 0) onProgress(at);
    hash.update(image.subarray(at, Math.min(at + PIECE_BYTES, image.length)));
  }
  return `sha256:${hash.digest("hex")}`;
}

// src/adapters/sqlite-engine.ts
var import_sql_wasm_browser = __toESM(require_sql_wasm_browser(), 1);
import { readFileSync } from "node:fs";

// src/adapters/sqlite-calls.ts
function callsOf(sql) {
  const call = (name, numbers) => sql.cwrap(
    name,
    "number",
    Array.from({ length: numbers }, () => "number")
  );
  return {
    allocate: call("malloc", 1),
    free: call("free", 1),
    prepare: call("sqlite3_prepare_v2", 5),
    step: call("sqlite3_step", 1),
    finalize: call("sqlite3_finalize", 1),
    columnType: call("sqlite3_column_type", 2),
    columnText: call("sqlite3_column_text", 2),
    columnBytes: call("sqlite3_column_bytes", 2),
    columnDouble: call("sqlite3_column_double", 2)
  };
}

// src/adapters/sqlite-engine.ts
var HEAP_BYTES = 2 ** 30;
function cacheKibFor(bytes) {
  const kib = bytes / 1024;
  const wanted = Math.max(kib / 16, (kib - 72 * 1024) / 6);
  return Math.round(Math.min(Math.max(wanted, 2 ** 11), 2 ** 16));
}
var loading = null;
async function openDatabase(image) {
  const { sql, memory } = await loadSqlJs();
  const database = new sql.Database(readOnly(image));
  database.exec(`
    PRAGMA hard_heap_limit = ${HEAP_BYTES};
    PRAGMA cache_size = -${cacheKibFor(image.length)};
    PRAGMA temp_store = MEMORY;
    PRAGMA trusted_schema = OFF;
    PRAGMA cell_size_check = ON;
    PRAGMA query_only = ON;
  `);
  return { sql, calls: callsOf(sql), memory, database };
}
function prepareSqlite() {
  loadSqlJs().catch(() => void 0);
}
async function loadSqlJs() {
  return await (loading ??= makeSqlJs());
}
async function makeSqlJs() {
  globalThis.TextDecoder = ExactTextDecoder;
  const program = new WebAssembly.Module(readFileSync(wasmFile()));
  const { promise: instance, resolve } = Promise.withResolvers();
  const sql = await (0, import_sql_wasm_browser.default)({
    useOldExtensionFunctions: false,
    instantiateWasm: (imports, receive) => {
      const made = new WebAssembly.Instance(program, imports);
      receive(made);
      resolve(made);
      return made.exports;
    }
  });
  return { sql, memory: memoryOf(await instance) };
}
function readOnly(image) {
  const content = {
    length: image.length,
    slice: () => content,
    subarray: (start, end) => image.subarray(start, end),
    set: () => {
      throw new Error("attempt to write a readonly database");
    }
  };
  return content;
}
function memoryOf({ exports }) {
  const memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
  if (memory === void 0) throw new TypeError("sql.js has no memory");
  return memory;
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
import { statSync } from "node:fs";

// src/formats/sqlite/replayed-image.ts
var ReplayedImage = class {
  length;
  #parts;
  #joined = new Uint8Array();
  constructor(parts) {
    this.#parts = parts;
    this.length = parts.pages * parts.pageSize;
  }
  subarray(start, end) {
    const { pageSize } = this.#parts;
    const pageEnd = (Math.floor(start / pageSize) + 1) * pageSize;
    return end <= pageEnd ? this.#withinPage(start, end) : this.#joinedPages(start, end);
  }
  #withinPage(start, end) {
    const { image, wal, newest, pageSize } = this.#parts;
    const page = Math.floor(start / pageSize);
    const at = newest.get(page);
    if (at !== void 0) return wal.subarray(at + start - page * pageSize, at + end - page * pageSize);
    if (end <= image.length) return image.subarray(start, end);
    const result = new Uint8Array(end - start);
    if (start < image.length) result.set(image.subarray(start, image.length));
    return result;
  }
  #joinedPages(start, end) {
    if (this.#joined.length < end - start) this.#joined = new Uint8Array(end - start);
    const { pageSize } = this.#parts;
    for (let at = start; at < end; ) {
      const next = Math.min(end, (Math.floor(at / pageSize) + 1) * pageSize);
      this.#joined.set(this.#withinPage(at, next), at - start);
      at = next;
    }
    return this.#joined.subarray(0, end - start);
  }
};

// src/formats/sqlite/wal.ts
var MAGIC = 931071618;
var FORMAT_VERSION = 3007e3;
var HEADER_LENGTH = 32;
var FRAME_HEADER_LENGTH = 24;
var MAX_FRAMES = 2 ** 24 - 1;
function replayWal(file, image, wal, pageSize) {
  const unchanged = { image, frames: 0 };
  if (wal.length === 0) return unchanged;
  const view = viewOf(Uint8Array.from(wal.subarray(0, Math.min(HEADER_LENGTH, wal.length))));
  const magic = wal.length < 4 ? 0 : view.getUint32(0);
  if ((magic & ~1) !== MAGIC) {
    throw notItsLog(file, "the file beside the database is not a write-ahead log of SQLite");
  }
  if (wal.length < HEADER_LENGTH) return unchanged;
  const littleEndian = (magic & 1) === 0;
  const seed = checksum(view, { start: 0, end: 24 }, { first: 0, second: 0 }, littleEndian);
  if (!agrees(view, 24, seed)) return unchanged;
  refuseForeign(file, view, pageSize);
  const log = { file, wal, pageSize, header: view, littleEndian };
  const commit = lastCommit(log, seed);
  if (commit === null) return unchanged;
  return { image: applied(log, image, commit), frames: commit.frames };
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
function lastCommit(log, seed) {
  const { wal, littleEndian } = log;
  const frameLength = FRAME_HEADER_LENGTH + log.pageSize;
  let sum = seed;
  let commit = null;
  for (let frames = 1; ; frames++) {
    const at = HEADER_LENGTH + (frames - 1) * frameLength;
    if (at + frameLength > wal.length) return commit;
    const frame = viewOf(wal.subarray(at, at + frameLength));
    if (!belongs(frame, log.header)) return commit;
    sum = checksum(frame, { start: 0, end: 8 }, sum, littleEndian);
    sum = checksum(frame, { start: FRAME_HEADER_LENGTH, end: frameLength }, sum, littleEndian);
    if (!agrees(frame, 16, sum)) return commit;
    if (frames > MAX_FRAMES)
      throw notItsLog(log.file, `the write-ahead log has more than ${MAX_FRAMES} frames`);
    const pages = frame.getUint32(4);
    if (pages !== 0) commit = { frames, pages };
  }
}
function belongs(frame, header) {
  return frame.getUint32(0) !== 0 && frame.getUint32(8) === header.getUint32(16) && frame.getUint32(12) === header.getUint32(20);
}
function applied({ file, wal, pageSize }, image, { frames, pages }) {
  if (pages > image.length / pageSize + frames) {
    throw notItsLog(
      file,
      `the write-ahead log declares a database of ${pages} pages, more than the file and its ${frames} frames hold`
    );
  }
  const newest = /* @__PURE__ */ new Map();
  for (let frame = 0; frame < frames; frame++) {
    const at = HEADER_LENGTH + frame * (FRAME_HEADER_LENGTH + pageSize);
    const page = viewOf(wal.subarray(at, at + FRAME_HEADER_LENGTH)).getUint32(0);
    if (page <= pages) newest.set(page - 1, at + FRAME_HEADER_LENGTH);
  }
  return new ReplayedImage({ image, wal, newest, pages, pageSize });
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
function viewOf(bytes) {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
function notItsLog(file, found) {
  return new MalformedFileError(
    file,
    found,
    "Copy the database and its -wal file together, or provide one file made with SQLite's `.backup` or `VACUUM INTO`."
  );
}

// src/adapters/sqlite-source.ts
import { closeSync, openSync, readSync } from "node:fs";
var WINDOW_BYTES = 2 ** 20;
var SMALL_FILE_BYTES = 2 ** 25;
var FileSource = class {
  length;
  #shownAs;
  #descriptor;
  #window;
  #start = 0;
  #end = 0;
  #single = new Uint8Array();
  /**
   * @param shownAs the name for messages.
   * @param length of the file as it was found; what is missing later reads as zeros.
   * @throws MalformedFileError when it cannot be opened.
   */
  constructor(path, shownAs, length) {
    this.length = length;
    this.#shownAs = shownAs;
    this.#window = new Uint8Array(length <= SMALL_FILE_BYTES ? length : WINDOW_BYTES);
    try {
      this.#descriptor = openSync(path, "r");
    } catch (error) {
      throw unreadable(shownAs, error);
    }
  }
  close() {
    closeSync(this.#descriptor);
  }
  /** @throws MalformedFileError when the disk fails. */
  subarray(start, end) {
    if (start < this.#start || end > this.#end) {
      const windowLength = this.#window.length;
      const followsWindow = start >= this.#start && start <= this.#end + windowLength;
      if (end - start > windowLength || !followsWindow) return this.#readAlone(start, end);
      this.#start = Math.min(start, this.length - windowLength);
      this.#end = this.#start + windowLength;
      this.#read(this.#window, this.#start);
    }
    return this.#window.subarray(start - this.#start, end - this.#start);
  }
  #readAlone(start, end) {
    if (this.#single.length < end - start) this.#single = new Uint8Array(end - start);
    const bytes = this.#single.subarray(0, end - start);
    this.#read(bytes, start);
    return bytes;
  }
  #read(into, position) {
    let filled = 0;
    while (filled < into.length) {
      const count = this.#readSome(into.subarray(filled), position + filled);
      if (count === 0) break;
      filled += count;
    }
    into.fill(0, filled);
  }
  #readSome(into, position) {
    try {
      return readSync(this.#descriptor, into, 0, into.length, position);
    } catch (error) {
      throw unreadable(this.#shownAs, error);
    }
  }
};
function unreadable(shownAs, cause) {
  return new MalformedFileError(
    shownAs,
    `the file cannot be read (${codeOf(cause) ?? "unknown error"})`,
    "Check the path in the input `database` and the permissions of the file.",
    { cause }
  );
}

// src/adapters/sqlite-file.ts
async function withDatabaseFile(files, work) {
  const { database, wal } = findAll(files);
  if (database === null) return null;
  refuseHotJournal(`${files.file}-journal`, `${files.shownAs}-journal`);
  try {
    const result = await withSource(
      files,
      database,
      async (image) => wal === null ? await work(replayed(files, image, new Uint8Array())) : await withSource(walOf(files), wal, async (log) => await work(replayed(files, image, log)))
    );
    refuseChanged(files, { database, wal });
    return result;
  } catch (error) {
    refuseChanged(files, { database, wal });
    throw error;
  }
}
async function withSource({ file, shownAs }, { size }, work) {
  const source = new FileSource(file, shownAs, size);
  try {
    return await work(source);
  } finally {
    source.close();
  }
}
function replayed({ shownAs }, image, log) {
  const { pageSize } = readSqliteHeader(shownAs, image.subarray(0, Math.min(HEADER_SAMPLE, image.length)));
  const replay = replayWal(`${shownAs}-wal`, image, log, pageSize);
  refuseTruncated(shownAs, replay.image, pageSize);
  return replay;
}
function walOf({ file, shownAs }) {
  return { file: `${file}-wal`, shownAs: `${shownAs}-wal` };
}
function findAll(files) {
  const database = find(files);
  return { database, wal: database === null ? null : find(walOf(files)) };
}
function find({ file, shownAs }) {
  let stats;
  try {
    stats = statSync(file);
  } catch (error) {
    const code = codeOf(error);
    if (code === "ENOENT" || code === "ENOTDIR") return null;
    throw unreadable(shownAs, error);
  }
  if (stats.isFile()) return stats;
  throw new MalformedFileError(
    shownAs,
    stats.isDirectory() ? "a directory; a file is expected" : "not a regular file",
    "Check the input `database`: it names the SQLite file itself."
  );
}
function refuseHotJournal(file, shownAs) {
  const stats = find({ file, shownAs });
  if (stats === null || stats.size === 0) return;
  const journal = new FileSource(file, shownAs, 1);
  const first = journal.subarray(0, 1)[0];
  journal.close();
  if (first === 0) return;
  throw new MalformedFileError(
    shownAs,
    "a rollback journal lies beside the database: a transaction was interrupted, or is still being written",
    "Open the database once with SQLite, which rolls the transaction back, or copy it while nothing writes to it."
  );
}
function refuseChanged(files, before) {
  const after = findAll(files);
  if (!changed(before.database, after.database) && !changed(before.wal, after.wal)) return;
  throw new MalformedFileError(
    files.shownAs,
    "the database was written to while it was read",
    "Monitor a copy, for example one made with SQLite's `.backup` or `VACUUM INTO`."
  );
}
function changed(before, after) {
  return before?.size !== after?.size || before?.mtimeMs !== after?.mtimeMs || before?.ino !== after?.ino;
}

// src/adapters/sqlite-rows.ts
import { randomBytes } from "node:crypto";

// src/adapters/sqlite-cursor.ts
var ROW = 100;
var DONE = 101;
var INTEGER = 1;
var FLOAT = 2;
var TEXT = 3;
var POINTER_BYTES = 4;
var MAX_RATING_BYTES = 4096;
var DECODER = new TextDecoder("utf-8", { ignoreBOM: true });
var RowCursor = class {
  heap;
  userAt = 0;
  userLength = -1;
  itemAt = 0;
  itemLength = -1;
  rating = Number.NaN;
  time = Number.NaN;
  #engine;
  #calls;
  #statement;
  #hasTimestamps;
  /** @param text its first statement is run. @throws SQLite's error as plain `Error`. */
  constructor(engine, text, hasTimestamps) {
    this.#engine = engine;
    this.#calls = engine.calls;
    this.#statement = prepare(engine, text);
    this.#hasTimestamps = hasTimestamps;
    this.heap = heapOf(engine.memory);
  }
  /** Goes on to the next row. @returns whether there is one. @throws as the constructor does. */
  next() {
    const code = this.#calls.step(this.#statement);
    if (code === DONE) return false;
    if (code !== ROW) this.#engine.database.handleError(code);
    this.userAt = this.#nameAt(0);
    this.userLength = this.userAt < 0 ? -1 : this.#calls.columnBytes(this.#statement, 0);
    this.itemAt = this.#nameAt(1);
    this.itemLength = this.itemAt < 0 ? -1 : this.#calls.columnBytes(this.#statement, 1);
    this.rating = this.#rating(2);
    if (this.#hasTimestamps) this.time = this.#time(3);
    this.#refresh();
    return true;
  }
  close() {
    this.#calls.finalize(this.#statement);
  }
  /** Where a text is, or a number as text; -1 for NULL and blobs. */
  #nameAt(column) {
    const type = this.#calls.columnType(this.#statement, column);
    const isName = type === TEXT || type === INTEGER || type === FLOAT;
    return isName ? this.#calls.columnText(this.#statement, column) : -1;
  }
  #rating(column) {
    const type = this.#calls.columnType(this.#statement, column);
    if (type === INTEGER || type === FLOAT)
      return ratingOf(this.#calls.columnDouble(this.#statement, column));
    if (type !== TEXT) return Number.NaN;
    const at = this.#calls.columnText(this.#statement, column);
    const length = this.#calls.columnBytes(this.#statement, column);
    this.#refresh();
    return length > MAX_RATING_BYTES ? Number.NaN : ratingOf(DECODER.decode(this.heap.bytes.subarray(at, at + length)));
  }
  #time(column) {
    const type = this.#calls.columnType(this.#statement, column);
    if (type === INTEGER || type === FLOAT)
      return parseTimestamp(this.#calls.columnDouble(this.#statement, column));
    if (type !== TEXT) return Number.NaN;
    const at = this.#calls.columnText(this.#statement, column);
    const length = this.#calls.columnBytes(this.#statement, column);
    this.#refresh();
    return parseTimestampText(this.heap.bytes, at, length);
  }
  /** A buffer that was left for a larger one has length 0. */
  #refresh() {
    if (this.heap.bytes.length === 0) this.heap = heapOf(this.#engine.memory);
  }
};
function prepare({ sql, calls, memory, database }, text) {
  const source = sql.stringToNewUTF8(text);
  const place = calls.allocate(POINTER_BYTES);
  try {
    database.handleError(calls.prepare(database.db, source, -1, place, 0));
    return new DataView(memory.buffer).getUint32(place, true);
  } finally {
    calls.free(place);
    calls.free(source);
  }
}
function heapOf({ buffer }) {
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
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
  return names.length === 0 ? "none at all" : quoteFirst(names, MAX_LISTED);
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
function checkDefault(file, database) {
  const columns = requireTable(file, database, "ratings", {
    needed: ["username", "movie", "rating"],
    optional: ["timestamp"]
  });
  requireTable(file, database, "initial_ratings", { needed: ["username", "done"], optional: [] });
  const hasTimestamps = columns.has("timestamp");
  const sql = hasTimestamps ? withTimestamp(database, columns) : DEFAULT_RATINGS_QUERY;
  return { sql, statement: sql, hasTimestamps };
}
function checkCustom(file, database, sql) {
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
  first.value.free();
  if (names.length !== 3 && names.length !== 4) {
    const found = names.length === 1 ? "1 column" : `${names.length} columns`;
    throw notTheQuery(`the query returns ${found} (${names.slice(0, 10).map(quote).join(", ")})`);
  }
  return { sql, statement: start, hasTimestamps: names.length === 4 };
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
function readRatings(engine, { shownAs, query }, onProgress) {
  const { database } = engine;
  try {
    const checked = query === null ? checkDefault(shownAs, database) : checkCustom(shownAs, database, query);
    return { ratings: readRows(shownAs, engine, checked, onProgress), query: checked.sql };
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
function readRows(file, engine, { statement, hasTimestamps }, onProgress) {
  const secret = randomBytes(8);
  const key = { first: secret.readInt32LE(0), second: secret.readInt32LE(4) };
  const columns = new RatingsColumns(file, hasTimestamps, key);
  const row = new RowCursor(engine, statement, hasTimestamps);
  while (row.next()) {
    columns.add(row);
    if (columns.rowsSeen % ROWS_PER_PROGRESS === 0) onProgress(columns.rowsSeen);
  }
  row.close();
  return columns.finish();
}

// src/adapters/sqlite-worker.ts
prepareSqlite();
var task = await nextTask();
try {
  const loaded = await withDatabaseFile(task, load);
  if (loaded === null) tell({ kind: "missing" });
  else tell({ kind: "loaded", loaded }, buffersOf(loaded));
} catch (error) {
  const plain = toPlainError(error);
  if (plain === null) throw error;
  tell({ kind: "refused", error: plain });
}
async function nextTask() {
  const [asked] = await once(parentPort, "message");
  return asked;
}
async function load({ image, frames }) {
  const digest = imageDigest(image, (bytesDigested) => {
    tell({ kind: "progress", progress: { bytesDigested, bytes: image.length } });
  });
  const { ratings, query } = readRatings(
    await open(image),
    task,
    (rows) => tell({ kind: "progress", progress: { rows } })
  );
  return { ratings, query, digest, bytes: image.length, walFramesReplayed: frames };
}
async function open(image) {
  try {
    return await openDatabase(image);
  } catch (error) {
    const said = saidBySqlite(error);
    throw said === null ? error : damaged(task.shownAs, said);
  }
}
function buffersOf({ ratings }) {
  const { users, items, userOfRow, itemOfRow, values, timestamps } = ratings;
  const columns = [
    userOfRow,
    itemOfRow,
    values,
    timestamps,
    users.bytes,
    users.ends,
    items.bytes,
    items.ends
  ];
  return columns.flatMap((column) => column?.buffer instanceof ArrayBuffer ? [column.buffer] : []);
}
function tell(message, moved = []) {
  parentPort?.postMessage(message, moved);
}
