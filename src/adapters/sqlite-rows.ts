import type { Database, Statement } from "sql.js/dist/sql-wasm-browser.js";
import type { Ratings } from "../core/ratings.ts";
import { RatingsColumns } from "../formats/ratings-columns.ts";
import { MalformedFileError } from "../core/errors.ts";
import { quote } from "../formats/quote.ts";
import { saidBySqlite } from "./sqlite-engine.ts";
import type { LoadedRatings, RatingsTask } from "./sqlite-messages.ts";
import { notTheQuery, prepareCustom, prepareDefault, type PreparedQuery } from "./sqlite-query.ts";

/** About every half second. */
const ROWS_PER_PROGRESS = 250_000;
/** SQLite's words for a damaged file, whatever the query. */
const DAMAGE = /malformed|not a database|disk I\/O error/;

/**
 * Runs the query and keeps its rows.
 *
 * @throws MalformedFileError for a damaged or unfitting database, ConfigError for a query of the user's that fails.
 */
export function readRatings(
  database: Database,
  { shownAs, query }: RatingsTask,
  onProgress: (rows: number) => void,
): Pick<LoadedRatings, "ratings" | "query"> {
  try {
    const prepared =
      query === null ? prepareDefault(shownAs, database) : prepareCustom(shownAs, database, query);
    return { ratings: readRows(shownAs, database, prepared, onProgress), query: prepared.sql };
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
  database: Database,
  { statement, hasTimestamps }: PreparedQuery,
  onProgress: (rows: number) => void,
): Ratings {
  const columns = new RatingsColumns(file, hasTimestamps);
  const nameIn = nameReader(database, statement);
  while (statement.step()) {
    const cells = statement.get();
    columns.add(nameIn(cells, 0), nameIn(cells, 1), cells[2], cells[3]);
    if (columns.rowsSeen % ROWS_PER_PROGRESS === 0) onProgress(columns.rowsSeen);
  }
  return columns.finish();
}

/**
 * How a user or item is read from the current row: text as it is, a number in SQLite's text form ("1917", a film whose
 * column has no type, or "1917.0"), null for NULL and blobs. JavaScript's own form would merge ids above 2^53.
 */
function nameReader(
  database: Database,
  statement: Statement,
): (cells: readonly unknown[], column: number) => string | null {
  const realAsText = database.prepare("SELECT CAST(CAST(? AS REAL) AS TEXT)");
  return (cells, column) => {
    const cell = cells[column];
    if (typeof cell === "string") return cell;
    if (typeof cell !== "number") return null;
    const exact = statement.get(null, { useBigInt: true })[column];
    return typeof exact === "bigint" ? exact.toString() : String(realAsText.get([cell])[0]);
  };
}
