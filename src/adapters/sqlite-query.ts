import type { Database } from "sql.js/dist/sql-wasm-browser.js";
import { ConfigError } from "../core/errors.ts";
import { DEFAULT_RATINGS_QUERY } from "../core/ratings-query.ts";
import { quote } from "../formats/quote.ts";
import { saidBySqlite } from "./sqlite-engine.ts";
import { refuseViews, requireTable } from "./sqlite-schema.ts";

/** White space, empty statements and comments at the start of a text. */
const BLANK_START = /^(?:[\s;]|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$))*/;
const READING = /^(?:select|with)\b/i;

/** A query that may run. */
export interface CheckedQuery {
  /** As it is shown. */
  readonly sql: string;
  /** Begins with the statement, without what stands before it. */
  readonly statement: string;
  readonly hasTimestamps: boolean;
}

/**
 * The default query; with the timestamp as fourth column when `ratings` has one.
 *
 * @throws MalformedFileError when tables or columns are missing, or are not ordinary stored ones.
 */
export function checkDefault(file: string, database: Database): CheckedQuery {
  const columns = requireTable(file, database, "ratings", {
    needed: ["username", "movie", "rating"],
    optional: ["timestamp"],
  });
  requireTable(file, database, "initial_ratings", { needed: ["username", "done"], optional: [] });
  const hasTimestamps = columns.has("timestamp");
  const sql = hasTimestamps ? withTimestamp(database, columns) : DEFAULT_RATINGS_QUERY;
  return { sql, statement: sql, hasTimestamps };
}

/**
 * A query of the user's: one SELECT of three or four columns, from ordinary tables.
 *
 * @throws ConfigError when it is not that, MalformedFileError when it names a view or virtual table of the database.
 */
export function checkCustom(file: string, database: Database, sql: string): CheckedQuery {
  // SQLite would read up to the NUL only: another query than the one that is shown.
  if (sql.includes("\0")) throw notTheQuery("the query has a NUL character");
  const start = sql.replace(BLANK_START, "");
  if (!READING.test(start)) throw notTheQuery("the query is no SELECT");
  refuseViews(file, database, sql);
  const statements = database.iterateStatements(start);
  const first = statements.next();
  if (first.done) throw notTheQuery("the query is no SELECT");
  if (statements.getRemainingSQL().replace(BLANK_START, "") !== "") {
    throw notTheQuery("the query has several statements; one SELECT is allowed");
  }
  const names = first.value.getColumnNames();
  first.value.free();
  if (names.length !== 3 && names.length !== 4) {
    const found = names.length === 1 ? "1 column" : `${names.length} columns`;
    throw notTheQuery(`the query returns ${found} (${names.slice(0, 10).map(quote).join(", ")})`);
  }
  return { sql, statement: start, hasTimestamps: names.length === 4 };
}

/** The error of a query of the user's; `found` ends its sentence. */
export function notTheQuery(found: string): ConfigError {
  return new ConfigError(
    `ratings-query: ${found}`,
    "Write one SELECT that returns user, item, rating and optionally timestamp, in this order.",
  );
}

/**
 * The default query with `r.timestamp`, such that the rows keep their order: a covering index on the three columns makes
 * SQLite walk the index, and a fourth column the table. Then the timestamp is looked up by row id instead.
 */
function withTimestamp(database: Database, columns: ReadonlySet<string>): string {
  const direct = queryWith("r.timestamp");
  const lookedUp = queryWith("(SELECT t.timestamp FROM ratings t WHERE t.rowid = r.rowid)");
  const order = planOf(database, DEFAULT_RATINGS_QUERY);
  const keepsOrder = (sql: string) => {
    const plan = planOf(database, sql);
    return order.every((line, index) => line === plan[index]);
  };
  // A column of that name hides the row id.
  if (columns.has("rowid") || keepsOrder(direct)) return direct;
  return keepsOrder(lookedUp) ? lookedUp : direct;
}

/** How SQLite walks the tables, outermost first; empty for a query that cannot run (a table without row ids). */
function planOf(database: Database, sql: string): readonly string[] {
  try {
    return (database.exec(`EXPLAIN QUERY PLAN ${sql}`)[0]?.values ?? []).map((row) => String(row[3]));
  } catch (error) {
    if (saidBySqlite(error) === null) throw error;
    return [];
  }
}

function queryWith(timestamp: string): string {
  return DEFAULT_RATINGS_QUERY.replace(" FROM", `, ${timestamp} FROM`);
}
