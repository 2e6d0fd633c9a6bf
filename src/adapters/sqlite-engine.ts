import { readFileSync } from "node:fs";
import initSqlJs, { type Database, type FileContent, type SqlJs } from "sql.js/dist/sql-wasm-browser.js";
import type { ByteSource } from "../formats/sqlite/byte-source.ts";
import { callsOf, type SqliteCalls } from "./sqlite-calls.ts";

/** For SQLite's page cache, sorting and cells: half of what WebAssembly can address. The database itself lies outside. */
const HEAP_BYTES = 2 ** 30;
/**
 * SQLite's page cache in KiB, for the users that every row is looked up among; SQLite's own 2 MB would read most of them
 * again, row by row. A sixteenth of the file, and more of a large one, where it costs little beside the file itself: as
 * much for a small one would be half of what reading it may cost.
 */
function cacheKibFor(bytes: number): number {
  const kib = bytes / 1024;
  const wanted = Math.max(kib / 16, (kib - 72 * 1024) / 6);
  return Math.round(Math.min(Math.max(wanted, 2 ** 11), 2 ** 16));
}

/** A database that is open for reading. */
export interface Engine {
  readonly sql: SqlJs;
  readonly calls: SqliteCalls;
  /** WebAssembly's, where SQLite has the values of a row. Its buffer is another one after it has grown. */
  readonly memory: WebAssembly.Memory;
  readonly database: Database;
}

interface Loaded {
  readonly sql: SqlJs;
  readonly memory: WebAssembly.Memory;
}

/** sql.js loads once: later calls are answered with the first instance. */
let loading: Promise<Loaded> | null = null;

/**
 * Opens an image for reading. It stays where it is: SQLite asks for its pages when it needs them, so that a database may
 * have any size.
 *
 * Statements are bounded in memory, and nothing that the schema of a stranger defines (views, default values, indexes)
 * may call functions with side effects. Sorts and temporary tables stay in the bounded heap (`temp_store`): in the file
 * system of sql.js an endless query would grow them until the machine has no memory left.
 *
 * @param image with its write-ahead log replayed: sql.js reads a database in write-ahead mode, but never the log.
 * @throws what `saidBySqlite` recognises, for a damaged image.
 */
export async function openDatabase(image: ByteSource): Promise<Engine> {
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

/** Loads SQLite before there is a database to open. What goes wrong is told by `openDatabase`. */
export function prepareSqlite(): void {
  loadSqlJs().catch(() => undefined);
}

async function loadSqlJs(): Promise<Loaded> {
  return await (loading ??= makeSqlJs());
}

async function makeSqlJs(): Promise<Loaded> {
  globalThis.TextDecoder = ExactTextDecoder;
  const program = new WebAssembly.Module(readFileSync(wasmFile()));
  const { promise: instance, resolve } = Promise.withResolvers<WebAssembly.Instance>();
  const sql = await initSqlJs({
    useOldExtensionFunctions: false,
    instantiateWasm: (imports, receive) => {
      const made = new WebAssembly.Instance(program, imports);
      receive(made);
      resolve(made);
      return made.exports;
    },
  });
  return { sql, memory: memoryOf(await instance) };
}

/** sql.js copies the array that it is given; this one answers that it is its own copy. */
function readOnly(image: ByteSource): FileContent {
  const content: FileContent = {
    length: image.length,
    slice: () => content,
    subarray: (start, end) => image.subarray(start, end),
    set: () => {
      throw new Error("attempt to write a readonly database");
    },
  };
  return content;
}

/** By its kind: the names of the exports are shortened, and differ from build to build. */
function memoryOf({ exports }: WebAssembly.Instance): WebAssembly.Memory {
  const memory = Object.values(exports).find((value) => value instanceof WebAssembly.Memory);
  if (memory === undefined) throw new TypeError("sql.js has no memory");
  return memory;
}

/** sql.js decodes with the defaults, which would drop a byte order mark at the start of a name: another name then. */
class ExactTextDecoder extends TextDecoder {
  constructor() {
    super("utf-8", { ignoreBOM: true });
  }
}

/** The bundle carries the file beside itself; sources find it in the package. */
function wasmFile(): URL {
  return import.meta.url.endsWith(".ts")
    ? new URL(import.meta.resolve("sql.js/dist/sql-wasm.wasm"))
    : new URL("./sql-wasm.wasm", import.meta.url);
}

/**
 * The message of an error that SQLite reported, or that its WebAssembly code died of while it read a damaged image;
 * null for errors of ours. SQLite's arrive as plain `Error`, sql.js's own as strings.
 */
export function saidBySqlite(error: unknown): string | null {
  if (typeof error === "string") return error;
  if (!(error instanceof Error)) return null;
  return error.constructor === Error || error.name === "RuntimeError" ? error.message : null;
}
