import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { loadRatings } from "../../src/adapters/sqlite.ts";
import { DEFAULT_RATINGS_QUERY } from "../../src/core/ratings-query.ts";
import { madeDatabases, RATINGS_TABLES, rowsOf } from "../support/database.ts";
import { load, namedRows } from "../support/loaded-ratings.ts";

const MINI = resolve(import.meta.dirname, "../fixtures/mini");
const NO_ROWS = "CREATE TABLE unrelated (a)";
const { database } = madeDatabases();

/** Ratings whose index makes SQLite walk the index for three columns and the table for four. */
function indexed(id: string, ending: string, secondId = 8): string {
  return `
    CREATE TABLE ratings (${id}, username TEXT, movie TEXT, rating INTEGER, timestamp TEXT) ${ending};
    CREATE INDEX covering ON ratings (username, movie, rating, ${id.split(" ")[0]});
    INSERT INTO ratings VALUES (7, 'zoe', 'Heat', 1, '2024-06-01 00:00:01'), (${secondId}, 'ann', 'Alien', 2, '2024-06-01 00:00:02');
    CREATE TABLE initial_ratings (username TEXT PRIMARY KEY, done INTEGER);
    INSERT INTO initial_ratings VALUES ('ann', 1), ('zoe', 1)`;
}

describe("the default query", () => {
  test("is the specified one where ratings have no timestamp", async () => {
    const { query, ratings } = await load(join(MINI, "user_data_old_schema.db"));
    expect(query).toBe(DEFAULT_RATINGS_QUERY);
    expect(ratings.timestamps).toBeNull();
  });

  test("reads the timestamp where ratings have one", async () => {
    const { query, ratings } = await load(join(MINI, "user_data.db"));
    expect(query).toBe(DEFAULT_RATINGS_QUERY.replace("r.rating", "r.rating, r.timestamp"));
    expect(ratings.timestamps?.[0]).toBe(Date.UTC(2024, 5, 1, 0, 46, 4));
    expect(ratings.timestamps?.some((time) => Number.isNaN(time))).toBe(false);
  });

  test("counts active users only: done must be 1", async () => {
    const file = database(`${RATINGS_TABLES}
      INSERT INTO initial_ratings VALUES ('active', 1), ('not yet', 0), ('unknown', NULL), ('two', 2), ('silent', 1);
      INSERT INTO ratings (username, movie, rating) SELECT username, 'Heat', 5 FROM initial_ratings WHERE username <> 'silent';
      INSERT INTO ratings (username, movie, rating) VALUES ('no row', 'Heat', 5)`);
    expect((await load(file)).ratings.users).toEqual(["active"]);
  });

  test("finds tables and columns whatever their case", async () => {
    const file = database(`
      CREATE TABLE Ratings (UserName TEXT, Movie TEXT, Rating REAL, TimeStamp TEXT);
      CREATE TABLE INITIAL_RATINGS (USERNAME TEXT, DONE INTEGER);
      INSERT INTO Ratings VALUES ('ann', 'Heat', 4.5, '2024-06-01 00:00:00');
      INSERT INTO INITIAL_RATINGS VALUES ('ann', 1)`);
    const loaded = await load(file);
    expect(namedRows(loaded)).toEqual([["ann", "Heat", 4.5]]);
    expect(Array.from(loaded.ratings.timestamps ?? [])).toEqual([Date.UTC(2024, 5, 1)]);
  });

  test("keeps its order where an index covers all but the timestamp", async () => {
    const file = database(indexed("id REAL", ""));
    const rows = rowsOf(file, DEFAULT_RATINGS_QUERY);
    const loaded = await load(file);
    expect(rows.map((row) => row["username"])).toEqual(["ann", "zoe"]);
    expect(namedRows(loaded)).toEqual(rows.map((row) => Object.values(row)));
  });

  test.each([
    ["with row ids", "id REAL", "", 8],
    ["without row ids", "id REAL PRIMARY KEY", "WITHOUT ROWID", 8],
    ["with a column that hides them", "rowid REAL", "", 7],
  ])("finds the timestamp of each row beside a covering index, %s", async (_, id, ending, secondId) => {
    const { ratings } = await load(database(indexed(id, ending, secondId)));
    const expected = Array.from(ratings.values, (rating) => Date.UTC(2024, 5, 1, 0, 0, rating));
    expect(Array.from(ratings.timestamps ?? [])).toEqual(expected);
    expect(ratings.values).toHaveLength(2);
  });

  test("returns no rows for a database without any", async () => {
    const { ratings } = await load(database(RATINGS_TABLES));
    expect(ratings.userOfRow).toHaveLength(0);
    expect(ratings.users).toEqual([]);
  });
});

describe("a query of the user's", () => {
  test("may return other tables' columns, without a timestamp", async () => {
    const file = database(
      "CREATE TABLE votes (who TEXT, what TEXT, stars REAL); INSERT INTO votes VALUES ('a', 'b', 2.5)",
    );
    const query = "-- all of them\n SELECT who, what, stars FROM votes; -- done\n";
    const loaded = await load(file, query);
    expect(namedRows(loaded)).toEqual([["a", "b", 2.5]]);
    expect(loaded.ratings.timestamps).toBeNull();
    expect(loaded.query).toBe(query);
  });

  test("returns the timestamp as its fourth column", async () => {
    const { ratings } = await load(
      database(NO_ROWS),
      "WITH v AS (SELECT 'a', 'b', 1, 1717245045) SELECT * FROM v",
    );
    expect(Array.from(ratings.timestamps ?? [])).toEqual([1_717_245_045_000]);
  });

  test("may mention a view's name as part of another word", async () => {
    const file = database("CREATE TABLE votes (a, b, c); CREATE VIEW vote AS SELECT * FROM votes");
    expect((await load(file, "SELECT a, b, c FROM votes")).ratings.users).toEqual([]);
  });

  test("tells its progress", async () => {
    const seen: number[] = [];
    await loadRatings({
      file: database(NO_ROWS),
      shownAs: "user_data.db",
      query:
        "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 500001) SELECT 'u', 'i', n FROM c",
      timeoutMs: 60_000,
      onProgress: (progress) => seen.push("rows" in progress ? progress.rows : Number.NaN),
    });
    expect(seen).toEqual([250_000, 500_000]);
  });

  test("cannot change what a later run reads", async () => {
    const file = database(RATINGS_TABLES);
    const before = readFileSync(file);
    await load(file);
    expect(readFileSync(file).equals(before)).toBe(true);
  });
});
