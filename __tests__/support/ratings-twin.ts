import { DatabaseSync } from "node:sqlite";
import type { Ratings } from "../../src/core/ratings.ts";
import { parseTimestamp } from "../../src/formats/timestamp.ts";

const NUMERIC_TEXT = /^\s*[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?\s*$/i;
const DECODER = new TextDecoder("utf-8", { ignoreBOM: true });

/**
 * What `loadRatings` is held to: the rows of a query, read by node:sqlite in the plainest way, one text for each name.
 * Names come as blobs of their text (`CAST`), because node:sqlite ends texts in its own way at bytes that are no UTF-8.
 */
export function twinRatings(path: string, query: string, columns: readonly string[]): Ratings {
  const [user, item, rating, timestamp] = columns;
  const name = (column: string) =>
    `CASE WHEN typeof(${column}) IN ('null', 'blob') THEN NULL ELSE CAST(CAST(${column} AS TEXT) AS BLOB) END`;
  const values = [name(user!), name(item!), rating, ...(timestamp === undefined ? [] : [timestamp])];
  const database = new DatabaseSync(path, { readOnly: true });
  try {
    const statement = database.prepare(
      `SELECT ${values.map((value, at) => `${value} AS v${at}`).join(", ")} FROM (${query})`,
    );
    statement.setReadBigInts(true);
    return collected(
      statement.all().map((row) => Object.values(row)),
      timestamp !== undefined,
    );
  } finally {
    database.close();
  }
}

function collected(rows: readonly unknown[][], hasTimestamps: boolean): Ratings {
  const [users, items] = [new Map<string, number>(), new Map<string, number>()];
  const kept = rows.flatMap(([user, item, rating, time]) => {
    const names = [nameOf(user), nameOf(item)] as const;
    if (names[0] === null || names[1] === null) return [];
    return [
      [numberOf(users, names[0]), numberOf(items, names[1]), toRating(rating), parseTimestamp(time)] as const,
    ];
  });
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

function nameOf(value: unknown): string | null {
  if (value === null) return null;
  const text = DECODER.decode(value as Uint8Array);
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
