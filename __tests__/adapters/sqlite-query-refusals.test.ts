import { describe, expect, test } from "@jest/globals";

import { madeDatabases, RATINGS_TABLES } from "../support/database.ts";
import { refusal } from "../support/loaded-ratings.ts";

const { database } = madeDatabases();
const NO_ROWS = "CREATE TABLE unrelated (a)";
const ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)";

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
