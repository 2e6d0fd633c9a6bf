import { randomBytes } from "node:crypto";
import { MalformedFileError } from "../core/errors.ts";
import { quote } from "../formats/quote.ts";
import { RatingsColumns, type EncodedRatings } from "../formats/ratings-columns.ts";
import { RowCursor } from "./sqlite-cursor.ts";
import { saidBySqlite, type Engine } from "./sqlite-engine.ts";
import type { RatingsTask } from "./sqlite-messages.ts";
import { checkCustom, checkDefault, notTheQuery, type CheckedQuery } from "./sqlite-query.ts";

/** About every quarter of a second. */
const ROWS_PER_PROGRESS = 250_000;
/** SQLite's words for a damaged file, whatever the query. */
const DAMAGE = /malformed|not a database|disk I\/O error/;

/**
 * Runs the query and keeps its rows.
 *
 * @returns them, and the SQL that ran.
 * @throws MalformedFileError for a damaged or unfitting database, ConfigError for a query of the user's that fails.
 */
export function readRatings(
  engine: Engine,
  { shownAs, query }: RatingsTask,
  onProgress: (rows: number) => void,
): { readonly ratings: EncodedRatings; readonly query: string } {
  const { database } = engine;
  try {
    const checked = query === null ? checkDefault(shownAs, database) : checkCustom(shownAs, database, query);
    return { ratings: readRows(shownAs, engine, checked, onProgress), query: checked.sql };
  } catch (error) {
    const said = saidBySqlite(error);
    if (said === null) throw error;
    throw query === null || DAMAGE.test(said)
      ? damaged(shownAs, said)
      : notTheQuery(`SQLite says ${quote(said)}`);
  }
}

/** @param said SQLite's words; they may hold names from the database. */
export function damaged(file: string, said: string): MalformedFileError {
  return new MalformedFileError(
    file,
    `SQLite cannot read the database: ${quote(said)}`,
    "Restore the database from a backup, or copy it again while nothing writes to it.",
  );
}

function readRows(
  file: string,
  engine: Engine,
  { statement, hasTimestamps }: CheckedQuery,
  onProgress: (rows: number) => void,
): EncodedRatings {
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
