import { statSync } from "node:fs";

import { expect, test } from "@jest/globals";

import { openDatabase } from "../../src/adapters/sqlite-engine.ts";
import { withDatabaseFile } from "../../src/adapters/sqlite-file.ts";
import { readRatings } from "../../src/adapters/sqlite-rows.ts";
import { decodeRatings } from "../../src/formats/ratings-columns.ts";
import { makeDatabase, RATINGS_TABLES, temporaryFolder } from "../support/database.ts";
import { spread } from "../support/sparse-database.ts";
import { twinRatings } from "../support/ratings-twin.ts";

const GIB = 2 ** 30;
const MIB = 2 ** 20;
const QUERY = "SELECT username AS user, movie AS item, rating, timestamp AS time FROM ratings";
const folder = temporaryFolder();

/** 20,000 ratings; the pages that hold them are the last ones of a file of this length. */
function database(name: string, bytes: number): string {
  const path = makeDatabase(
    folder,
    name,
    `PRAGMA page_size = 65536; ${RATINGS_TABLES}
    WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c LIMIT 20000)
      INSERT INTO ratings SELECT 'user' || (n % 97), 'film ' || (n % 1009), n % 5, 1.6e9 + n FROM c;`,
  );
  spread(path, "ratings", bytes / 65_536);
  return path;
}

/** As the worker thread does, but for the digest, which takes its time for the holes. */
test.each([
  ["more than 2 GiB, where offsets of 31 bits end", 2 * GIB + MIB],
  ["more than 4 GiB, where offsets of 32 bits end", 4 * GIB + MIB],
  ["1 TiB", 1024 * GIB],
])("a database of %s is read where it lies", async (_, bytes) => {
  const file = database(`${bytes}.db`, bytes);
  const task = { file, shownAs: "user_data.db", query: QUERY };
  const ratings = await withDatabaseFile(task, async ({ image }) => {
    const read = readRatings(await openDatabase(image), task, () => {});
    return decodeRatings(read.ratings);
  });
  expect(statSync(file).size).toBe(bytes);
  expect(ratings).toEqual(twinRatings(file, QUERY, true));
  expect(ratings?.values).toHaveLength(20_000);
});
