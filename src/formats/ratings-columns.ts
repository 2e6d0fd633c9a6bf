import { MalformedFileError } from "../core/errors.ts";
import type { Ratings } from "../core/ratings.ts";
import { parseTimestamp } from "./timestamp.ts";

/** How much is taken from one database. */
export interface RatingsLimits {
  readonly rows: number;
  /** Distinct users, and distinct items. */
  readonly names: number;
}

const LIMITS: RatingsLimits = {
  // The largest public set of ratings has 32 million; 50 million are 1.2 GB in the columns below.
  rows: 50_000_000,
  // A Map holds at most 2^24 keys.
  names: 2 ** 24 - 1,
};
/**
 * A longer name is no username and no title. And V8 takes the length of a longer text for its hash: with 4,000 names of
 * 16,390 characters a Map is forty times slower than with names of 16,380, and time grows with the square.
 */
const MAX_NAME_CHARACTERS = 16_383;
const FIRST_CAPACITY = 1024;
const NUMERIC_TEXT = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/**
 * Rows in, `Ratings` out: names are numbered in the order of their first row, columns grow by doubling.
 *
 * A row is malformed, dropped and counted when its user or item is missing (null: NULL or a blob in the database), holds a
 * NUL character (programs in C end the text there and would take it for another, shorter name) or is longer than 16,383 characters.
 */
export class RatingsColumns {
  readonly #file: string;
  readonly #limits: RatingsLimits;
  readonly #users = new NameTable();
  readonly #items = new NameTable();
  #userOfRow = new Uint32Array(FIRST_CAPACITY);
  #itemOfRow = new Uint32Array(FIRST_CAPACITY);
  #values = new Float64Array(FIRST_CAPACITY);
  #timestamps: Float64Array<ArrayBuffer> | null;
  #rows = 0;
  #malformedRows = 0;
  #nonNumericRatings = 0;
  #malformedTimestamps = 0;

  /** @param file name of the database for messages. */
  constructor(file: string, hasTimestamps: boolean, limits: RatingsLimits = LIMITS) {
    this.#file = file;
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
   * @param user, item the name as text; null where there is none.
   * @param rating a number, or text that is one; anything else is kept as NaN and counted.
   * @param timestamp see `parseTimestamp`; ignored when the query has no fourth column.
   * @throws MalformedFileError beyond the limits.
   */
  add(user: string | null, item: string | null, rating: unknown, timestamp: unknown): void {
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
  finish(): Ratings {
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
        malformedTimestamps: this.#malformedTimestamps,
      },
    };
  }

  #indexOf(table: NameTable, name: string, what: string): number {
    const index = table.indexOf(name);
    if (index >= this.#limits.names) throw this.#tooMany(`distinct ${what}`, this.#limits.names);
    return index;
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

/** Distinct names, numbered from 0 in the order of their first appearance. */
class NameTable {
  readonly names: string[] = [];
  readonly #indexes = new Map<string, number>();

  accepts(name: string): boolean {
    return this.#indexes.has(name) || (name.length <= MAX_NAME_CHARACTERS && !name.includes("\0"));
  }

  indexOf(name: string): number {
    const known = this.#indexes.get(name);
    if (known !== undefined) return known;
    this.#indexes.set(name, this.names.length);
    return this.names.push(name) - 1;
  }
}

/** Moves the bytes instead of copying them where the allocator can. */
function resized(column: Uint32Array<ArrayBuffer> | Float64Array<ArrayBuffer>, length: number): ArrayBuffer {
  return column.buffer.transfer(length * column.BYTES_PER_ELEMENT);
}

/** NaN for what is no finite number: infinite ratings cannot be compared with `min-rating` in any useful way. */
function toNumber(rating: unknown): number {
  const isNumber =
    typeof rating === "number" ||
    typeof rating === "bigint" ||
    (typeof rating === "string" && NUMERIC_TEXT.test(rating));
  const value = isNumber ? Number(rating) : Number.NaN;
  return Number.isFinite(value) ? value : Number.NaN;
}
