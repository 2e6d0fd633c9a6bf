import { MalformedFileError } from "../core/errors.ts";
import type { Ratings } from "../core/ratings.ts";
import { DECIMAL } from "./decimal.ts";
import { decodeNames, NameTable, NEW, UNFIT, type EncodedNames, type Heap } from "./name-table.ts";
import type { HashKey } from "./sip-hash.ts";

/** One row of the query, as SQLite has it in its memory. Its reader uses one for all rows. */
export interface RawRow {
  readonly heap: Heap;
  readonly userAt: number;
  /** Bytes of UTF-8; negative where there is no name: NULL or a blob. */
  readonly userLength: number;
  readonly itemAt: number;
  readonly itemLength: number;
  /** See `ratingOf`. */
  readonly rating: number;
  /** See `parseTimestamp`; ignored when the query has no fourth column. */
  readonly time: number;
}

/** `Ratings` on the way between threads: the names in a form that is moved and not copied one by one. */
export interface EncodedRatings extends Omit<Ratings, "users" | "items"> {
  readonly users: EncodedNames;
  readonly items: EncodedNames;
}

/** How much is taken from one database. */
export interface RatingsLimits {
  readonly rows: number;
  /** Distinct users, and distinct items. */
  readonly names: number;
  /** Of all users, and of all items. */
  readonly nameBytes: number;
}

const LIMITS: RatingsLimits = {
  // The largest public set of ratings has 32 million; 50 million are 1.2 GB in the columns below.
  rows: 50_000_000,
  // What maps of names hold later: 2^24 keys.
  names: 2 ** 24 - 1,
  // Ten million names of 50 characters.
  nameBytes: 2 ** 29,
};
const FIRST_CAPACITY = 1024;
const NUMERIC_TEXT = new RegExp(`^\\s*${DECIMAL.source}\\s*$`, "i");

/**
 * Rows in, columns out: names are numbered in the order of their first row, columns grow by doubling.
 *
 * A row is malformed, dropped and counted when its user or item is missing (NULL or a blob in the database), holds a NUL
 * character or is longer than 16,383 characters (`NameTable`).
 */
export class RatingsColumns {
  readonly #file: string;
  readonly #limits: RatingsLimits;
  readonly #users: NameTable;
  readonly #items: NameTable;
  #userOfRow = new Uint32Array(FIRST_CAPACITY);
  #itemOfRow = new Uint32Array(FIRST_CAPACITY);
  #values = new Float64Array(FIRST_CAPACITY);
  #timestamps: Float64Array<ArrayBuffer> | null;
  #rows = 0;
  #malformedRows = 0;
  #nonNumericRatings = 0;
  #malformedTimestamps = 0;

  /**
   * @param file name of the database for messages.
   * @param key a secret number pair, or whoever writes the names can make the tables slow.
   */
  constructor(file: string, hasTimestamps: boolean, key: HashKey, limits: RatingsLimits = LIMITS) {
    this.#file = file;
    this.#users = new NameTable(key);
    this.#items = new NameTable(key);
    this.#limits = limits;
    this.#timestamps = hasTimestamps ? new Float64Array(FIRST_CAPACITY) : null;
  }

  /** Rows so far, malformed ones included. */
  get rowsSeen(): number {
    return this.#rows + this.#malformedRows;
  }

  /**
   * Takes one row of the query.
   *
   * @throws MalformedFileError beyond the limits.
   */
  add(row: RawRow): void {
    if (this.rowsSeen >= this.#limits.rows) throw this.#tooMany("rows", this.#limits.rows);
    let user = row.userLength < 0 ? UNFIT : this.#users.find(row.heap, row.userAt, row.userLength);
    let item = row.itemLength < 0 ? UNFIT : this.#items.find(row.heap, row.itemAt, row.itemLength);
    // Only now: the user of a row that is dropped for its item has no rating yet.
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
  finish(): EncodedRatings {
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
        malformedTimestamps: this.#malformedTimestamps,
      },
    };
  }

  #added(table: NameTable, what: string): number {
    if (table.size >= this.#limits.names) throw this.#tooMany(`distinct ${what}`, this.#limits.names);
    const name = table.add();
    if (table.bytesUsed > this.#limits.nameBytes)
      throw this.#tooMany(`bytes of distinct ${what}`, this.#limits.nameBytes);
    return name;
  }

  #resize(rows: number): void {
    this.#userOfRow = new Uint32Array(resized(this.#userOfRow, rows));
    this.#itemOfRow = new Uint32Array(resized(this.#itemOfRow, rows));
    this.#values = new Float64Array(resized(this.#values, rows));
    if (this.#timestamps !== null) this.#timestamps = new Float64Array(resized(this.#timestamps, rows));
  }

  #tooMany(what: string, limit: number): MalformedFileError {
    return new MalformedFileError(
      this.#file,
      `the query returns more than ${limit} ${what}`,
      "Narrow it with the input `ratings-query`, for example to the newest ratings.",
    );
  }
}

/** The columns with their names as texts. */
export function decodeRatings(encoded: EncodedRatings): Ratings {
  return { ...encoded, users: decodeNames(encoded.users), items: decodeNames(encoded.items) };
}

/** Moves the bytes instead of copying them where the allocator can. */
function resized(column: Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>, length: number): ArrayBuffer {
  return column.buffer.transfer(length * column.BYTES_PER_ELEMENT);
}

/**
 * The rating that a value of the database means: a finite number, or text that is one. Infinite ratings cannot be compared
 * with `min-rating` in any useful way.
 *
 * @returns NaN for anything else.
 */
export function ratingOf(value: number | string | null): number {
  const rating =
    typeof value === "number" || (value !== null && NUMERIC_TEXT.test(value)) ? Number(value) : Number.NaN;
  return Number.isFinite(rating) ? rating : Number.NaN;
}
