import type { Heap } from "../formats/name-table.ts";
import { ratingOf, type RawRow } from "../formats/ratings-columns.ts";
import { parseTimestamp, parseTimestampText } from "../formats/timestamp.ts";
import type { SqliteCalls } from "./sqlite-calls.ts";
import type { Engine } from "./sqlite-engine.ts";

/** SQLite's result codes and types (sqlite.org/c3ref). */
const ROW = 100;
const DONE = 101;
const INTEGER = 1;
const FLOAT = 2;
const TEXT = 3;
/** A pointer of WebAssembly. */
const POINTER_BYTES = 4;
/** No number is as long, and a cell can have a gigabyte. */
const MAX_RATING_BYTES = 4096;
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * The rows of a query, one after the other in the same fields.
 *
 * Straight from SQLite's memory: the statements of sql.js make an array of each row and a text of each name, which takes as
 * long as the query. A name that is a number has SQLite's text form ("1917", a film whose column has no type, or
 * "1917.0"): JavaScript's own would merge ids above 2^53.
 */
export class RowCursor implements RawRow {
  heap: Heap;
  userAt = 0;
  userLength = -1;
  itemAt = 0;
  itemLength = -1;
  rating = Number.NaN;
  time = Number.NaN;
  readonly #engine: Engine;
  readonly #calls: SqliteCalls;
  readonly #statement: number;
  readonly #hasTimestamps: boolean;

  /** @param text its first statement is run. @throws SQLite's error as plain `Error`. */
  constructor(engine: Engine, text: string, hasTimestamps: boolean) {
    this.#engine = engine;
    this.#calls = engine.calls;
    this.#statement = prepare(engine, text);
    this.#hasTimestamps = hasTimestamps;
    this.heap = heapOf(engine.memory);
  }

  /** Goes on to the next row. @returns whether there is one. @throws as the constructor does. */
  next(): boolean {
    const code = this.#calls.step(this.#statement);
    if (code === DONE) return false;
    if (code !== ROW) this.#engine.database.handleError(code);
    // The texts first: to convert one can move SQLite's memory to a larger buffer, and the views with it.
    this.userAt = this.#nameAt(0);
    this.userLength = this.userAt < 0 ? -1 : this.#calls.columnBytes(this.#statement, 0);
    this.itemAt = this.#nameAt(1);
    this.itemLength = this.itemAt < 0 ? -1 : this.#calls.columnBytes(this.#statement, 1);
    this.rating = this.#rating(2);
    if (this.#hasTimestamps) this.time = this.#time(3);
    this.#refresh();
    return true;
  }

  close(): void {
    this.#calls.finalize(this.#statement);
  }

  /** Where a text is, or a number as text; -1 for NULL and blobs. */
  #nameAt(column: number): number {
    const type = this.#calls.columnType(this.#statement, column);
    const isName = type === TEXT || type === INTEGER || type === FLOAT;
    return isName ? this.#calls.columnText(this.#statement, column) : -1;
  }

  #rating(column: number): number {
    const type = this.#calls.columnType(this.#statement, column);
    if (type === INTEGER || type === FLOAT)
      return ratingOf(this.#calls.columnDouble(this.#statement, column));
    if (type !== TEXT) return Number.NaN;
    const at = this.#calls.columnText(this.#statement, column);
    const length = this.#calls.columnBytes(this.#statement, column);
    this.#refresh();
    return length > MAX_RATING_BYTES
      ? Number.NaN
      : ratingOf(DECODER.decode(this.heap.bytes.subarray(at, at + length)));
  }

  #time(column: number): number {
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
  #refresh(): void {
    if (this.heap.bytes.length === 0) this.heap = heapOf(this.#engine.memory);
  }
}

function prepare({ sql, calls, memory, database }: Engine, text: string): number {
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

function heapOf({ buffer }: WebAssembly.Memory): Heap {
  return { bytes: new Uint8Array(buffer), view: new DataView(buffer) };
}
