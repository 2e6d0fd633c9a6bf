import { readFileSync } from "node:fs";
import initSqlJs, { type Database } from "sql.js/dist/sql-wasm-browser.js";

/** For SQLite's page cache, sorting and cells: half of what WebAssembly can address. The database itself lies outside. */
const HEAP_BYTES = 2 ** 30;

/**
 * Opens an image for reading.
 *
 * Statements are bounded in memory, and nothing that the schema of a stranger defines (views, default values, indexes)
 * may call functions with side effects. Sorts and temporary tables stay in the bounded heap (`temp_store`): in the file
 * system of sql.js an endless query would grow them until the machine has no memory left.
 *
 * @param image with its write-ahead log replayed: sql.js reads a database in write-ahead mode, but never the log.
 * @throws what `saidBySqlite` recognises, for a damaged image.
 */
export async function openDatabase(image: Uint8Array): Promise<Database> {
  globalThis.TextDecoder = ExactTextDecoder;
  const sql = await initSqlJs({ wasmBinary: readFileSync(wasmFile()), useOldExtensionFunctions: false });
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
