import type { Ratings } from "../../src/core/ratings.ts";

/** One row of the query: user, item and, optionally, milliseconds since 1970. */
export type Row = readonly [user: string, item: string, timestamp?: number];

/** Dictionary-encodes rows as the loader does: names in the order of their first row. */
export function aRatings(rows: readonly Row[], problems: Partial<Ratings["problems"]> = {}): Ratings {
  const users = [...new Set(rows.map(([user]) => user))];
  const items = [...new Set(rows.map(([, item]) => item))];
  const userIndex = new Map(users.map((name, index) => [name, index]));
  const itemIndex = new Map(items.map((name, index) => [name, index]));
  return {
    users,
    items,
    userOfRow: Uint32Array.from(rows, ([user]) => userIndex.get(user)!),
    itemOfRow: Uint32Array.from(rows, ([, item]) => itemIndex.get(item)!),
    values: new Float64Array(rows.length).fill(5),
    timestamps: rows.some(([, , time]) => time !== undefined)
      ? Float64Array.from(rows, ([, , time]) => time ?? NaN)
      : null,
    problems: { malformedRows: 0, nonNumericRatings: 0, malformedTimestamps: 0, ...problems },
  };
}
