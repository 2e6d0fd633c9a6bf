import { describe, expect, test } from "@jest/globals";

import { madeDatabases, RATINGS_TABLES, rowsOf } from "../support/database.ts";
import { load, namedRows } from "../support/loaded-ratings.ts";

const { database } = madeDatabases();

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
