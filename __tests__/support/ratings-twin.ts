import { DatabaseSync } from "node:sqlite";
import type { Ratings } from "../../src/core/ratings.ts";
import { parseTimestamp } from "../../src/formats/timestamp.ts";

const NUMERIC_TEXT = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;

/**
 * What `loadRatings` is held to: the rows of a query, read by node:sqlite in the plainest way, one text for each name.
 * Names come as blobs of their text, because node:sqlite refuses texts that are not valid.
 *
 * @param query of columns that are called user, item, rating and, where `hasTimestamps`, time.
 */
export function twinRatings(path: string, query: string, hasTimestamps: boolean): Ratings {
  const database = new DatabaseSync(path);
  try {
    const encoding = String(database.prepare("PRAGMA encoding").get()?.["encoding"]).toLowerCase();
    const decoder = new TextDecoder(encoding, { ignoreBOM: true });
    const time = hasTimestamps ? "time" : "NULL";
    const statement = database.prepare(
      `SELECT ${textBytes("user")} AS u, ${textBytes("item")} AS i, rating AS r, ${time} AS t FROM (${query})`,
    );
    statement.setReadBigInts(true);
    const rows = statement
      .all()
      .map(({ u, i, r, t }) => [nameOf(decoder, u), nameOf(decoder, i), r, t] as const);
    return collected(rows, hasTimestamps);
  } finally {
    database.close();
  }
}

function textBytes(column: string): string {
  return `CASE WHEN typeof(${column}) IN ('null', 'blob') THEN NULL ELSE CAST(CAST(${column} AS TEXT) AS BLOB) END`;
}

type TwinRow = readonly [user: string | null, item: string | null, rating: unknown, time: unknown];

function collected(rows: readonly TwinRow[], hasTimestamps: boolean): Ratings {
  const [users, items] = [new Map<string, number>(), new Map<string, number>()];
  const kept = rows.flatMap(([user, item, rating, time]) =>
    user === null || item === null
      ? []
      : [[numberOf(users, user), numberOf(items, item), toRating(rating), parseTimestamp(time)] as const],
  );
  const values = Float64Array.from(kept, (row) => row[2]);
  const timestamps = hasTimestamps ? Float64Array.from(kept, (row) => row[3]) : null;
  return {
    users: [...users.keys()],
    items: [...items.keys()],
    userOfRow: Uint32Array.from(kept, (row) => row[0]),
    itemOfRow: Uint32Array.from(kept, (row) => row[1]),
    values,
    timestamps,
    problems: {
      malformedRows: rows.length - kept.length,
      nonNumericRatings: values.filter((value) => Number.isNaN(value)).length,
      malformedTimestamps: timestamps?.filter((time) => Number.isNaN(time)).length ?? 0,
    },
  };
}

function nameOf(decoder: InstanceType<typeof TextDecoder>, value: unknown): string | null {
  if (value === null) return null;
  const text = decoder.decode(value as Uint8Array);
  return text.length > 16_383 || text.includes("\0") ? null : text;
}

function numberOf(names: Map<string, number>, name: string): number {
  if (!names.has(name)) names.set(name, names.size);
  return names.get(name)!;
}

function toRating(value: unknown): number {
  const isNumber = typeof value === "number" || typeof value === "bigint";
  const number =
    isNumber || (typeof value === "string" && NUMERIC_TEXT.test(value)) ? Number(value) : Number.NaN;
  return Number.isFinite(number) ? number : Number.NaN;
}
