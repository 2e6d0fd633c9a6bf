import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";

import { describe, expect, test } from "@jest/globals";

import { loadRatings } from "../../src/adapters/sqlite.ts";
import { DEFAULT_RATINGS_QUERY } from "../../src/core/ratings-query.ts";
import { copyInto, madeDatabases, openWriter, RATINGS_TABLES, rowsOf } from "../support/database.ts";
import { load, namedRows } from "../support/loaded-ratings.ts";

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
const { folder, database } = madeDatabases();

/** The golden file does not spell out the one title of more than a thousand characters. */
function abbreviated(title: string): string {
  return title.length > 1000 ? `${title.slice(0, 40)}...(${title.length} characters)` : title;
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
