import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { loadRatings } from "../../src/adapters/sqlite.ts";
import { ConfigError, MalformedFileError, type MonitorError } from "../../src/core/errors.ts";
import { bytesOf, makeDatabase, RATINGS_TABLES, temporaryFolder } from "../support/database.ts";

const folder = temporaryFolder();
let made = 0;

const INITIAL = "CREATE TABLE initial_ratings (username TEXT, done INTEGER);";
const NO_ROWS = "CREATE TABLE unrelated (a)";
const ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)";

function database(sql: string): string {
  return makeDatabase(folder, `made${++made}.db`, sql);
}

function file(content: Uint8Array | string): string {
  const path = join(folder, `made${++made}.db`);
  writeFileSync(path, content);
  return path;
}

/** The error that loading ends with. */
async function refusal(path: string, query: string | null = null, timeoutMs = 60_000): Promise<MonitorError> {
  try {
    await loadRatings({ file: path, shownAs: "data/user_data.db", query, timeoutMs });
  } catch (error) {
    if (error instanceof ConfigError || error instanceof MalformedFileError) return error;
    throw error;
  }
  throw new Error("nothing was refused");
}

/** A database of many pages, whose ratings fill most of them. */
function largeDatabase(): Uint8Array {
  return bytesOf(
    database(`PRAGMA page_size = 1024; ${RATINGS_TABLES}
      INSERT INTO initial_ratings VALUES ('ann', 1);
      ${ENDLESS} INSERT INTO ratings SELECT 'ann', 'A film with number ' || n, 5, n FROM (SELECT n FROM c LIMIT 2000)`),
  );
}

/** Overwrites everything behind the schema with 0xff. */
function withDamagedPages(): Uint8Array {
  return largeDatabase().fill(0xff, 8 * 1024);
}

function withDamagedSchema(): Uint8Array {
  const bytes = Buffer.from(largeDatabase());
  const at = bytes.indexOf("CREATE TABLE ratings");
  bytes.write("CREATE TABEL", at);
  return bytes;
}

describe("a database that cannot be read is an error of the file", () => {
  const cases: [string, () => string, string][] = [
    ["an empty file", () => file(""), "the file is empty"],
    ["a file that is not SQLite", () => file("hello"), 'not an SQLite database: it starts with "hello"'],
    ["a cut file", () => file(largeDatabase().subarray(0, -1024)), "the database is truncated"],
    ["an incomplete page", () => file(largeDatabase().subarray(0, -100)), "whole pages of 1024 bytes"],
    [
      "damaged pages",
      () => file(withDamagedPages()),
      'SQLite cannot read the database: "database disk image is malformed"',
    ],
    ["a damaged schema", () => file(withDamagedSchema()), "SQLite cannot read the database: "],
    [
      "a database of a future version",
      () => file(largeDatabase().fill(9, 18, 20)),
      "SQLite cannot read the database: ",
    ],
    [
      "a directory",
      () => {
        mkdirSync(join(folder, "directory.db"));
        return join(folder, "directory.db");
      },
      "a directory; a file is expected",
    ],
  ];

  test.each(cases)("%s", async (_, make, found) => {
    const error = await refusal(make());
    expect(error.kind).toBe("malformed");
    expect(error.message).toMatch(/^data\/user_data\.db: /);
    expect(error.message).toContain(found);
    expect(error.hint).not.toBe("");
  });

  test("an interrupted transaction, naming the journal", async () => {
    const path = database(RATINGS_TABLES);
    writeFileSync(`${path}-journal`, Buffer.from([0xd9, 0xd5, 0x05, 0xf9]));
    expect((await refusal(path)).message).toContain(
      "data/user_data.db-journal: a rollback journal lies beside",
    );
  });

  test("bytes beside it that are no write-ahead log, naming them", async () => {
    const path = database(RATINGS_TABLES);
    writeFileSync(`${path}-wal`, "what is this?");
    expect((await refusal(path)).message).toContain(
      "data/user_data.db-wal: the file beside the database is not",
    );
  });

  test("damage is no fault of a query of the user's", async () => {
    const error = await refusal(file(withDamagedPages()), "SELECT username, movie, rating FROM ratings");
    expect(error.kind).toBe("malformed");
  });
});

describe("a database without the tables of the default query is refused", () => {
  test.each([
    ["no tables", `${NO_ROWS}; DROP TABLE unrelated`, 'no table "ratings"; it has none at all'],
    ["other tables", "CREATE TABLE votes (a); CREATE TABLE films (b)", 'it has "films", "votes"'],
    ["hostile names", 'CREATE TABLE "::error::\n" (a)', 'it has "::error::\\u000a"'],
    ["no initial_ratings", "CREATE TABLE ratings (username, movie, rating)", 'no table "initial_ratings"'],
    [
      "no column rating",
      `CREATE TABLE ratings (username, movie); ${INITIAL}`,
      'no column "rating"; it has "username", "movie"',
    ],
    [
      "no column done",
      "CREATE TABLE ratings (username, movie, rating); CREATE TABLE initial_ratings (username)",
      'no column "done"',
    ],
    [
      "a view as ratings",
      `CREATE TABLE r (username, movie, rating); CREATE VIEW ratings AS SELECT * FROM r; ${INITIAL}`,
      '"ratings" is a view',
    ],
    [
      "a view as initial_ratings",
      "CREATE TABLE ratings (username, movie, rating); CREATE VIEW initial_ratings AS SELECT username, 1 AS done FROM ratings",
      '"initial_ratings" is a view',
    ],
    [
      "a virtual table as ratings",
      `CREATE VIRTUAL TABLE ratings USING fts3(username, movie, rating); ${INITIAL}`,
      '"ratings" is a virtual table',
    ],
    [
      "a virtual table of a module that is not there",
      `CREATE VIRTUAL TABLE ratings USING fts5(username, movie, rating); ${INITIAL}`,
      '"ratings" is a virtual table',
    ],
    [
      "a generated column",
      `CREATE TABLE ratings (username, movie, rating AS (length(movie))); ${INITIAL}`,
      'column "rating" of table "ratings" is generated',
    ],
    [
      "a stored generated timestamp",
      `CREATE TABLE ratings (username, movie, rating, timestamp AS (length(movie)) STORED); ${INITIAL}`,
      'column "timestamp" of table "ratings" is generated',
    ],
  ])("%s", async (_, sql, found) => {
    const error = await refusal(database(sql));
    expect(error.kind).toBe("malformed");
    expect(error.message).toContain(found);
  });

  test("and of many tables only some are listed", async () => {
    const tables = Array.from({ length: 30 }, (_, index) => `CREATE TABLE t${index} (a);`);
    const { message } = await refusal(database(tables.join("")));
    expect(message).toContain("and 10 more");
    expect(message.length).toBeLessThan(300);
  });

  test("a generated column that is not read is none of our business", async () => {
    const sql = `CREATE TABLE ratings (username, movie, rating, year AS (length(movie))); ${INITIAL}`;
    const loaded = await loadRatings({ file: database(sql), shownAs: "d", query: null, timeoutMs: 60_000 });
    expect(loaded?.ratings.users).toEqual([]);
  });
});

describe("a query that is not one SELECT of user, item and rating is an error of ratings-query", () => {
  test.each([
    [
      "two columns",
      "SELECT username, movie FROM ratings",
      'the query returns 2 columns ("username", "movie")',
    ],
    ["one column", "SELECT 1 AS one", 'the query returns 1 column ("one")'],
    ["five columns", "SELECT 1, 2, 3, 4, 5", "the query returns 5 columns"],
    ["nothing", "", "the query is no SELECT"],
    ["a comment", "-- SELECT 1, 2, 3", "the query is no SELECT"],
    ["an insert", "INSERT INTO ratings VALUES (1, 2, 3, 4)", "the query is no SELECT"],
    ["a pragma", "PRAGMA table_info(ratings)", "the query is no SELECT"],
    ["an explanation", "EXPLAIN SELECT 1, 2, 3", "the query is no SELECT"],
    ["an attachment", "/* SELECT */ ATTACH 'x' AS y", "the query is no SELECT"],
    [
      "a deletion in disguise",
      "WITH a AS (SELECT 1) DELETE FROM ratings RETURNING 1, 2, 3",
      'SQLite says "attempt to write',
    ],
    ["two statements", "SELECT 1, 2, 3; DROP TABLE ratings", "several statements"],
    ["two selects", "SELECT 1, 2, 3; /* and */ SELECT 4, 5, 6;", "several statements"],
    ["an unknown column", "SELECT stars, 2, 3 FROM ratings", 'SQLite says "no such column: stars"'],
    ["an unknown table", "SELECT 1, 2, 3 FROM votes", 'SQLite says "no such table: votes"'],
    ["a syntax error", "SELECT 1, 2, FROM", "SQLite says"],
    ["an error in the middle", "SELECT 1, 2, abs(-9223372036854775808)", 'SQLite says "integer overflow"'],
    ["a NUL character", "SELECT 1, 2, 3\0, 4", "a NUL character"],
    [
      "a sort of everything there is",
      `${ENDLESS} SELECT zeroblob(1e8), n, n FROM c ORDER BY 1`,
      'SQLite says "out of memory"',
    ],
    ["a cell of a gigabyte", "SELECT zeroblob(999999999) || '', 2, 3", 'SQLite says "out of memory"'],
  ])("%s", async (_, query, found) => {
    const error = await refusal(database(RATINGS_TABLES), query);
    expect(error.kind).toBe("config");
    expect(error.message).toMatch(/^ratings-query: /);
    expect(error.message).toContain(found);
  });
});

describe("a query that names a view or a virtual table is refused", () => {
  test.each([
    ["a view", "CREATE VIEW active AS SELECT 1, 2, 3", "SELECT * FROM active"],
    ["a view in another case", "CREATE VIEW Active AS SELECT 1, 2, 3", "SELECT * FROM ACTIVE"],
    ["a view in quotes", 'CREATE VIEW "a ""b" AS SELECT 1, 2, 3', 'SELECT * FROM "a ""b"'],
    ["a view in brackets", 'CREATE VIEW "a b" AS SELECT 1, 2, 3', "SELECT * FROM [a b]"],
    ["a view beside an operator", "CREATE VIEW active AS SELECT 1, 2, 3", "SELECT active.* FROM(active)"],
    ["a view behind a longer word", "CREATE VIEW a AS SELECT 1, 2, 3", "SELECT * FROM a -- aa"],
    [
      "a view behind a longer word that comes first",
      "CREATE VIEW a AS SELECT 1, 2, 3",
      "/* aa */ SELECT * FROM a",
    ],
    ["a view without a name", 'CREATE VIEW "" AS SELECT 1, 2, 3', 'SELECT * FROM ""'],
    ["a full-text table", "CREATE VIRTUAL TABLE texts USING fts3(a, b, c)", "SELECT a, b, c FROM texts"],
    [
      "the tables behind a full-text table",
      "CREATE VIRTUAL TABLE texts USING fts3(a, b, c)",
      "SELECT docid, 2, 3 FROM texts_content",
    ],
  ])("%s", async (_, sql, query) => {
    const error = await refusal(database(sql), query);
    expect(error.kind).toBe("malformed");
    expect(error.message).toMatch(/the query names ".*", which is a (view|virtual table|shadow table)/);
  });
});

describe("what does not end is ended", () => {
  test("a query that returns no row", async () => {
    const error = await refusal(database(NO_ROWS), `${ENDLESS} SELECT n, n, n FROM c WHERE n < 0`, 1000);
    expect(error.message).toBe("data/user_data.db: reading the ratings did not end within 1 s");
    expect(error.hint).toContain("`query-timeout`");
  });

  test("a query that returns rows without end, telling how many there were", async () => {
    const { message } = await refusal(database(NO_ROWS), `${ENDLESS} SELECT 'u', 'i', n FROM c`, 4000);
    expect(message).toMatch(/did not end within 4 s; more than \d+0000 rows were read by then$/);
  });

  test("the default query on a database that multiplies its rows", async () => {
    const path = database(`${RATINGS_TABLES.replace("PRIMARY KEY", "")}
      ${ENDLESS} INSERT INTO initial_ratings SELECT 'ann', 1 FROM (SELECT n FROM c LIMIT 100000);
      INSERT INTO ratings SELECT username, 'Heat', 5, 0 FROM initial_ratings`);
    expect((await refusal(path, null, 1000)).message).toContain("did not end within 1 s");
  });
});
