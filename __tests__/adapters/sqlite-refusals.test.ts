import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { loadRatings } from "../../src/adapters/sqlite.ts";
import { bytesOf, madeDatabases, RATINGS_TABLES } from "../support/database.ts";
import { refusal } from "../support/loaded-ratings.ts";

const { folder, database, file } = madeDatabases();

const INITIAL = "CREATE TABLE initial_ratings (username TEXT, done INTEGER);";
const NO_ROWS = "CREATE TABLE unrelated (a)";
const ENDLESS = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c)";

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
