import { DatabaseSync } from "node:sqlite";
import { ratedPairs, titleOf, userName, type Shape } from "./dataset.ts";

/** Tables and key of a frontend; the key as an index that is made last, which is the same to a reader. */
const TABLES = `
  PRAGMA journal_mode = OFF;
  PRAGMA synchronous = OFF;
  CREATE TABLE initial_ratings (username TEXT PRIMARY KEY, done BOOLEAN DEFAULT 0);
  CREATE TABLE ratings (username TEXT, user_id INTEGER, movie TEXT, rating INTEGER,
    timestamp DATETIME DEFAULT CURRENT_TIMESTAMP);`;
const KEY = "CREATE UNIQUE INDEX ratings_key ON ratings (username, movie)";
const FIRST_RATING = Date.UTC(2025, 0, 1);
const HOUR = 3_600_000;

/** Writes the ratings into a new SQLite database. Without a journal: a file that is not finished is not used. */
export function writeDatabase(path: string, shape: Shape): void {
  const database = new DatabaseSync(path);
  try {
    database.exec(`${TABLES} BEGIN`);
    const asked = database.prepare("INSERT INTO initial_ratings VALUES (?, 1)");
    for (let user = 0; user < shape.users; user++) asked.run(userName(user));
    insertRatings(database, shape);
    database.exec(`COMMIT; ${KEY}`);
  } finally {
    database.close();
  }
}

function insertRatings(database: DatabaseSync, shape: Shape): void {
  const pairs = ratedPairs(shape);
  const users = Array.from({ length: shape.users }, (_, user) => userName(user));
  const titles = Array.from({ length: shape.items }, (_, item) => titleOf(item));
  const rated = database.prepare("INSERT INTO ratings VALUES (?, ?, ?, ?, ?)");
  // A thousand ratings an hour: made of the same text, which is what takes the time.
  let time = "";
  for (let row = 0; row < shape.rows; row++) {
    if (row % 1_000 === 0) time = timeOf(row / 1_000);
    const user = pairs.users[row]!;
    const item = pairs.items[row]!;
    rated.run(users[user]!, user + 1, titles[item]!, 1 + ((user + item) % 5), time);
  }
}

function timeOf(hour: number): string {
  return new Date(FIRST_RATING + hour * HOUR).toISOString().slice(0, 19).replace("T", " ");
}
