import { decodeRatings, ratingOf, RatingsColumns, type RawRow } from "../../src/formats/ratings-columns.ts";
import { parseTimestamp } from "../../src/formats/timestamp.ts";
import type { Ratings } from "../../src/core/ratings.ts";

/** A row as a query returns it; a name may be bytes that are no UTF-8. */
export type Row = readonly [
  user: string | Uint8Array | null,
  item: string | Uint8Array | null,
  rating: number | string | null,
  timestamp?: number | string | null,
];

export const KEY = { first: 0x12345678, second: -7 };

/** The row as SQLite would have it in its memory, not at an even address. */
export function rawRow([user, item, rating, timestamp]: Row): RawRow {
  const [userBytes, itemBytes] = [user, item].map((name) => Buffer.from(name ?? ""));
  const bytes = Uint8Array.from(Buffer.concat([Buffer.from("?"), userBytes!, itemBytes!]));
  return {
    heap: { bytes, view: new DataView(bytes.buffer) },
    userAt: 1,
    userLength: user === null ? -1 : userBytes!.length,
    itemAt: 1 + userBytes!.length,
    itemLength: item === null ? -1 : itemBytes!.length,
    rating: ratingOf(rating),
    time: parseTimestamp(timestamp),
  };
}

export function ratingsOf(rows: readonly Row[], hasTimestamps = false): Ratings {
  const columns = new RatingsColumns("user_data.db", hasTimestamps, KEY);
  for (const row of rows) columns.add(rawRow(row));
  return decodeRatings(columns.finish());
}
