import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { loadRatings, type LoadedRatings } from "../../src/adapters/sqlite.ts";
import { DEFAULT_RATINGS_QUERY } from "../../src/core/ratings-query.ts";
import {
  copyInto,
  makeDatabase,
  openWriter,
  RATINGS_TABLES,
  rowsOf,
  temporaryFolder,
} from "../support/database.ts";

interface GoldenDatabase {
  readonly mapped: { readonly before: { readonly num_users: number; readonly num_ratings: number } };
  readonly first_seen: {
    readonly users_in_order: readonly string[];
    readonly items_in_order: readonly string[];
  };
}

const MINI = resolve(import.meta.dirname, "../fixtures/mini");
const GOLDEN: Record<string, GoldenDatabase> = JSON.parse(
  readFileSync(join(MINI, "golden.json"), "utf8"),
).databases;
const NO_ROWS = "CREATE TABLE unrelated (a)";
const folder = temporaryFolder();
let made = 0;

function database(sql: string): string {
  return makeDatabase(folder, `made${++made}.db`, sql);
}

async function load(file: string, query: string | null = null): Promise<LoadedRatings> {
  const loaded = await loadRatings({ file, shownAs: "user_data.db", query, timeoutMs: 60_000 });
  if (loaded === null) throw new Error(`${file} was not found`);
  return loaded;
}

/** The golden file does not spell out the one title of more than a thousand characters. */
function abbreviated(title: string): string {
  return title.length > 1000 ? `${title.slice(0, 40)}...(${title.length} characters)` : title;
}

/** The rows with their names, in order. */
function namedRows({ ratings }: LoadedRatings): (string | number | undefined)[][] {
  return Array.from(ratings.values, (value, row) => [
    ratings.users[ratings.userOfRow[row]!],
    ratings.items[ratings.itemOfRow[row]!],
    value,
  ]);
}

describe.each(["user_data.db", "user_data_old_schema.db"])("loadRatings on the golden %s", (name) => {
  const golden = GOLDEN[name]!;

  test("finds the golden counts", async () => {
    const { ratings } = await load(join(MINI, name));
    expect(ratings.users).toHaveLength(golden.mapped.before.num_users);
    expect(ratings.userOfRow).toHaveLength(golden.mapped.before.num_ratings);
    expect(ratings.problems).toEqual({ malformedRows: 0, nonNumericRatings: 0, malformedTimestamps: 0 });
  });

  test("numbers users and items as SQLite's row order has them", async () => {
    const { ratings } = await load(join(MINI, name));
    expect(ratings.users).toEqual(golden.first_seen.users_in_order);
    expect(ratings.items.map(abbreviated)).toEqual(golden.first_seen.items_in_order);
  });

  test("tells the digest and length of the file", async () => {
    const { digest, bytes, walFramesReplayed } = await load(join(MINI, name));
    const content = readFileSync(join(MINI, name));
    expect(digest).toBe(`sha256:${createHash("sha256").update(content).digest("hex")}`);
    expect(bytes).toBe(content.length);
    expect(walFramesReplayed).toBe(0);
  });

  test("returns the rows that SQLite returns, in the same order", async () => {
    const rows = rowsOf(copyInto(folder, join(MINI, name)), DEFAULT_RATINGS_QUERY);
    expect(namedRows(await load(join(MINI, name)))).toEqual(rows.map((row) => Object.values(row)));
  });
});

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

describe("values", () => {
  const query = "SELECT a, b, c FROM t";

  test.each([
    ["an integer", "1917", "1917"],
    ["an integer above 2^53", "9007199254740993", "9007199254740993"],
    ["the smallest integer", "-9223372036854775808", "-9223372036854775808"],
    ["a real number", "1917.0", "1917.0"],
    ["a real number with a fraction", "0.1", "0.1"],
    ["a large real number", "1e20", "1.0e+20"],
  ])("take %s as a name in the form of SQLite", async (_, literal, text) => {
    const file = database(`CREATE TABLE t (a, b, c); INSERT INTO t VALUES (${literal}, ${literal}, 1)`);
    expect(namedRows(await load(file, query))).toEqual([[text, text, 1]]);
    expect(rowsOf(file, "SELECT CAST(a AS TEXT) AS text FROM t")[0]).toMatchObject({ text });
  });

  test.each([
    ["NULL", "NULL, 'Heat'"],
    ["NULL", "'ann', NULL"],
    ["a blob", "x'616E6E', 'Heat'"],
    ["a blob", "'ann', x'00'"],
    ["a text with NUL", "'ann' || char(0) || 'x', 'Heat'"],
    ["a long text with NUL", "'ann', 'a title of more than sixteen characters' || char(0)"],
    ["a text of 16,384 characters", "'ann', printf('%.16384c', 'x')"],
  ])("drop a row with %s as a name: %s", async (_, names) => {
    const file = database(
      `CREATE TABLE t (a, b, c); INSERT INTO t VALUES (${names}, 5), ('bob', 'Alien', 4)`,
    );
    const loaded = await load(file, query);
    expect(namedRows(loaded)).toEqual([["bob", "Alien", 4]]);
    expect(loaded.ratings.problems.malformedRows).toBe(1);
  });

  test("keep a byte order mark, in short names and in long ones", async () => {
    const names = [
      "\uFEFFann",
      "ann",
      "\uFEFFa title of more than sixteen characters",
      "a title of more than sixteen characters",
    ];
    const rows = names.map((name) => `('${name}', 'Heat', 1)`).join(", ");
    const file = database(`CREATE TABLE t (a, b, c); INSERT INTO t VALUES ${rows}`);
    expect((await load(file, query)).ratings.users).toEqual(names);
  });

  test("are the same from a database in UTF-16", async () => {
    const file = database(
      `PRAGMA encoding = 'UTF-16be'; CREATE TABLE t (a, b, c); INSERT INTO t VALUES ('Zoë 🎬', '8½', 5)`,
    );
    expect(namedRows(await load(file, query))).toEqual([["Zoë 🎬", "8½", 5]]);
  });

  test("of 100,000 rows equal what SQLite reads", async () => {
    const file = database(`${RATINGS_TABLES}
      WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 100000)
        INSERT INTO ratings SELECT 'user' || (n * 7919 % 4001), 'film ' || (n * 104729 % 10007), n % 11 / 2.0, 1.6e9 + n FROM c;
      INSERT INTO initial_ratings SELECT DISTINCT username, rowid % 3 > 0 FROM ratings GROUP BY username`);
    const loaded = await load(file);
    const rows = rowsOf(file, loaded.query);
    expect(rows.length).toBeGreaterThan(50_000);
    expect(loaded.ratings.values).toHaveLength(rows.length);
    const { users, items, userOfRow, itemOfRow, values, timestamps } = loaded.ratings;
    const differing = rows.findIndex(
      (row, at) =>
        row["username"] !== users[userOfRow[at]!] ||
        row["movie"] !== items[itemOfRow[at]!] ||
        row["rating"] !== values[at] ||
        Number(row["timestamp"]) * 1000 !== timestamps?.[at],
    );
    expect(differing).toBe(-1);
  });
});

describe("files beside the database", () => {
  test("rows of a write-ahead log are read", async () => {
    const writer = openWriter(folder, "live.db");
    writer.exec(RATINGS_TABLES);
    writer.exec(
      "INSERT INTO initial_ratings VALUES ('ann', 1); INSERT INTO ratings VALUES ('ann', 'Heat', 5, 0)",
    );
    const loaded = await load(writer.snapshot("live-copy.db"));
    writer.exec("PRAGMA wal_checkpoint(TRUNCATE)");
    const checkpointed = await load(writer.snapshot("live-checkpointed.db"));
    writer.close();
    expect(namedRows(loaded)).toEqual([["ann", "Heat", 5]]);
    expect(loaded.walFramesReplayed).toBeGreaterThan(0);
    expect(checkpointed.walFramesReplayed).toBe(0);
    expect(loaded.digest).toBe(checkpointed.digest);
    expect(loaded.bytes).toBe(checkpointed.bytes);
  });

  test("a log without a committed frame changes nothing", async () => {
    const file = database(RATINGS_TABLES);
    const log = Buffer.alloc(32);
    log.writeUInt32BE(0x377f0682);
    writeFileSync(`${file}-wal`, log);
    expect((await load(file)).walFramesReplayed).toBe(0);
  });

  test("a database in write-ahead mode needs no log", async () => {
    const file = database(`PRAGMA journal_mode = WAL; ${RATINGS_TABLES}`);
    const content = readFileSync(file);
    expect(content[18]).toBe(2);
    const { digest } = await load(file);
    expect(digest).toBe(`sha256:${createHash("sha256").update(content).digest("hex")}`);
  });

  test.each([
    ["an empty journal", Buffer.alloc(0)],
    ["a journal of journal_mode=PERSIST", Buffer.alloc(512)],
  ])("%s is no interrupted transaction", async (_, journal) => {
    const file = database(RATINGS_TABLES);
    writeFileSync(`${file}-journal`, journal);
    expect((await load(file)).ratings.users).toEqual([]);
  });

  test("a database that is not there is null", async () => {
    const request = { shownAs: "user_data.db", query: null, timeoutMs: 60_000 };
    expect(await loadRatings({ ...request, file: join(folder, "nowhere.db") })).toBeNull();
    expect(await loadRatings({ ...request, file: join(folder, "no folder", "nowhere.db") })).toBeNull();
  });
});
